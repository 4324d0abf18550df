"""An article read for what can be checked: its numbers, comparisons and superlatives."""
