"""Many differently worded questions joined into one mood, and what each item adds to it."""
