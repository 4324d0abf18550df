"""What stands in one printed cell: a share, a base, a column's name, dates of fieldwork."""
