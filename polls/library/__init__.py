"""A folder of readings with all that explains them, read once; the shipped one among others."""
