"""Long measurements of speed, memory and honesty; `make bench` runs them."""
