"""Official counts: years to date, calendar sums, and what leads what."""
