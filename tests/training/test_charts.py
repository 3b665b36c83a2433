"""Charts: drawings that a screen reader can read, at the places where the numbers are."""

from math import nan

from tests.training.drawing import tree
from training.charts import Axis, Bar, Frame, Line, bars, lines, number

FRAME = Frame(title="A <title>", description="What & how", x="weeks", y="nDCG")
CURVE = Line(name="ours", x=[0, 1, 2], y=[0.1, nan, 0.3], low=[0, 0, 0], high=[1, 1, 1])
SVG = "{http://www.w3.org/2000/svg}"


def test_a_chart_of_lines_is_well_formed_and_named() -> None:
    root = tree(lines([CURVE, Line(name="theirs", x=[0], y=[1])], FRAME))
    assert root.findtext(f"{SVG}title") == "A <title>"
    assert root.findtext(f"{SVG}desc") == "What & how"
    assert {text.text for text in root.iter(f"{SVG}text")} >= {"ours", "theirs", "weeks", "nDCG"}


def test_what_is_unknown_is_left_out() -> None:
    assert "nan" not in lines([CURVE], FRAME)


def test_a_bar_stands_between_its_bounds() -> None:
    root = tree(bars([Bar(name="girls", value=0.1, low=-0.1, high=0.3)], FRAME, zero=0))
    (tie,) = (line for line in root.iter(f"{SVG}line") if line.get("class") == "tie c0")
    (dot,) = root.iter(f"{SVG}circle")
    assert float(tie.get("x1", 0)) < float(dot.get("cx", 0)) < float(tie.get("x2", 0))


def test_no_data_still_draws_its_frame() -> None:
    assert "<title" in lines([], FRAME)
    assert "<title" in bars([Bar(name="none", value=nan, low=nan, high=nan)], FRAME)


def test_an_axis_of_one_value_puts_it_in_the_middle() -> None:
    assert Axis(2, 2, 0, 10).at(2) == 5
    assert Axis(2, 2, 0, 10).ticks() == [2]


def test_numbers_keep_three_digits() -> None:
    assert (number(0.12345), number(12345.6)) == ("0.123", "12,346")
