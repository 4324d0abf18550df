"""Questions, answers and labels in four languages, and how printed labels map to them."""
