"""Readings in, trends out: of one series, of answers, countries and groups together, of many."""
