"""Declared sources brought from outside: the only room that asks the network for anything."""
