"""The page: one file, two languages, every chart with its table, nothing hidden given away."""

import re

import pytest

from matcher.domain import Side
from tests.training.drawing import tree
from training.evaluate.page import page
from training.registry.figures import Bin, Cell, Evaluation, Figure, SideFigures, Trial
from training.registry.gate import Finding, Verdict

SIDE = SideFigures(
    rows=1200,
    people=300,
    measures={"ndcg": Figure(0.41, 0.39, 0.43, 300)},
    reliability=(Bin(0.1, 0.12, 600.0), Bin(0.6, 0.5, 600.0)),
)
TRIAL = Trial(
    candidate=SIDE,
    serving=SIDE,
    differences={"ndcg": Figure(0.02, 0.01, 0.03, 300)},
    primary="ndcg",
    cells=(
        Cell(
            "municipality", "0217", Figure(0.4, 0.3, 0.5, 88), Figure(0.01, -0.01, 0.03, 88), 0.02
        ),
        Cell("municipality", "<b>"),
        Cell("municipality", "0101"),
    ),
)
EVALUATION = Evaluation(
    candidate="abc",
    serving="day",
    since="2026-09-01T00:00:00",
    until="2026-09-28T00:00:00",
    trials={Side.TALENT: TRIAL},
    drift={"distance": 0.31},
)
VERDICT = Verdict(promote=False, findings=(Finding("better", passed=False, params={"low": -1.0}),))
PAGE = page(EVALUATION, small=10, verdict=VERDICT)


def drawn_numbers(part: str) -> list[str]:
    """What stands in the charts of a part of the page, where it is a number."""
    return [one for one in re.findall(r"<text[^>]*>([^<]*)", part) if re.match(r"-?\d", one)]


def test_it_is_well_formed() -> None:
    assert tree(re.sub(r"<meta[^>]*>|<!doctype html>", "", PAGE)).tag == "html"


def test_it_needs_nothing_from_elsewhere() -> None:
    assert re.findall(r"<script|<link|@import|src=", PAGE) == []
    assert set(re.findall(r'https?://[^"]*', PAGE)) == {"http://www.w3.org/2000/svg"}


def test_every_chart_has_a_title_a_description_and_a_table_after_it() -> None:
    charts = PAGE.split("<figure>")[1:]
    assert len(charts) == 2 * 3
    for chart in charts:
        assert "<title" in chart
        assert "<desc" in chart
        assert "<caption>" in chart


@pytest.mark.parametrize(
    "text", ["Talenternes side", "The talents' side", "0,410 (0,390 – 0,430)", "ikke opfyldt"]
)
def test_it_speaks_both_languages(text: str) -> None:
    assert text in re.sub(r"</?span[^>]*>", "", PAGE).replace("&#x27;", "'")


def test_hidden_groups_are_counted_and_not_named() -> None:
    assert 'scope="row" colspan="7">Skjulte grupper: 2</th></tr>' in PAGE
    assert "København" not in PAGE
    assert "&lt;b&gt;" not in PAGE


def test_what_moved_is_said_in_words() -> None:
    assert "Afstand i luftlinje" in PAGE
    assert "distance<" not in PAGE


def test_charts_have_a_comma_in_danish_and_a_point_in_english() -> None:
    danish, english = (drawn_numbers(part) for part in PAGE.split('<main id="en"'))
    assert not [one for one in danish if "." in one]
    assert not [one for one in english if "," in one]


def test_on_a_narrow_screen_every_figure_has_its_columns_name() -> None:
    assert 'data-label="forskel">0,020' in PAGE
    assert "max-width: 46rem" in PAGE


def test_ids_are_used_once() -> None:
    ids = re.findall(r'\bid="([^"]+)"', PAGE)
    assert len(ids) == len(set(ids))


def test_without_a_verdict_there_is_no_part_about_it() -> None:
    assert "Må den overtage" not in page(EVALUATION, small=10)
