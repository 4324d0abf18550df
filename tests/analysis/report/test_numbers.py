"""Numbers of the shipped report, computed again from the files of the data by plain code."""

import csv
import json
import re
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from tools.golden_manifest import GOLDEN, golden_lines

DATA = Path(__file__).parents[3] / "polls" / "data"
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August",
          "September", "October", "November", "December"]  # fmt: skip
Row = dict[str, str]


def rows(name: str, **wanted: str) -> list[Row]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file)
                if all(row[key] == value for key, value in wanted.items())]  # fmt: skip


def day(iso: str) -> str:
    year, month, number = iso.split("-")
    return f"{int(number)} {MONTHS[int(month) - 1]} {year}"


def whole(share: float) -> str:
    """A share as the nearest whole percent, halves away from zero."""
    return f"{int(100 * share + 0.5 + 1e-9)}%"


def press(country: str, question: str, answer: str) -> list[Row]:
    """Readings of the press in order of the day they are known by."""
    found = rows("readings/press.csv", country=country, question=question, answer=answer,
                 group="all")  # fmt: skip
    return sorted(found, key=lambda row: row["end"] or row["published"])


@pytest.fixture(scope="module")
def report(shipped: Path) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads((shipped / "report.json").read_text(encoding="utf-8"))
    return plain


def words(report: dict[str, Any], title: str) -> str:
    """All that a section says, tables cell by cell."""
    (section,) = [each for each in report["sections"] if each["title"] == title]
    said: list[str] = []
    for block in section["blocks"]:
        said += [block[key] for key in ("text", "headline", "note", "strong", "caption") if
                 block.get(key)]  # fmt: skip
        said += [f"| {' | '.join(block['header'])} |"] if "header" in block else []
        said += [f"| {' | '.join(cell['text'] for cell in row)} |" for row in block.get("rows", [])]
    return "\n".join(said)


def holds(text: str, *numbers: str) -> None:
    missing = [number for number in numbers if number not in text]
    assert not missing, f"{missing} not in:\n{text}"


def test_the_british_tracker(report: dict[str, Any]) -> None:
    tracker = rows("readings/yougov_gb_important_issues.csv")
    shares = {row["start"]: float(row["immigration"]) for row in tracker}
    bases = [int(row["n"] or row["n_weighted"] or 0) for row in tracker]
    first, *_, last = shares
    lowest = [day(when) for when, share in shares.items() if share == min(shares.values())]
    highest = [day(when) for when, share in shares.items() if share == max(shares.values())]
    holds(
        words(report, "Great Britain: the long view"),
        f"{len(tracker)} readings, {day(first)} to {day(last)}.",
        f"Bases from {min(filter(None, bases)):,} to {max(bases):,}; {bases.count(0)} not",
        f"The last reading is {whole(shares[last])} ({day(last)})",
        f"the highest is {whole(max(shares.values()))} ({' and '.join(highest)})",
        f"the lowest {whole(min(shares.values()))} ({' and '.join(lowest)})",
    )


def test_the_means_of_the_other_issues(report: dict[str, Any]) -> None:
    means: dict[tuple[str, str], list[float]] = defaultdict(list)
    last_year: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for name in ("yougov_gb_important_issues", "yougov_gb_other_issues"):
        for row in rows(f"readings/{name}.csv"):
            for issue, text in row.items():
                if text and issue not in ("start", "n", "n_weighted"):
                    means[issue, row["start"][:4]].append(float(text))
                    last_year[issue].append((row["start"], float(text)))
    brexit = {year: sum(each) / len(each) for (issue, year), each in means.items()
              if issue == "leaving_eu"}  # fmt: skip
    recent = {}
    for issue, readings in last_year.items():
        newest = max(readings)[0]
        year_before = f"{int(newest[:4]) - 1}{newest[4:]}"
        kept = [share for when, share in readings if when > year_before]
        recent[issue] = sum(kept) / len(kept)
    top = sorted(recent, key=lambda issue: -recent[issue])
    assert top[:2] == ["economy", "immigration"]
    low, high = min(brexit, key=brexit.__getitem__), max(brexit, key=brexit.__getitem__)
    holds(
        words(report, "What else worries people"),
        f"The economy {whole(recent['economy'])}",
        f"Immigration & Asylum {whole(recent['immigration'])}",
        f"Health {whole(recent['health'])}",
        f"The environment {whole(recent['environment'])}",
        f"{whole(brexit[low])} in {low}, {whole(brexit[high])} in {high}",
        f"{sum(map(len, last_year.values())):,} readings",
    )


def test_the_groups(report: dict[str, Any], shipped: Path) -> None:
    path = DATA / "readings" / "yougov_gb_important_issues_groups.parquet"
    table = pyarrow.parquet.read_table(path).to_pylist()
    newest = max(str(row["start"])[:10] for row in table if row["immigration"] is not None)
    first = (date.fromisoformat(newest) - timedelta(days=60)).isoformat()
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row in table:
        if row["immigration"] is not None and str(row["start"])[:10] > first:
            weight = float(row["n"] or 1)
            sums[row["group"]][0] += weight * float(row["immigration"])
            sums[row["group"]][1] += weight
    share = {group: total / weight for group, (total, weight) in sums.items()}
    holds(
        words(report, "Who thinks so"),
        f"{whole(share['Conservative'])} of Conservative voters",
        f"{whole(share['Labour'])} of Labour voters",
    )
    plotted = csv.DictReader((shipped / "figures" / "issue-up-to-three-immigration-gb-groups.csv")
                             .read_text().splitlines())  # fmt: skip
    drawn = {row["group"]: float(row["share"]) for row in plotted}
    for group in ("65+", "18-24", "Leave", "Remain", "London"):
        assert drawn[group] == pytest.approx(share[group], abs=1e-6)


def test_the_four_countries(report: dict[str, Any]) -> None:
    text = words(report, "Four countries, one question")
    counts = {}
    for country, name in (("UK", "United Kingdom"), ("FR", "France"), ("ES", "Spain"),
                          ("DE", "Germany")):  # fmt: skip
        wanted = {"country": country, "question": "issue_two", "answer": "immigration"}
        counts[name] = len(rows("readings/eurobarometer.csv", **wanted)) + len(
            rows("readings/press.csv", **wanted, group="all")
        )
        holds(text, f"| {name} | {counts[name]} |")
    holds(text, f"{sum(counts.values())} readings")


def test_too_high_in_seven_countries(report: dict[str, Any], shipped: Path) -> None:
    drawn = list(csv.DictReader((shipped / "figures" / "level10y-five-too-high-now.csv")
                                .read_text().splitlines()))  # fmt: skip
    latest = {}
    for row in press_of("level10y_five", "too_high"):
        latest[row["country"]] = float(row["share"])
    assert len(latest) == len(drawn) == 7
    assert sorted(float(row["share"]) for row in drawn) == sorted(latest.values())
    holds(
        words(report, "Too high? Seven countries"),
        f"{whole(min(latest.values()))} (Denmark) to {whole(max(latest.values()))} (Germany)",
    )
    british = [float(row["share"]) for row in press("GB", "level10y_five", "too_high")]
    holds(
        words(report, "Great Britain: too high"),
        f"{len(british)} readings",
        f"the highest is {whole(max(british))}",
        f"the lowest {whole(min(british))}",
    )


def press_of(question: str, answer: str) -> list[Row]:
    found = rows("readings/press.csv", question=question, answer=answer, group="all")
    return sorted(found, key=lambda row: row["end"] or row["published"])


@pytest.mark.parametrize(
    ("title", "country", "question", "answer", "digits"),
    [
        ("Great Britain: good or bad", "GB", "goodbad10y", "mostly_bad", 0),
        ("France: too many foreigners", "FR", "too_many_foreigners_agree", "agree", 0),
        ("Spain: the main problems", "ES", "issue_three_open", "immigration", 1),
        ("Germany: the main problems", "DE", "issue_two_open", "immigration", 0),
    ],
)  # fmt: skip
def test_the_further_series(
    report: dict[str, Any], title: str, country: str, question: str, answer: str, digits: int
) -> None:
    found = press(country, question, answer)
    if country == "ES":
        found += rows("readings/cis_barometers.csv", question=question)
    found += rows("readings/eurobarometer.csv", country=country, question=question, answer=answer)
    found.sort(key=lambda row: row["end"] or row["published"] or row["start"])
    shares = [float(row["share"]) for row in found]
    text = words(report, title)
    bases = [row.get("n") or row.get("n_weighted") for row in found]
    holds(text, f"{len(shares)} readings, ")
    if not all(bases):
        holds(text, f"{sum(not base for base in bases)} not published")
    if len(shares) == 2:
        holds(text, f"The two readings are {whole(shares[0])} (", f") and {whole(shares[1])} (")
        return
    holds(text, f"Of all {len(shares)} readings")
    for name, share in (("the highest is", max(shares)), ("the lowest", min(shares))):
        said = f"{100 * share:.1f}%" if digits else whole(share)
        holds(text, f"{name} {said}")


def test_the_small_boats(report: dict[str, Any]) -> None:
    counted = rows("official/small_boat_arrivals.csv")
    daily = {row["date"]: int(float(row["value"])) for row in counted}
    newest = max(daily)
    to_day = {
        year: sum(n for when, n in daily.items() if when[:4] == year and when[5:] <= newest[5:])
        for year in sorted({when[:4] for when in daily})
    }
    year, before = newest[:4], str(int(newest[:4]) - 1)
    text = words(report, "Small boats: so far this year")
    fewer = round(100 * (1 - to_day[year] / to_day[before]))
    total = sum(n for when, n in daily.items() if when[:4] == before)
    holds(text, f"{to_day[year]:,} by {day(newest)}, {fewer}% fewer", f"{to_day[before]:,}")
    row = " | ".join(f"{to_day[each]:,}" for each in sorted(to_day, reverse=True))
    holds(text, f"| From 1 January | {row} |")
    months = [sum(n for when, n in daily.items() if when[:7] == f"{before}-{month:02d}")
              for month in range(1, 13)]  # fmt: skip
    assert sum(months) == total
    holds(text, f"| {before} | {' | '.join(f'{count:,}' for count in months)} |")
    front = words(report, "Findings")
    holds(front, f"{to_day[year]:,} by {day(newest)}")


def test_the_bases_of_the_questions(report: dict[str, Any]) -> None:
    text = words(report, "Data and methods")
    held = rows("readings/eurobarometer.csv", question="issue_two") + rows(
        "readings/press.csv", question="issue_two", group="all"
    )
    known = sum(bool(row["n_weighted"] if "n_weighted" in row else row["n"]) for row in held)
    holds(text, f"| {len(held)} | over 99% | {whole(known / len(held))} |")
    assert "100%" not in text


def test_the_files_are_those_of_the_golden_manifest(shipped: Path) -> None:
    # Where a change is meant: python -m tools.golden_manifest build
    assert golden_lines(shipped) == GOLDEN.read_text(encoding="utf-8").splitlines()


def test_findings_begin_with_their_number_and_say_how_sure_it_is(report: dict[str, Any]) -> None:
    (section,) = [each for each in report["sections"] if each["title"] == "Findings"]
    items = [block for block in section["blocks"] if block.get("strong")]
    assert len(items) == 4
    for item in items:
        assert re.search(r"\d[\d,]*(?:%| by .*)$", item["strong"]), item["strong"]
        counted = " by " in item["strong"]  # a count is no estimate
        assert counted or re.search(r"\(.*90% interval \d+–\d+%?\)", item["text"]), item["text"]


def test_methods_are_said_in_a_hundred_and_fifty_words(report: dict[str, Any]) -> None:
    (section,) = [each for each in report["sections"] if each["title"] == "Data and methods"]
    assert len(section["blocks"][0]["text"].split()) <= 150


def test_front_rows_say_which_answer_a_number_is_of(report: dict[str, Any]) -> None:
    (table,) = [block for block in report["sections"][0]["blocks"] if block["kind"] == "table"
                and block["header"][0] == "Who, which question"]  # fmt: skip
    named = {row[0]["text"]: row[1]["text"] for row in table["rows"]}
    assert named["Great Britain: “Too high (both)”"] == "70%"
    assert named["France: “Agree”"] == "66%"


def test_levels_of_a_table_have_as_many_decimals(report: dict[str, Any]) -> None:
    (section,) = [each for each in report["sections"]
                  if each["title"] == "Four countries, one question"]  # fmt: skip
    (table,) = [block for block in section["blocks"] if block["kind"] == "table"]
    levels = [row[place]["text"] for row in table["rows"] for place in (3, 5)]
    assert len({len(level.partition(".")[2]) for level in levels}) == 1


def test_sentences_of_the_report_name_countries_and_not_their_codes(
    report: dict[str, Any],
) -> None:
    cards = [block for section in report["sections"] for block in section["blocks"]
             if block["kind"] == "card"]  # fmt: skip
    said = " ".join(" ".join([card["decides"], *card["lines"]]) for card in cards)
    assert cards
    assert not re.findall(r"\b(?:GB|UK|FR|ES|DE)\b", said)


def test_words_have_curly_quotes_and_questions_one_stop(report: dict[str, Any]) -> None:
    said = json.dumps([section["blocks"] for section in report["sections"]], ensure_ascii=False)
    names = "text|small|strong|headline|subtitle|note|decides"
    texts = re.findall(rf'"(?:{names})": "((?:[^"\\]|\\.)*)"', said)
    assert len(texts) > 500
    assert [text for text in texts if "'" in text or '\\"' in text] == []
    sources = report["sections"][-1]["blocks"][-1]["items"]
    assert all(item["text"][-1] in "?!.…" and item["text"][-2] not in "?!." for item in sources)
