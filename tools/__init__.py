"""Programs that make what ships, run by hand when a source has a newer file."""
