"""Shapes as drawings: well-formed, in both languages, with the same in words."""

from functools import cache
from xml.etree.ElementTree import Element

import pytest

from matcher.ranking import packaged_priors
from matcher.vocabulary import Language
from tests.training.drawing import tree
from tests.training.fit.sets import FEATURES, made_up
from training.fit import FitConfig, FittedSide, fit_side
from training.fit.shape_words import cell_of, meaning, pull, unit, with_unit
from training.fit.shapes import drawing, drawings

SVG = "{http://www.w3.org/2000/svg}"


@cache
def _fitted() -> FittedSide:
    return fit_side(made_up(400), packaged_priors(), FitConfig())


def _drawn(name: str, language: Language = Language.EN) -> Element:
    shape = next(shape for shape in _fitted().shapes if shape.name == name)
    return tree(drawing(shape, FEATURES, language, side=_fitted().side))


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


def _seen(drawn: Element) -> str:
    """All words that stand on the drawing."""
    return " ".join(part.text or "" for part in drawn.iter(f"{SVG}text"))


@pytest.mark.parametrize("name", ["role_fit", "distance", "pay*wants_paid"])
@pytest.mark.parametrize("language", list(Language))
def test_the_title_is_there_for_the_eye_too(name: str, language: Language) -> None:
    drawn = _drawn(name, language)
    assert _seen(drawn).startswith(_text(drawn, "title"))


@pytest.mark.parametrize("name", ["role_fit", "pay*wants_paid"])
def test_pulling_up_and_down_is_said_in_plain_words(name: str) -> None:
    seen = _seen(_drawn(name, Language.DA))
    assert "trækker op" in seen
    assert "trækker ned" in seen
    assert "log-odds" not in seen
    assert "+0,7 gør 1 gang ud af 3" in seen


def test_a_surface_shows_expected_learned_and_interval_side_by_side() -> None:
    drawn = _drawn("pay*wants_paid")
    cells = [part for part in drawn.iter(f"{SVG}rect") if part.find(f"{SVG}title") is not None]
    assert len(cells) == 3 * 19 * 3
    seen = _seen(drawn)
    assert "expected beforehand" in seen
    assert "learned" in seen
    assert "90 % interval: learned, ± up to" in seen


@pytest.mark.parametrize("language", list(Language))
def test_a_surface_names_both_axes_with_their_units(language: Language) -> None:
    seen = _seen(_drawn("pay*wants_paid", language))
    for name in ("pay", "wants_paid"):
        assert with_unit(FEATURES.features[FEATURES.index[name]], language) in seen


@pytest.mark.parametrize("language", list(Language))
def test_every_unit_has_words(language: Language) -> None:
    assert all(unit(feature, language) for feature in FEATURES.features)


@pytest.mark.parametrize(
    ("name", "cell", "said"),
    [
        ("wants_paid", 1, "nej"),
        ("wants_paid", 2, "ja"),
        ("wants_paid", 0, "mangler"),
        ("pay", 18, "23.713"),
        ("distance", 1, "2,5"),
        ("role_fit", 1, "0,025"),
        ("behaviour_affinity", 1, "-0,95"),
    ],
)
def test_a_cell_is_named_as_danes_say_it(name: str, cell: int, said: str) -> None:
    assert cell_of(FEATURES.features[FEATURES.index[name]], cell, Language.DA) == said


def test_nothing_at_all_has_no_sign() -> None:
    assert pull(-0.0001, Language.DA) == "0,00"
    assert pull(-0.25, Language.DA) == "-0,25"
    assert pull(0.25, Language.EN) == "+0.25"
