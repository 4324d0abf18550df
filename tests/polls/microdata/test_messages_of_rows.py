"""What is said of waves and of rows at fault, word for word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from polls import Design, Waves
from tests.writers.survey_writer import PEOPLE, told

SAID: dict[str, tuple[Any, Any, dict[str, Any], list[str]]] = {
    "a number for a wave": (
        {},
        "q",
        {"wave": 3},
        [
            "people.csv: wave is no variable and no polls.Waves [not-waves]",
            "    got 3, expected a variable's name or polls.Waves(...)",
        ],
    ),
    "dates beside waves": (
        {},
        "q",
        {"wave": "s", "start": "2024-01-01", "end": "2024-01-02"},
        [
            "people.csv: start= / end= has no effect with wave= [option-without-effect]",
            "    hint: what differs by wave is not the same for all of them",
        ],
    ),
    "a country beside those of the waves": (
        {},
        "q",
        {"wave": Waves("s", country="sex"), "country": "GB"},
        [
            "people.csv: country= has no effect with wave= [option-without-effect]",
            "    hint: what differs by wave is not the same for all of them",
        ],
    ),
    "variables of waves that the data lack": (
        {},
        "q",
        {"wave": Waves("ss", country="x", dates=["a", "b"])},
        [
            "people.csv: data have no variable 'ss' for the wave [unknown-wave-variable]",
            "    expected one of 8 variables: q, w, s, u, sex, r1, r2, r3",
            "    hint: did you mean 's'?",
            "people.csv: data have no variable 'x' for the wave [unknown-wave-variable]",
            "    expected one of 8 variables: q, w, s, u, sex, r1, r2, r3",
            "people.csv: data have no variable 'a' for the wave [unknown-wave-variable]",
            "    expected one of 8 variables: q, w, s, u, sex, r1, r2, r3",
            "people.csv: data have no variable 'b' for the wave [unknown-wave-variable]",
            "    expected one of 8 variables: q, w, s, u, sex, r1, r2, r3",
            "people.csv: dates are no variable [dates-not-three]",
            "    got ['a', 'b'], expected one variable, or those of year, month and day",
        ],
    ),
    "a period that does not exist": (
        {},
        "q",
        {"wave": Waves("s", every="day")},
        [
            "people.csv: 'day' is no choice of every [unknown-choice]",
            "    expected year, quarter, month, week",
        ],
    ),
    "a period without a variable": (
        {},
        "q",
        {"wave": Waves(country="s", every="week")},
        [
            (
                "people.csv: every='week' has no effect with no variable of dates "
                "[option-without-effect]"
            ),
            "    hint: variable= names it",
        ],
    ),
    "a period of what holds no dates": (
        {},
        "q",
        {"wave": Waves("s", every="week")},
        [
            "people.csv: every='week' has no effect with variable='s' [option-without-effect]",
            "    hint: it holds waves, no dates",
        ],
    ),
    "waves without dates": (
        {},
        "q",
        {"wave": "s"},
        [
            "people.csv, wave 1: nothing says when the wave was in the field [wave-without-dates]",
            "    got 1, expected a year or date as its name, dates= of interviews, or fieldwork=",
            "    hint: say it: wave=polls.Waves(variable, fieldwork={wave: '3-5 March 2024'})",
            "people.csv, wave 2: nothing says when the wave was in the field [wave-without-dates]",
            "    got 2, expected a year or date as its name, dates= of interviews, or fieldwork=",
            "    hint: say it: wave=polls.Waves(variable, fieldwork={wave: '3-5 March 2024'})",
        ],
    ),
    "a declared wave without a date": (
        {},
        "q",
        {"wave": Waves("s", country="sex", fieldwork={1: "soon", 2: "5 March 2024"})},
        [
            (
                "people.csv, wave 1, 1: nothing says when the wave was in the field "
                "[wave-without-dates]"
            ),
            (
                "    got soon, expected a year or date as its name, dates= of interviews, or "
                "fieldwork="
            ),
            "    hint: say it: wave=polls.Waves(variable, fieldwork={wave: '3-5 March 2024'})",
        ],
    ),
    "weights that are none": (
        {"w": [1.0, np.nan, -1, 2, -3, np.inf]},
        "q",
        {"weight": "w"},
        [
            "people.csv, variable 'w': weights are missing [weight-missing]",
            "    got 1 (rows 2), expected a weight for every respondent, 0 for none",
            "people.csv, variable 'w': weights are not numbers [weight-not-a-number]",
            "    got 1 (rows 6), expected a number of 0 or more",
            "people.csv, variable 'w': weights are negative [weight-negative]",
            "    got 2 (rows 3, 5), expected a number of 0 or more",
        ],
    ),
    "weights that are none in a file read two rows at a time": (
        {"w": [1.0, np.nan, -1, 2, -3, np.inf]},
        "q",
        {"weight": "w", "chunk_rows": 2},
        [
            "people.csv, variable 'w': weights are missing [weight-missing]",
            "    got 1 (rows 2), expected a weight for every respondent, 0 for none",
            "people.csv, variable 'w': weights are negative [weight-negative]",
            "    got 2 (rows 3, 5), expected a number of 0 or more",
            "people.csv, variable 'w': weights are not numbers [weight-not-a-number]",
            "    got 1 (rows 6), expected a number of 0 or more",
        ],
    ),
    "weights that are all nothing": (
        {"w": 0.0},
        "q",
        {"weight": "w"},
        [
            "people.csv, variable 'w': all weights are 0 [weights-all-zero]",
        ],
    ),
    "strata and units that are missing": (
        {"s": [1, None, 1, 1, 1, 1], "u": [1, 2, None, None, 3, 4]},
        "q",
        {"weight": "w", "strata": "s", "psu": "u"},
        [
            "people.csv, variable 's': respondents have no stratum [strata-missing]",
            "    got 1 (rows 2), expected a stratum for every respondent",
            "people.csv, variable 'u': respondents have no sampling unit [psu-missing]",
            "    got 2 (rows 3, 4), expected a sampling unit for every respondent",
        ],
    ),
    "many rows at fault": (
        pd.concat([PEOPLE] * 2).assign(w=None),
        "q",
        {"weight": "w"},
        [
            "people.csv, variable 'w': weights are missing [weight-missing]",
            (
                "    got 12 (rows 1, 2, 3, 4, 5, ...), expected a weight for every respondent, 0 "
                "for none"
            ),
        ],
    ),
    "finite populations that are none": (
        {"f": [10, 12, 10, 0, None, 5]},
        "q",
        {"weight": "w", "strata": "s", "psu": "u", "fpc": "f"},
        [
            "people.csv, variable 'f': respondents have no finite population [fpc-missing]",
            "    got 1 (rows 5), expected a number for every respondent",
            "people.csv, variable 'f': finite populations are not above 0 [fpc-not-positive]",
            "    got 1 (rows 4), expected a size, or a fraction drawn",
            (
                "people.csv, variable 'f', stratum 1: finite population differs within a stratum "
                "[fpc-varies]"
            ),
            "    got 10 to 12, expected one value for all of the stratum",
        ],
    ),
    "one smaller than its sample": (
        {"f": 2},
        "q",
        {"strata": "s", "psu": "u", "fpc": "f"},
        [
            (
                "people.csv, variable 'f', stratum 1: population is smaller than the sample drawn "
                "from it [fpc-below-sample]"
            ),
            "    got 2, expected 3 sampling units or more",
            (
                "people.csv, variable 'f', stratum 2: population is smaller than the sample drawn "
                "from it [fpc-below-sample]"
            ),
            "    got 2, expected 3 sampling units or more",
        ],
    ),
    "one without strata": (
        {"f": 2},
        "q",
        {"fpc": "f"},
        [
            (
                "people.csv, variable 'f': population is smaller than the sample drawn from it "
                "[fpc-below-sample]"
            ),
            "    got 2, expected 6 sampling units or more",
        ],
    ),
    "weights before raking that are none": (
        {"b": [1, -1, None, "x", 1, 1]},
        "q",
        {"design": Design(weight="w", raked="sex", before_raking="b")},
        [
            "people.csv, variable 'b': weights before raking are missing [before_raking-missing]",
            "    got 1 (rows 3), expected a weight for everybody",
            (
                "people.csv, variable 'b': weights before raking are no numbers of 0 or more "
                "[before_raking-not-a-number]"
            ),
            "    got 2 (rows 2, 4), expected numbers",
        ],
    ),
    "a margin without a category": (
        {"sex": [1, None, 1, 1, 1, 1]},
        "q",
        {"design": Design(weight="w", raked="sex")},
        [
            "people.csv, raked: respondents have no category of a margin [raked-missing]",
            "    got 1 (rows 2), expected a category for everybody",
        ],
    ),
    "a stratum of one unit": (
        {"u": [1, 2, 3, 1, 1, 1]},
        "q",
        {"strata": "s", "psu": "u"},
        [
            (
                "people.csv, variable 's': stratum has one sampling unit, so its variance cannot "
                "be estimated [single-unit-stratum]"
            ),
            "    got stratum 2, expected two units or more",
            (
                "    hint: join it with a like stratum, or choose single_unit='centred' or "
                "single_unit='certainty'"
            ),
        ],
    ),
    "a sample of one unit": (
        {"u": 1},
        "q",
        {"psu": "u"},
        [
            (
                "people.csv: stratum has one sampling unit, so its variance cannot be estimated "
                "[single-unit-stratum]"
            ),
            "    got the whole sample, expected two units or more",
            (
                "    hint: join it with a like stratum, or choose single_unit='centred' or "
                "single_unit='certainty'"
            ),
        ],
    ),
    "a group for each respondent": (
        pd.concat([PEOPLE] * 3).assign(id=range(18)),
        "q",
        {"by": "id"},
        [
            (
                "people.csv, variable 'id': variable has too many values to be one of groups "
                "[too-many-groups]"
            ),
            "    got 18 values of 18 respondents, expected two respondents or more in a group",
        ],
    ),
    "nobody of an opinion": (
        {"q": 98},
        "q",
        {"labels": {"q": {98: "Don't know"}}, "base": "substantive"},
        [
            "people.csv, variable 'q': nobody with a weight is in the base [nobody-in-base]",
            "    got Don't know 6",
        ],
    ),
    "nobody who was asked": (
        {"q": None},
        "q",
        {},
        [
            "people.csv, variable 'q': nobody with a weight is in the base [nobody-in-base]",
            "    got system missing 6",
        ],
    ),
    "no rows": (
        PEOPLE.iloc[:0],
        "q",
        {},
        [
            "people.csv: data have no rows [no-respondents]",
        ],
    ),
}


@pytest.mark.parametrize(("given", "question", "options", "said"), SAID.values(), ids=SAID)
def test_each_fault_is_told_with_its_place_and_what_was_expected(
    given: Any, question: Any, options: dict[str, Any], said: list[str], tmp_path: Path
) -> None:
    rows = PEOPLE.assign(**given) if isinstance(given, dict) else given
    assert told(rows, question, tmp_path, **options) == said
