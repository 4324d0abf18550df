"""Verdicts for other programs: JSON with its schema, ClaimReview, SARIF."""
