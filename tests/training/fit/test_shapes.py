"""Shapes as drawings: well-formed, in both languages, with the same in words."""

from functools import cache
from xml.etree.ElementTree import Element

import pytest

from matcher.ranking import packaged_priors
from matcher.vocabulary import Language
from tests.training.drawing import tree
from tests.training.fit.sets import FEATURES, made_up
from training.fit import FitConfig, FittedSide, fit_side
from training.fit.shapes import drawing, drawings, meaning

SVG = "{http://www.w3.org/2000/svg}"


@cache
def _fitted() -> FittedSide:
    return fit_side(made_up(400), packaged_priors(), FitConfig())


def _drawn(name: str, language: Language = Language.EN) -> Element:
    shape = next(shape for shape in _fitted().shapes if shape.name == name)
    return tree(drawing(shape, FEATURES, language))


def _text(drawn: Element, tag: str) -> str:
    found = drawn.find(f"{SVG}{tag}")
    assert found is not None
    return found.text or ""


@pytest.mark.parametrize("language", list(Language))
def test_every_term_is_drawn_and_well_formed(language: Language) -> None:
    drawn = drawings(_fitted(), language)
    assert list(drawn) == [shape.name for shape in _fitted().shapes]
    for text in drawn.values():
        assert tree(text).tag == f"{SVG}svg"


@pytest.mark.parametrize("language", list(Language))
def test_the_title_is_the_features_meaning(language: Language) -> None:
    feature = FEATURES.features[FEATURES.index["role_fit"]]
    assert _text(_drawn("role_fit", language), "title") == meaning(feature, language)


def test_the_description_says_what_was_learned_and_from_how_much() -> None:
    said = _text(_drawn("role_fit"), "desc")
    assert "Learned from 400 rows" in said
    assert "furthest from what was expected" in said


def test_a_curve_shows_what_was_expected_dashed_and_the_interval_as_a_band() -> None:
    kinds = [part.get("class") for part in _drawn("role_fit").iter()]
    assert "line c1 dashed" in kinds
    assert "line c0" in kinds
    assert "band c0" in kinds


def test_a_surface_shows_a_value_in_each_cell() -> None:
    drawn = _drawn("pay*wants_paid")
    squares = list(drawn.iter(f"{SVG}rect"))
    assert len(squares) == 19 * 3
