"""Does the sentence hold? Claims as data, checked against readings, trends and counts.

    [[claim]] in report.toml -> kinds.* -> published readings known by `as_of` -> Finding
                                        -> joint draws of the trend            -> Finding
                                           both, weighed                       -> Verdict

`claim` says what every kind must say, `kinds` holds one file a kind; `series`, `evidence`,
`pairs` and `measured` are readings, `draws` the trend's paths, `clauses` and `words` sentences;
`read` and `names` are claims as written, `opinion` and `check` the verdicts.
"""
