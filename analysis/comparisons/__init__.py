"""Trends held against each other, in numbers and in sentences."""
