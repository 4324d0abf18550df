"""Turning points: where a trend shifted, and which readings are odd."""
