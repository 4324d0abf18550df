"""Microdata, a row for each respondent, tabulated to weighted readings.

    files -> chunks -> tally -> cells -> linearised -> readings

`tabulate` is the door; `polls.tabulate` is the same function.
"""
