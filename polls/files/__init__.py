"""Files: what they contain, their text, tables, sheets and pages; targets written whole."""
