"""One file for each kind of figure, and one house style; figures take results, never files."""
