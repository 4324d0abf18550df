"""YouGov's US cross-break report (PDF)."""
