"""From `report.toml` to a PDF, an HTML page and figures, the same bytes on every build."""
