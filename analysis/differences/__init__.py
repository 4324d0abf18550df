"""What changed between two versions of the data: readings, estimates, verdicts.

old readings  -+-> added, changed, withdrawn
new readings  -+-> series whose trend moved by more than so much
claims        ---> verdicts that are no longer the same, and the readings that did it
"""
