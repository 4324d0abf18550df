"""Printed fieldwork dates: every form in use, and back again from any two days."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls.errors import ProblemsError
from polls.printed.date_tokens import full_year
from polls.printed.fieldwork import (
    Fieldwork,
    lacks_year,
    looks_like_fieldwork,
    month_first_in,
    parse_fieldwork,
)

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
}
DAYS = st.dates(date(1950, 1, 1), date(2059, 12, 31))
SPANS = st.tuples(DAYS, st.integers(1, 300)).map(
    lambda found: (found[0], min(found[0] + timedelta(days=found[1]), date(2060, 6, 1)))
)


def month(day: date, lang: str) -> str:
    return MONTHS[lang].split()[day.month - 1]


def ordinal(day: int) -> str:
    ending = "th" if 10 < day % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def in_english(start: date, end: date) -> str:
    return (
        f"{ordinal(start.day)} {month(start, 'en')} {start.year} - "
        f"{ordinal(end.day)} {month(end, 'en')} {end.year}"
    )


def in_american(start: date, end: date) -> str:
    return (
        f"{month(start, 'en')} {start.day}, {start.year} - {month(end, 'en')} {end.day}, {end.year}"
    )


def in_french(start: date, end: date) -> str:
    return (
        f"du {start.day} {month(start, 'fr')} {start.year} "
        f"au {end.day} {month(end, 'fr')} {end.year}"
    )


def in_german(start: date, end: date) -> str:
    return (
        f"{start.day}. {month(start, 'de')} {start.year} "
        f"bis {end.day}. {month(end, 'de')} {end.year}"
    )


def in_german_numbers(start: date, end: date) -> str:
    return f"{start:%d.%m.%Y}-{end:%d.%m.%Y}"


def in_spanish(start: date, end: date) -> str:
    return (
        f"del {start.day} de {month(start, 'es')} de {start.year} "
        f"al {end.day} de {month(end, 'es')} de {end.year}"
    )


def in_iso(start: date, end: date) -> str:
    return f"{start.isoformat()}/{end.isoformat()}"


@pytest.mark.parametrize(
    "printed",
    [in_english, in_american, in_french, in_german, in_german_numbers, in_spanish, in_iso],
)
@given(span=SPANS)
def test_a_range_is_read_back_from_every_way_of_printing_it(printed, span) -> None:  # type: ignore[no-untyped-def]
    assert parse_fieldwork(printed(*span)) == Fieldwork(*span)


@pytest.mark.parametrize("lang", ["en", "fr", "de", "es"])
@given(start=DAYS, length=st.integers(1, 27))
def test_the_start_takes_its_month_and_year_from_the_end(
    lang: str, start: date, length: int
) -> None:
    end = start + timedelta(days=length)
    first = f"{start.day}" if start.month == end.month else f"{start.day} {month(start, lang)}"
    assert parse_fieldwork(f"{first} - {end.day} {month(end, lang)} {end.year}") == Fieldwork(
        start, end
    )


@given(day=DAYS)
def test_one_day_is_its_own_start_and_end(day: date) -> None:
    assert parse_fieldwork(day) == parse_fieldwork(day.isoformat()) == Fieldwork(day, day)
    assert parse_fieldwork(datetime(day.year, day.month, day.day, 9, 30)) == Fieldwork(day, day)


@pytest.mark.parametrize(
    ("printed", "start", "end"),
    [
        ("6th - 24th February 2025", "2025-02-06", "2025-02-24"),
        ("28 April-2 May 2023", "2023-04-28", "2023-05-02"),
        ("du 3 au 5 mars 2024", "2024-03-03", "2024-03-05"),
        ("12.-14. Mai 2023", "2023-05-12", "2023-05-14"),
        ("del 2 al 6 de septiembre de 2024", "2024-09-02", "2024-09-06"),
        ("Fieldwork: 9th - 10th April 2018", "2018-04-09", "2018-04-10"),
        ("28 December - 3 January 2024", "2023-12-28", "2024-01-03"),
        ("les 3 et 4 mars 2024", "2024-03-03", "2024-03-04"),
        ("3, 4 y 5 de mayo de 2024", "2024-05-03", "2024-05-05"),
        ("12./13. Mai 2024", "2024-05-12", "2024-05-13"),
        ("12.-14.05.2023", "2023-05-12", "2023-05-14"),
        ("9-10 Apr 18", "2018-04-09", "2018-04-10"),
        ("Mon 3 – Tue 4 March 2024", "2024-03-03", "2024-03-04"),
        ("1er mars 2024", "2024-03-01", "2024-03-01"),
        ("Sept. 2-6, 2022", "2022-09-02", "2022-09-06"),
        ("25/04 - 28/05/2023", "2023-04-25", "2023-05-28"),
        ("2011-02-15 00:00:00", "2011-02-15", "2011-02-15"),
    ],
)
def test_forms_in_use(printed: str, start: str, end: str) -> None:
    found = parse_fieldwork(printed)
    assert (str(found.start), str(found.end), found.precision) == (start, end, "day")


@pytest.mark.parametrize(
    ("printed", "start", "end", "precision"),
    [
        ("Feb 23", "2023-02-01", "2023-02-28", "month"),
        ("Feb '24", "2024-02-01", "2024-02-29", "month"),
        ("März 2024", "2024-03-01", "2024-03-31", "month"),
        ("Jan-Feb 23", "2023-01-01", "2023-02-28", "month"),
        ("Dec 23 - Jan 24", "2023-12-01", "2024-01-31", "month"),
        ("novembre 2019 à janvier 2020", "2019-11-01", "2020-01-31", "month"),
        ("03/2024", "2024-03-01", "2024-03-31", "month"),
        ("2024-03", "2024-03-01", "2024-03-31", "month"),
        ("Q2 2024", "2024-04-01", "2024-06-30", "month"),
        ("2024", "2024-01-01", "2024-12-31", "year"),
        (2024.0, "2024-01-01", "2024-12-31", "year"),
        ("2019-2020", "2019-01-01", "2020-12-31", "year"),
    ],
)
def test_a_month_or_a_year_is_its_whole_span(
    printed: str | float, start: str, end: str, precision: str
) -> None:
    found = parse_fieldwork(printed)
    assert (str(found.start), str(found.end), found.precision) == (start, end, precision)


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("9-10 Apr", "fieldwork-without-year"),
        ("Mar 12-13", "fieldwork-without-year"),
        ("Mar 12 - Apr 15", "fieldwork-without-year"),
        ("May", "fieldwork-without-year"),
        ("12/05/2023", "ambiguous-date"),
        ("31 February 2024", "impossible-date"),
        ("5 May 2024 - 3 May 2024", "impossible-date"),
        ("1812", "impossible-date"),
        ("Too high", "unreadable-fieldwork"),
        ("18-24", "unreadable-fieldwork"),
        ("March - 5 April 2024", "unreadable-fieldwork"),
        ("5 March - April 2024", "unreadable-fieldwork"),
        ("w/c soon", "unreadable-fieldwork"),
        (45000.0, "unreadable-fieldwork"),
        (float("inf"), "unreadable-fieldwork"),
        (True, "unreadable-fieldwork"),
        ("", "unreadable-fieldwork"),
    ],
)
def test_what_is_not_said_is_not_made_up(printed: str | float, code: str) -> None:
    with pytest.raises(ProblemsError) as raised:
        parse_fieldwork(printed)
    assert raised.value.problems[0].code == code


def test_a_year_from_elsewhere_completes_a_date_and_is_that_of_its_end() -> None:
    assert str(parse_fieldwork("9-10 Apr", year=2018)) == "2018-04-09 to 2018-04-10"
    assert str(parse_fieldwork("28 Dec - 2 Jan", year=2024)) == "2023-12-28 to 2024-01-02"
    assert str(parse_fieldwork("Feb 23", year=2021)) == "2021-02-23"


def test_a_year_before_the_days_is_theirs_and_a_second_one_is_no_date() -> None:
    assert str(parse_fieldwork("2024 5.3. - 7.3.", year=2019)) == "2024-03-05 to 2024-03-07"
    with pytest.raises(ProblemsError):
        parse_fieldwork("2024 5.3.2024")


def test_words_between_dates_alone_are_no_date() -> None:
    with pytest.raises(ProblemsError) as raised:
        parse_fieldwork("from the - to")
    assert raised.value.problems[0].expected == "a date or a range of dates"


def test_two_digits_name_a_year_in_which_polls_were_taken() -> None:
    assert parse_fieldwork("5 May 97").start == date(1997, 5, 5)
    assert parse_fieldwork("5 May 29").start == date(2029, 5, 5)
    for printed in ("5 May '30", "5.5.30", "05-May-30", "May-30"):
        assert parse_fieldwork(printed).start.year == 1930
    assert parse_fieldwork("5.5.29").start == date(2029, 5, 5)
    assert parse_fieldwork("Apr 99 - May 00").start == date(1999, 4, 1)


@pytest.mark.parametrize(
    ("printed", "days"),
    [
        ("1930", "1930-01-01 to 1930-12-31"),
        (2100, "2100-01-01 to 2100-12-31"),
        (20240305, "2024-03-05"),
        ("Q4 2023", "2023-10-01 to 2023-12-31"),
        ("Q1-Q2 2024", "2024-01-01 to 2024-06-30"),
        ("1997-K3", "1997-07-01 to 1997-09-30"),
        ("2024/Q1", "2024-01-01 to 2024-03-31"),
        ("4. Quartal 2023", "2023-10-01 to 2023-12-31"),
        ("2e trimestre 2024", "2024-04-01 to 2024-06-30"),
        ("2T 2024", "2024-04-01 to 2024-06-30"),
        ("T3 2024", "2024-07-01 to 2024-09-30"),
        ("Dec - Jan 2024", "2023-12-01 to 2024-01-31"),
        ("31.12.-02.01.2024", "2023-12-31 to 2024-01-02"),
        ("02.01.-07.01", "2024-01-02 to 2024-01-07"),
        ("5 to 5 March 2024", "2024-03-05"),
        ("Feb 3 - Mar 2, 2024", "2024-02-03 to 2024-03-02"),
        ("Mar 12-13 2024", "2024-03-12 to 2024-03-13"),
        ("13/12/2023 - 12/01/2024", "2023-12-13 to 2024-01-12"),
        ("29 February 2024", "2024-02-29"),
        ("5 March 24", "2024-03-05"),
        ("5 March 2024, 14:30 GMT", "2024-03-05"),
        ("2024-03-04 09:00 - 2024-03-05 18:00", "2024-03-04 to 2024-03-05"),
    ],
)
def test_days_at_the_ends_of_years_quarters_and_ranges(printed: str | int, days: str) -> None:
    assert str(parse_fieldwork(printed, year=2024, month_first=False)) == days


@pytest.mark.parametrize(
    "printed",
    [
        *(1929, 2101, "1929", "2101", 20241305, 2024.5, float("nan"), "12345"),
        *("29 February 2023", "2024 - 2023", "May 2024 - March 2024", "{2024 3 5}", "Q5 2024"),
        *("5 March 2024" + " " * 200, "3 - March 2024"),
    ],
)
def test_what_lies_beyond_the_calendar_is_no_date(printed: str | float) -> None:
    with pytest.raises(ProblemsError):
        parse_fieldwork(printed)


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("Mar 31", "1931-03-01 to 1931-03-31"), ("Mar 32", "1932-03-01 to 1932-03-31"),
        ("31 Mar 32", "1932-03-31"), ("Mar 5 24", "2024-03-05"), ("5 March '24", "2024-03-05"),
        ("Jan 23 - Mar 24", "2023-01-01 to 2024-03-31"),
        ("Jan 99 - Jan 00", "1999-01-01 to 2000-01-31"),
        ("Q1 - Q3 2024", "2024-01-01 to 2024-09-30"),
        ("5/2024 - 2025", "2024-05-01 to 2025-05-31"),
        ("2024 March", "2024-03-01 to 2024-03-31"), ("Feb 30", "1930-02-01 to 1930-02-28"),
        ("32 Mar", "impossible-date"), ("Jan 23 - Mar 25", "fieldwork-without-year"),
        ("24 March", "fieldwork-without-year"), ("March April 2024", "unreadable-fieldwork"),
        ("5 6 March 2024", "unreadable-fieldwork"), ("5 March 100", "unreadable-fieldwork"),
        ("2023 - 5 March 2024", "unreadable-fieldwork"), ("5 - 7", "unreadable-fieldwork"),
        ("May 5 - 2024", "unreadable-fieldwork"), ("12-2024", "unreadable-fieldwork"),
    ],
)  # fmt: skip
def test_a_number_beside_a_month_is_a_day_or_a_year(printed: str, found: str) -> None:
    if found[0].isdigit():
        assert str(parse_fieldwork(printed)) == found
        return
    with pytest.raises(ProblemsError) as raised:
        parse_fieldwork(printed)
    assert raised.value.problems[0].code == found


def test_two_hundred_letters_are_the_most() -> None:
    assert parse_fieldwork("5 March 2024".ljust(200)).start == date(2024, 3, 5)


def test_a_date_far_off_with_words_for_its_hint() -> None:
    for number, lost in ((20_001, True), (79_999, True), (20_000, False), (80_000, False)):
        with pytest.raises(ProblemsError) as raised:
            parse_fieldwork(number)
        assert ("format was lost" in raised.value.problems[0].hint) is lost


@pytest.mark.parametrize(
    ("printed", "looks", "lacks"),
    [
        ("9-10 Apr", True, True),
        ("9-10 Apr 2024", True, False),
        ("32 March 2024", True, False),
        ("05/12/2024", True, False),
        ("Health", False, False),
        ("31 Apr", True, True),
    ],
)
def test_a_cell_that_looks_like_dates_may_lack_its_year(
    printed: str, looks: bool, lacks: bool
) -> None:
    assert (looks_like_fieldwork(printed), lacks_year(printed)) == (looks, lacks)


def test_days_above_twelve_tell_which_comes_first() -> None:
    assert month_first_in(["12/13/2024"]) is True
    assert month_first_in(["13-12-2024"]) is False
    assert month_first_in(["12/12/2024", "13/13/2024", "13.12.2024", 5]) is None


def test_the_order_of_day_and_month_is_told_or_learnt_from_the_other_dates() -> None:
    assert parse_fieldwork("05/12/2024", month_first=True).start == date(2024, 5, 12)
    assert parse_fieldwork("05/12/2024", month_first=False).start == date(2024, 12, 5)
    assert parse_fieldwork("05.12.2024", month_first=True).start == date(2024, 12, 5)
    # No month is above twelve.
    assert parse_fieldwork("05/13/2024").start == date(2024, 5, 13)
    assert parse_fieldwork("13/05/2024").start == date(2024, 5, 13)
    assert month_first_in(["05/12/2024", "13/12/2024"]) is False
    assert month_first_in(["13/12/2024", "12/13/2024"]) is None


def test_a_number_that_was_a_date_says_that_its_format_is_lost() -> None:
    with pytest.raises(ProblemsError, match="cell format was lost"):
        parse_fieldwork(45000.0)


@pytest.mark.parametrize(
    "label",
    ["Health", "47", 0.47, "65+", "18-24", "ABC1", "", "52.0%", "65 ans et plus",
     "£40,000 or more"],
)  # fmt: skip
def test_labels_and_shares_do_not_look_like_dates(label: str | float) -> None:
    assert not looks_like_fieldwork(label)


@pytest.mark.parametrize(
    "text",
    [
        "5 March 2024[1]", "2024-03-05[12]", "5 March 2024 (1)", "05/03/2024[2]", "05-03-2024",
        "2024-03-05T23:30:00+02:00", "2024-03-05 10:00:00-05:00", "2024-03-05T10:00Z",
        "5 March 2024, 14:30", "05-Mar-24", "5-Mar-2024", "2024-Mar-05", "05/Mar/2024",
        "2024/03/05", "2024-3-5", "20240305", "5 March 2024†",
    ],
)  # fmt: skip
def test_a_day_as_spreadsheets_and_copied_tables_print_it(text: str) -> None:
    assert str(parse_fieldwork(text, month_first=False)) == "2024-03-05"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3rd, 4th March 2024", "2024-03-03 to 2024-03-04"),
        ("Jun-24", "2024-06-01 to 2024-06-30"),
        ("03-04/2008", "2008-03-01 to 2008-04-30"),
        ("13/02/2024-15/02/2024", "2024-02-13 to 2024-02-15"),
    ],
)
def test_lists_and_short_months(text: str, days: str) -> None:
    assert str(parse_fieldwork(text, month_first=False)) == days


@pytest.mark.parametrize(
    "text",
    [
        "32 March 2024",
        "Q1 Q2 2024",
        "3 March 2024 2023",
        "3 March 2024 23",
        "5 March 5",
        "1-3 Jan 2024 1000 adults",
    ],
)
def test_nothing_beside_a_date_becomes_part_of_it(text: str) -> None:
    with pytest.raises(ProblemsError):
        parse_fieldwork(text)


def test_a_year_of_two_digits_is_of_the_time_of_polls_and_a_longer_one_is_itself() -> None:
    assert [full_year(number) for number in (0, 29, 30, 99)] == [2000, 2029, 1930, 1999]
    assert [full_year(number) for number in (100, 2024)] == [100, 2024]
