"""Readings out, in the forms that others open: files, data packages, workbooks for readers."""
