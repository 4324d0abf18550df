"""What is said of trends that cannot be, word for word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from analysis.trends.answers import fit_answers
from analysis.trends.backtest import backtest
from analysis.trends.countries import fit_countries
from analysis.trends.groups import fit_groups
from analysis.trends.many import fit_trends
from analysis.trends.trend import fit_trend
from polls.errors import ProblemsError
from tests.writers.trend_series import typed

DATES = ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"]
ROWS = typed([0.4, 0.42, 0.41, 0.43], DATES)
TWO = pd.concat([ROWS, ROWS.assign(country="FR")])
GROUPS = pd.concat([ROWS.assign(group_by="age", group=name) for name in ("old", "young")])


def answers(question: str, **shares: float) -> pd.DataFrame:
    """Three waves of the shares of some answers."""
    waves = [typed([share] * 3, DATES[:3]).assign(answer=name) for name, share in shares.items()]
    return pd.concat(waves).assign(question=question)


CASES: dict[str, tuple[Callable[[], Any], list[str]]] = {
    "words that no option takes": (
        lambda: fit_trend(ROWS, model="levle", volatility="x"),
        [
            "unknown model [unknown-option]",
            "    got 'levle', expected level, smooth",
            "    hint: did you mean 'level'?",
            "unknown volatility [unknown-option]",
            "    got 'x', expected auto, constant, switching",
        ],
    ),
    "a smooth trend that switches": (
        lambda: fit_trend(ROWS, model="smooth", volatility="switching"),
        [
            "volatility='switching' has no effect with model='smooth' [option-without-effect]",
            "    hint: the volatility of a smooth trend is constant; that of a level may switch",
        ],
    ),
    "what cannot be pooled": (
        lambda: fit_trend(ROWS, together=["answer"]),
        [
            "unknown together[0] [unknown-option]",
            "    got 'answer', expected question",
        ],
    ),
    "a band of everything": (
        lambda: fit_trend(ROWS, level=1.0),
        [
            "band level is not between 0 and 1 [level-out-of-range]",
            "    got 1",
        ],
    ),
    "an error as large as that": (
        lambda: fit_trend(ROWS, common_error=5.0),
        [
            "the common error is a standard deviation in logits [option-out-of-range]",
            (
                "    got common_error=5.0, expected 0 (none) or more, such as 0.11; 1 would be 23 "
                "points at 50%"
            ),
        ],
    ),
    "an error below nothing": (
        lambda: fit_trend(ROWS, common_error=-0.1),
        [
            "the common error is a standard deviation in logits [option-out-of-range]",
            (
                "    got common_error=-0.1, expected 0 (none) or more, such as 0.11; 1 would be 23 "
                "points at 50%"
            ),
        ],
    ),
    "a house without readings": (
        lambda: fit_trend(ROWS, reference="Z"),
        [
            "no reading is of the reference house [unknown-house]",
            "    got 'Z', expected A",
        ],
    ),
    "no days": (
        lambda: fit_trend(ROWS, dates=[]),
        [
            "no days are asked for [no-dates]",
            "    got dates=[]",
            "    hint: leave dates= out for the readings' own",
        ],
    ),
    "a day that may be two": (
        lambda: fit_trend(ROWS, dates=["05/06/2024"]),
        [
            "a date cannot be read for certain [not-a-date]",
            "    got '05/06/2024', expected a date or time stamp, or text such as 2024-03-07",
        ],
    ),
    "a word for a day": (
        lambda: fit_trend(ROWS, breaks=["soon"]),
        [
            "a date cannot be read for certain [not-a-date]",
            "    got 'soon', expected a date or time stamp, or text such as 2024-03-07",
        ],
    ),
    "no draws": (
        lambda: fit_trend(ROWS).draws(0, 1),
        [
            "n is not possible [option-out-of-range]",
            "    got n=0, expected 1 or more",
        ],
    ),
    "a seed below nothing": (
        lambda: fit_trend(ROWS).draws(1, -1),
        [
            "seed is not possible [option-out-of-range]",
            "    got seed=-1, expected 0 or more",
        ],
    ),
    "a day for a pair": (
        lambda: fit_trend(ROWS).changes(["2024-01-01"]),
        [
            "pairs takes pairs of days [wrong-argument]",
            "    got '2024-01-01'",
            '    hint: pairs=[("2023-01-01", "2024-01-01")]',
        ],
    ),
    "no pairs": (
        lambda: fit_trend(ROWS).changes([]),
        [
            "there are no pairs of days [no-pairs]",
        ],
    ),
    "no readings": (
        lambda: fit_trend(ROWS.iloc[:0]),
        [
            "there are no readings to fit [no-readings]",
            "    hint: does the filter match any row?",
        ],
    ),
    "readings of several series": (
        lambda: fit_trend(pd.concat([ROWS, ROWS.assign(country="FR", answer="no")])),
        [
            "readings of several series cannot be one trend [several-series]",
            (
                "    got country FR, GB; answer no, yes, expected one country, question, answer, "
                "group_by, group"
            ),
            (
                "    hint: fit_trends(readings, by=['country', 'answer']) fits each; or filter the "
                "readings"
            ),
        ],
    ),
    "rows that cannot be": (
        lambda: fit_trend(
            ROWS.assign(
                share=[1.4, 0.4, 0.4, 0.4], n=[1000, 0, 1000, 1000], source="s", locator="row 1"
            )
        ),
        [
            (
                "s, A 2024-01-01 to 2024-01-01 share 1.4 n 1000 row 1: share out of range "
                "[share-out-of-range]"
            ),
            (
                "s, A 2024-02-01 to 2024-02-01 share 0.4 n 0 row 1: base not positive "
                "[base-not-positive]"
            ),
        ],
    ),
    "rows without a day": (
        lambda: fit_trend(ROWS.assign(start=pd.NaT, end=pd.NaT)),
        [
            "A share 0.4 n 1000: reading without date [reading-without-date]",
            "A share 0.42 n 1000: reading without date [reading-without-date]",
            "A share 0.41 n 1000: reading without date [reading-without-date]",
            "    and 1 more of this kind",
        ],
    ),
    "rows that end before they start": (
        lambda: fit_trend(ROWS.assign(end="2023-01-01")),
        [
            "A 2024-01-01 to 2023-01-01 share 0.4 n 1000: end before start [end-before-start]",
            "A 2024-02-01 to 2023-01-01 share 0.42 n 1000: end before start [end-before-start]",
            "A 2024-03-01 to 2023-01-01 share 0.41 n 1000: end before start [end-before-start]",
            "    and 1 more of this kind",
        ],
    ),
    "rows that differ": (
        lambda: fit_trend(pd.concat([ROWS, ROWS.assign(share=0.5)])),
        [
            "the same reading is given with different values [duplicate-differs]",
            (
                "    got A 2024-01-01 to 2024-01-01 share 0.4 n 1000; A 2024-02-01 to 2024-02-01 "
                "share 0.42 n 1000; A 2024-03-01 to 2024-03-01 share 0.41 n 1000; A 2024-04-01 to "
                "2024-04-01 share 0.43 n 1000; A 2024-01-01 to 2024-01-01 share 0.5 n 1000; A "
                "2024-02-01 to 2024-02-01 share 0.5 n 1000"
            ),
            "    hint: keep the row whose source can be checked",
        ],
    ),
    "one answer of all": (
        lambda: fit_answers(ROWS.assign(share=1.0)),
        [
            "every reading has all respondents in one answer [one-answer]",
        ],
    ),
    "more than everybody": (
        lambda: fit_answers(answers("q", yes=0.8, no=0.7)),
        [
            (
                "the answers add up to well over 100%: respondents may have given several "
                "[several-choices]"
            ),
            (
                "    got 150% in the highest of 3 waves of 3, expected answers of which each "
                "respondent gives one"
            ),
            '    hint: fit_trends(readings, by="answer") fits each answer',
        ],
    ),
    "several answers of a respondent": (
        lambda: fit_answers(answers("issue_up_to_three", health=0.3, economy=0.3)),
        [
            (
                "respondents may give several answers to 'issue_up_to_three', so shares do not add "
                "up [several-choices]"
            ),
            '    hint: fit_trends(readings, by=["answer"]) fits each answer',
        ],
    ),
    "one group alone": (
        lambda: fit_groups(ROWS.assign(group_by="age", group="old")),
        [
            "a gap needs two groups [one-group]",
            "    got old",
            "    hint: fit_trend fits one",
        ],
    ),
    "a group and itself": (
        lambda: fit_groups(GROUPS).gap("old", "old"),
        [
            "a gap needs two different groups [same-group]",
            "    got old twice",
        ],
    ),
    "a group that is not there": (
        lambda: fit_groups(GROUPS).gap("old", "odl"),
        [
            "there is no such group [unknown-key]",
            "    got 'odl', expected old, young",
            "    hint: did you mean 'old'?",
        ],
    ),
    "no column": (
        lambda: fit_trends(ROWS, by=[]),
        [
            "no column tells the series apart [no-column]",
            "    got by=[], expected country, question, answer, group_by, group",
        ],
    ),
    "a column that is none": (
        lambda: fit_trends(ROWS, by=["contry"]),
        [
            "series cannot be told apart by 'contry' [unknown-column]",
            "    expected country, question, answer, group_by, group",
            "    hint: did you mean 'country'?",
        ],
    ),
    "no processes": (
        lambda: fit_trends(ROWS, by="country", n_jobs=0),
        [
            "n_jobs is a number of processes [option-out-of-range]",
            "    got 0, expected 1 or more, or -1 for all cores",
        ],
    ),
    "no readings of several": (
        lambda: fit_trends(ROWS.iloc[:0], by="country"),
        [
            "there are no readings to fit [no-readings]",
            "    hint: does the filter match any row?",
        ],
    ),
    "one bad series of two": (
        lambda: fit_trends(pd.concat([ROWS, ROWS.assign(country="FR", share=1.5)]), by="country"),
        [
            (
                "series FR, A 2024-01-01 to 2024-01-01 share 1.5 n 1000: share out of range "
                "[share-out-of-range]"
            ),
            (
                "series FR, A 2024-02-01 to 2024-02-01 share 1.5 n 1000: share out of range "
                "[share-out-of-range]"
            ),
            (
                "series FR, A 2024-03-01 to 2024-03-01 share 1.5 n 1000: share out of range "
                "[share-out-of-range]"
            ),
            "    and 1 more of this kind",
        ],
    ),
    "a country that is not there": (
        lambda: fit_trends(ROWS, by="country")["FR"],
        [
            "there is no such country [unknown-key]",
            "    got 'FR', expected GB",
        ],
    ),
    "no lines": (
        lambda: fit_trends(ROWS, by="country").plot(only=[]),
        [
            "there are no lines to draw [no-results]",
            "    got only=[]",
        ],
    ),
    "too few to predict from": (
        lambda: backtest(ROWS),
        [
            "too few readings to predict any from those before [too-few-readings]",
            (
                "    got 4, at most 3 of them out before another, expected 30 that were out before "
                "the fieldwork of another began"
            ),
        ],
    ),
    "a house of a country without readings": (
        lambda: fit_countries(TWO, references={"DE": "A"}),
        [
            "a reference house is given for a country without readings [unknown-country]",
            "    got 'DE', expected FR, GB",
        ],
    ),
}


@pytest.mark.parametrize(("call", "said"), CASES.values(), ids=CASES)
def test_each_fault_is_told_with_what_was_expected(
    call: Callable[[], Any], said: list[str]
) -> None:
    with pytest.raises(ProblemsError) as raised:
        call()
    assert str(raised.value).split("\n") == said
