"""The house is measured by its own tool, and holds no circle of imports."""

from pathlib import Path

import pytest

from tools.measure_house import circles, imports_of, measure

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house of three modules: two import each other, one of them inside a function."""
    modules = {
        "polls/__init__.py": "",
        "polls/one.py": """
from polls import two

def first(a, b, c, d, e):
    return two
""",
        "polls/two.py": """
def _helper():
    from polls.one import first
    return first

_helper()
""",
        "analysis/results.py": """
def plot():
    from analysis.figures import draw
    return draw
""",
        "analysis/figures.py": "from analysis.results import plot as draw",
    }
    for name, text in modules.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_imports_inside_functions_count_but_for_the_hand_over_of_plot(house: Path) -> None:
    found = imports_of(house)
    assert found["polls.two"] == {"polls.one"}
    assert found["analysis.results"] == set()
    assert circles(found) == [["polls.one", "polls.two"]]


def test_a_chain_is_no_circle_and_two_circles_are_told_apart() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": set()}) == []
    assert circles({"a": {"b"}, "b": {"a"}, "c": {"d"}, "d": {"c"}}) == [["a", "b"], ["c", "d"]]


def test_the_numbers_of_a_small_house(house: Path) -> None:
    found = measure(house)
    assert found["modules a folder"] == {"analysis": 2, "polls": 3}
    assert found["functions"] == 3
    assert found["lines of a function: median, 90%, longest"] == (2, 2, 2)
    assert found["private functions with one caller"] == "1 of 1 (100%)"
    assert found["functions of more than four parameters"] == 1


def test_this_house_has_no_circle_of_imports() -> None:
    assert circles(imports_of(REPOSITORY)) == []
