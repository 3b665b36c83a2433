"""Two texts meet where phrases of theirs mean nearly the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.features import sentence_encoder
from matcher.features.meeting import NEAR, Meeting, meeting, phrases_of

ENCODER = sentence_encoder()


def _met(one: str, other: str) -> Meeting | None:
    first, second = phrases_of(ENCODER, [one, other])
    return meeting(first, second)


@pytest.mark.parametrize(
    ("one", "other", "word", "meets"),
    [
        ("Jeg laver beats på værelset.", "Open studio night for producers", "beats", "producers"),
        ("I sing for old people", "Plejehjemmet har plads: sang for ældre", "old", "ældre"),
        ("Jeg spiller trommer i kælderen", "We need a drummer", "trommer", "drummer"),
    ],
)
def test_phrases_of_one_meaning_are_named(one: str, other: str, word: str, meets: str) -> None:
    met = _met(one, other)
    assert met is not None
    assert word in met.one
    assert meets in met.other
    assert met.cosine >= NEAR


@pytest.mark.parametrize(
    ("one", "other"),
    [("", "guitar"), ("og det er", "the and of"), ("🎸🎸", "guitar"), ("cello", "parkering")],
)
def test_where_nothing_meets_nothing_is_named(one: str, other: str) -> None:
    assert _met(one, other) is None


def test_a_phrase_does_not_reach_over_a_full_stop() -> None:
    spoken = phrases_of(ENCODER, ["Guitar. Trommer, bas"])[0].spoken
    assert spoken == ("Guitar", "Trommer", "bas")


def test_phrases_stand_in_the_text_as_they_are_named() -> None:
    text = "Vi søger en FORSANGER til støjrock-bandet på havnen"
    assert all(phrase in text for phrase in phrases_of(ENCODER, [text])[0].spoken)


def test_of_a_long_text_the_beginning_is_read() -> None:
    assert len(phrases_of(ENCODER, ["trommer bas guitar " * 5000])[0].spoken) < 20
    different = " ".join(f"ord{number}x" for number in range(5000))
    assert len(phrases_of(ENCODER, [different])[0].spoken) <= 360


@given(st.text(max_size=120), st.text(max_size=120))
def test_any_two_texts_meet_or_do_not(one: str, other: str) -> None:
    met = _met(one, other)
    assert met is None or (met.one in one and met.other in other)
