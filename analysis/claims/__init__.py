"""Does the sentence hold? Claims as data, checked against readings, trends and counts.

[[claim]] in report.toml -> kinds.Claim -> published readings known by `as_of` -> Finding
                                        -> joint draws of the trend            -> Finding
                                           both, weighed                       -> Verdict
"""
