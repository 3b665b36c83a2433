"""Charts: drawings that a screen reader can read, at the places where the numbers are."""

from dataclasses import replace
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


def test_no_line_runs_through_a_name_or_a_value() -> None:
    rows = [Bar(name="word " * 16, value=1, low=0, high=2), Bar(name="b", value=1, low=0, high=2)]
    root = tree(bars(rows, FRAME, zero=0))
    heads = {"word", "b", "1"}
    texts = [one for one in root.iter(f"{SVG}text") if (one.text or "").split(" ")[0] in heads]
    written = [float(one.get("y", 0)) for one in texts if one.get("text-anchor") != "middle"]
    assert len(written) == 5
    for line in root.iter(f"{SVG}line"):
        top, bottom = float(line.get("y1", 0)), float(line.get("y2", 0))
        # A letter reaches 11 above its line and 4 below it.
        assert not [y for y in written if top < y + 4 and bottom > y - 11]


def test_no_data_still_draws_its_frame() -> None:
    assert "<title" in lines([], FRAME)
    assert "<title" in bars([Bar(name="none", value=nan, low=nan, high=nan)], FRAME)


def test_an_axis_of_one_value_puts_it_in_the_middle() -> None:
    assert Axis(2, 2, 0, 10).at(2) == 5
    assert Axis(2, 2, 0, 10).ticks() == [2]


def test_a_long_name_is_broken_and_keeps_clear_of_its_value() -> None:
    rows = [Bar(name="word " * 16, value=1, low=0, high=2, said="1,000 (0,000 – 2,000)")]
    root = tree(bars([*rows, Bar(name="next", value=1, low=0, high=2)], FRAME))
    broken = [one for one in root.iter(f"{SVG}text") if (one.text or "").startswith("word")]
    assert len(broken) == 2
    (after,) = (one for one in root.iter(f"{SVG}text") if one.text == "next")
    heights = [float(one.get("y", 0)) for one in (*broken, after)]
    assert heights == sorted(set(heights))


def test_danish_numbers_have_a_comma_everywhere() -> None:
    frame = replace(FRAME, comma=True)
    bar = Bar(name="girls", value=0.15, low=-0.1, high=0.3)
    drawn = (bars([bar], frame), lines([CURVE], frame))
    told = [text.text or "" for one in drawn for text in tree(one).iter(f"{SVG}text")]
    assert "0,15" in told
    assert not [one for one in told if "." in one]


def test_numbers_keep_three_digits() -> None:
    assert (number(0.12345), number(12345.6)) == ("0.123", "12,346")
