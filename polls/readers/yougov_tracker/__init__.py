"""YouGov tracker downloads (XLSX, a sheet for each group)."""
