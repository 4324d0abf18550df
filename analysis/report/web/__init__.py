"""The report as one HTML page: self-contained, for any screen, with script only as an extra."""
