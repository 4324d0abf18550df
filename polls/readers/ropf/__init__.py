"""ROPF (Rich Opinion Poll File): a poll in each line."""
