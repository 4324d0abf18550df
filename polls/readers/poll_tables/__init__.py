"""Tables with a row for each wave."""
