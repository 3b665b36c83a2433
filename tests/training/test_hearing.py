"""The bench of hearing: its figures have floors, and the confidences are what dev gave."""

import io
from pathlib import Path
from typing import Any, cast

import pytest
from rich.console import Console

from matcher.vocabulary import load
from matcher.vocabulary.ear import load_confidence
from training.benchmarks import hearing
from training.benchmarks.hearing import Labelled, Scores, read, scored
from training.benchmarks.result import DataAbsent

FOLDER = Path(__file__).parents[2] / "fixtures" / "hearing"
FLOORS = {"dev": (0.95, 0.87, 0.80), "held_out": (0.90, 0.76, 0.70)}
LEAST_TEXTS = 300


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    result = hearing.run(None, Console(file=io.StringIO()))
    return cast("dict[str, Any]", dict(result.figures))


@pytest.mark.parametrize("name", hearing.SETS)
def test_what_is_heard_is_right_and_enough(figures: dict[str, Any], name: str) -> None:
    precision, recall, negated = FLOORS[name]
    assert figures[name]["heard"]["precision"] >= precision
    assert figures[name]["heard"]["recall"] >= recall
    assert figures[name]["negated"]["f1"] >= negated


@pytest.mark.parametrize("name", hearing.SETS)
@pytest.mark.parametrize("way", ["words alone", "partly alike"])
def test_the_ear_is_ahead_of_plainer_ways(figures: dict[str, Any], name: str, way: str) -> None:
    assert figures[name]["heard"]["f1"] > figures[name][way]["f1"] + 0.05


def test_there_are_texts_enough(figures: dict[str, Any]) -> None:
    assert sum(figures[name]["texts"] for name in hearing.SETS) >= LEAST_TEXTS


@pytest.mark.parametrize("name", hearing.SETS)
def test_every_label_is_a_term(name: str) -> None:
    known = load()
    for labelled in read(FOLDER / f"{name}.tsv"):
        for field, _, code in (label.partition(":") for label in labelled.said.named):
            assert code in getattr(known, field)


def test_no_text_of_one_set_stands_in_the_other() -> None:
    dev, held_out = ({t.text.casefold() for t in read(FOLDER / f"{n}.tsv")} for n in hearing.SETS)
    assert dev & held_out == set()


def test_the_confidences_are_the_shares_on_dev() -> None:
    """Of n hearings r are right: (r + 1) / (n + 2), so that a few prove little."""
    texts = read(FOLDER / "dev.tsv")
    for how, steps in load_confidence().items():
        longer = 10**6
        for letters, share in steps:
            right = _right(texts, how, range(letters, longer))
            assert share == pytest.approx((sum(right) + 1) / (len(right) + 2), abs=0.03)
            longer = letters


def _right(texts: list[Labelled], how: str, letters: range) -> list[bool]:
    return [
        f"{heard.field}:{heard.code}" in labelled.said.named
        for labelled in texts
        for heard in load().hear(labelled.text)
        if heard.how == how and len(heard.phrase) in letters
    ]


def test_precision_and_recall_are_over_all_terms() -> None:
    found = [frozenset({"a", "b"}), frozenset({"c"})]
    wanted = [frozenset({"a"}), frozenset({"c", "d", "e"})]
    assert scored(found, wanted) == Scores(precision=0.667, recall=0.5, f1=0.571, terms=4)


def test_nothing_to_hear_has_a_score() -> None:
    assert scored([], []) == Scores(precision=0.0, recall=0.0, f1=0.0, terms=0)


def test_a_folder_without_the_sets_is_absent_data(tmp_path: Path) -> None:
    with pytest.raises(DataAbsent):
        hearing.run(tmp_path, Console(file=io.StringIO()))
