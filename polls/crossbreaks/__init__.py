"""The engine under every table with answers one way and groups the other."""
