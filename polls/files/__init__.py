"""Files in and out: what they contain, their text, tables, sheets and pages; and writing."""
