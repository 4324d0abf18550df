"""Which series are drawn together, and how draws of a trend are asked for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.claims.draws import (
    Remembered,
    answers_of_one_whole,
    apart,
    groups_of_one_question,
    nets_of,
    of_groups,
    remembered,
    together,
    too_sparse,
)
from analysis.claims.evidence import Known, known_readings
from analysis.claims.series import Series
from polls.codebooks.model import codebook
from polls.errors import Problem, ProblemsError
from tests.writers.claim_writer import FlatTrend, JointTrend, known_of, opinion, reading, readings

STEADY = [reading(f"2025-{month:02}-15", 0.45, n=1000.0) for month in range(1, 7)]


class TestDraws:
    DAYS: tuple[str, ...] = ("2025-06-01", "2025-06-02")

    def test_series_apart_take_one_seed_after_the_other(self) -> None:
        class Seeded:
            def draws(self, n: int, seed: int, dates: Any = None, *, of: str = "polls") -> Any:
                return pd.DataFrame(np.full((1, len(dates)), seed + (100 if of == "polls" else 0)))

            asked = n = 0

        draw = apart([Seeded(), Seeded()], 7)
        assert [path.tolist() for path in draw(self.DAYS)] == [[[7, 7]], [[8, 8]]]
        assert [path.tolist() for path in draw(self.DAYS, "polls")] == [[[107, 107]], [[108, 108]]]

    def test_four_thousand_paths_are_drawn(self) -> None:
        assert apart([FlatTrend(0.4, 0.1)], 0)(self.DAYS)[0].shape == (4000, 2)
        joint = together(JointTrend({"yes": 0.4, "no": 0.6}, 0.1), ["no"], {}, 0)
        assert joint(self.DAYS)[0].shape == (4000, 2)

    def test_groups_are_taken_in_their_order(self) -> None:
        columns = pd.MultiIndex.from_product([self.DAYS, ["a", "b"]], names=["date", "group"])

        class Grouped:
            def draws(self, n: int, seed: int, dates: Any = None, *, of: str = "polls") -> Any:
                assert (n, seed, of, len(dates)) == (4000, 3, "opinion", 2)
                return pd.DataFrame([[0.1, 0.2, 0.3, 0.4]], columns=columns)

        found = of_groups(Grouped(), ["b", "a"], 3)(self.DAYS)
        assert [path.tolist() for path in found] == [[[0.2, 0.4]], [[0.1, 0.3]]]

    def test_an_answer_that_is_fitted_goes_before_the_sum_of_its_parts(self) -> None:
        trend = JointTrend({"net": 0.7, "far": 0.2, "bit": 0.3}, 0.0)
        nets = {"net": ("far", "bit"), "other": ("far", "bit")}
        net, other = together(trend, ["net", "other"], nets, 0)(self.DAYS)
        assert (net[0].tolist(), other[0].tolist()) == ([0.7, 0.7], [0.5, 0.5])

    def test_a_fit_is_done_once_for_the_same_readings(self) -> None:
        fitted: list[int] = []

        def fit(rows: pd.DataFrame) -> FlatTrend:
            fitted.append(len(rows))
            return FlatTrend(0.4, 0.0)

        once = remembered(fit)
        rows = readings(*STEADY)
        assert once(rows) is once(rows.copy())
        assert once(rows.iloc[:3]) is not once(rows)
        assert fitted == [6, 3]

    def test_draws_are_made_once_for_the_same_days_and_the_last_eight_are_kept(self) -> None:
        asked: list[tuple[Any, ...]] = []

        class Counting:
            def draws(self, n: int, seed: int, dates: Any = None, *, of: str = "polls") -> Any:
                asked.append((of, n, seed, *dates))
                return pd.DataFrame([asked[-1]])

        trend = Remembered(Counting())
        first = trend.draws(10, 1, ["a", "b"], of="opinion")
        assert trend.draws(10, 1, ["a", "b"], of="opinion") is first
        for seed in range(2, 9):
            trend.draws(10, seed, ["a"])
        assert len(asked) == 8
        assert trend.draws(10, 1, ["a", "b"], of="opinion") is first
        trend.draws(10, 9, ["a"])
        assert trend.draws(10, 1, ["a", "b"], of="opinion") is not first
        assert asked[0] == ("opinion", 10, 1, "a", "b")
        assert asked[1] == ("polls", 10, 2, "a")

    def test_draws_that_take_any_option_take_that_of_whose_path_it_is(self) -> None:
        class Open:
            def draws(self, n: int, seed: int, dates: Any = None, **more: Any) -> Any:
                return more

        assert Remembered(Open()).draws(1, 1, [], of="polls") == {"of": "polls"}

        class Older:
            def draws(self, n: int, seed: int, dates: Any = None) -> Any:
                raise AssertionError

        with pytest.raises(ProblemsError) as raised:
            Remembered(Older())  # type: ignore[arg-type]
        (problem,) = raised.value.problems
        assert problem == Problem(
            "wrong-fit", "draws() of the fit takes no `of`", got="Older",
            expected='draws(n, seed, dates, of="polls" or "opinion")',
            hint="a fit that knows no shared error may return the same draws",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("numbers", "fields", "said"),
        [
            ((3,), {}, ""),
            ((2,), {}, "no trend is fitted to fewer than 3 readings"),
            ((3, 2), {"country": "FR"}, "no trend is fitted to fewer than 3 readings (France)"),
            (
                (2, 2),
                {"country": "FR"},
                ("no trend is fitted to fewer than 3 readings (Great Britain and France)"),
            ),
            ((3, 2), {"answer": "no"}, "no trend is fitted to fewer than 3 readings (no)"),
        ],
    )
    def test_a_trend_needs_three_days_of_readings(
        self, numbers: tuple[int, ...], fields: dict[str, str], said: str
    ) -> None:
        among = "country" if "country" in fields else "answer"
        others = {"among": among, "others": [*fields.values()]} if len(numbers) > 1 else {}
        made = opinion("ranking", **others) if others else opinion("value", share=0.4)
        rows = [
            reading(f"2025-06-0{day}", 0.4, **(fields if place else {}))
            for place, number in enumerate(numbers)
            for day in range(1, number + 1)
        ]
        rows.append(reading("2025-06-01", 0.5, pollster="Ipsos"))
        assert too_sparse(known_of(made, *rows)) == said


class TestOneWhole:
    """Which answers are drawn together, and which groups."""

    @staticmethod
    def known(rows: pd.DataFrame, series: Series) -> Known:
        return known_readings(rows, series, as_of=dt.date(2025, 6, 30), source="", book=codebook())

    def whole(self, *rows: dict[str, Any], series: tuple[Series, ...]) -> list[float] | None:
        found = answers_of_one_whole(readings(*rows), series, self.known, codebook())
        return None if found is None else sorted(found["share"])

    YES, NO = (Series("GB", "approval", name) for name in ("approve", "disapprove"))
    WAVE = (
        reading("2025-06-01", 0.5),
        reading("2025-06-01", 0.3, answer="disapprove"),
        reading("2025-06-01", 0.2, answer="unsure"),
    )

    def test_all_answers_of_the_question_that_are_known_by_the_day(self) -> None:
        more = [
            reading("2025-06-01", 0.9, country="FR"),
            reading("2025-06-01", 0.9, question="trust"),
            reading("2025-07-01", 0.9),
        ]
        found = self.whole(*self.WAVE, *more, series=(self.YES, self.NO))
        assert found == [0.2, 0.3, 0.5]

    def test_series_that_differ_in_more_than_their_answer_are_of_none(self) -> None:
        assert self.whole(*self.WAVE, series=(self.YES,)) is None
        for other in (
            Series("FR", "approval", "disapprove"),
            Series("GB", "trust", "disapprove"),
            Series("GB", "approval", "disapprove", "age", "65+"),
            Series("GB", "approval", "disapprove", pollster="Ipsos"),
        ):
            assert self.whole(*self.WAVE, series=(self.YES, other)) is None

    @pytest.mark.parametrize(
        ("third", "together"),
        [(0.2, True), (0.19, True), (0.18, False), (0.21, True), (0.22, False)],
    )
    def test_they_add_up_to_one_within_what_rounding_allows(
        self, third: float, together: bool
    ) -> None:
        rows = [*self.WAVE[:2], reading("2025-06-01", third, answer="unsure")]
        rows = [{**row, "question": "taste", "precision": 0.01} for row in rows]
        series = tuple(Series("GB", "taste", name) for name in ("approve", "disapprove"))
        assert (self.whole(*rows, series=series) is not None) is together

    def test_without_readings_there_is_no_whole(self) -> None:
        assert self.whole(reading("2025-06-01", 0.5, country="FR"), series=(self.YES, self.NO)) is (
            None
        )

    def test_nets_are_those_of_the_codebook(self) -> None:
        book = codebook()
        found = nets_of(Series("GB", "level10y_five", "too_high"), book)
        assert (
            found["too_high"] == ("much_too_high", "a_bit_too_high") or len(found["too_high"]) > 1
        )
        assert nets_of(Series("GB", "taste", "sweet"), book) == {}

    def groups(self, *rows: dict[str, Any], series: tuple[Series, ...]) -> list[str] | None:
        frame = readings(*rows)
        compared = [self.known(frame, each) for each in series]
        found = groups_of_one_question(frame, compared, self.known)
        if found is None:
            return None
        assert set(found["group_by"]) == {"group"}
        return sorted(found["group"].unique())

    def test_groups_with_three_days_of_readings_are_fitted_together(self) -> None:
        def rows(number: int, **fields: str) -> list[dict[str, Any]]:
            return [reading(f"2025-06-0{day}", 0.4, **fields) for day in range(1, number + 1)]

        old, young, few, men = (
            {"group_by": "age", "group": "65+"}, {"group_by": "age", "group": "18-24"},
            {"group_by": "age", "group": "25-49"}, {"group_by": "sex", "group": "men"},
        )  # fmt: skip
        every = [*rows(3, **old), *rows(3, **young), *rows(2, **few), *rows(3, **men)]
        series = [Series("GB", "approval", "approve", **each) for each in (old, young, few, men)]
        assert self.groups(*every, series=tuple(series[:2])) == ["age/18-24", "age/65+"]
        assert self.groups(*every, series=(series[0], series[3])) == [
            "age/18-24", "age/65+", "sex/men",
        ]  # fmt: skip
        assert self.groups(*every, series=(series[0],)) is None
        assert self.groups(*every, series=(series[0], series[0])) is None
        abroad = Series("FR", "approval", "approve", **young)
        assert self.groups(*every, series=(series[0], abroad)) is None
        assert self.groups(*rows(3, **old), series=tuple(series[:2])) is None
