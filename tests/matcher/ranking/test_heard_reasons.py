"""Reasons of what was heard: true, named, and never told an organisation."""

from typing import Any

import pytest

from matcher.domain import Direction, Problem
from matcher.features import Snapshot, pairing, sentence_encoder
from matcher.ranking.priors import packaged_priors
from matcher.ranking.reasons import Reasons
from matcher.ranking.voices import VOICES
from matcher.vocabulary import load
from service.api.reasons import FEATURES, FOR_ORGANISATIONS
from tests import factories


def said(feature: str, talent: dict[str, Any], offer: dict[str, Any]) -> Problem | None:
    snapshot = Snapshot(load(), sentence_encoder())
    snapshot.put_organisations([factories.organisation()])
    snapshot.put_offers([factories.offer(**{"description": "", **offer})])
    snapshot.put_talents([factories.talent(**{"bio": "", **talent})], [factories.TODAY])
    one = pairing(snapshot, Direction.OFFERS_FOR_TALENT, subject="tal-1")
    (voice,) = (voice for voice in VOICES if voice.features == (feature,))
    found = voice.speak(Reasons(one, factories.context()), 0)
    assert found is None or found.code in voice.codes
    return found


def test_a_term_of_the_text_that_both_name_is_said() -> None:
    assert said("heard_genres", {"bio": "jeg laver trap"}, {"genres": ("trap",)}) == Problem(
        "heard_genres_shared", {"genres": "trap"}
    )


def test_a_near_term_is_said_with_what_it_is_near_to() -> None:
    reason = said("heard_genres", {"bio": "jeg laver trap"}, {"genres": ("drill",)})
    assert reason is not None
    assert reason.params == {"genres_own": "trap", "genres_other": "drill"}


def test_roles_are_said_too() -> None:
    reason = said("heard_roles", {"roles": ("drums",)}, {"title": "Trommeslager", "roles": ()})
    assert reason == Problem("heard_roles_shared", {"roles": "drums"})


def test_without_anything_heard_nothing_is_said() -> None:
    assert said("heard_genres", {"genres": ("trap",)}, {"genres": ("trap",)}) is None


@pytest.mark.parametrize("name", ["genres", "roles"])
def test_the_words_of_a_person_are_not_told_to_organisations(name: str) -> None:
    codes = {f"heard_{name}_shared", f"heard_{name}_near"}
    assert codes <= set(FEATURES)
    assert codes & FOR_ORGANISATIONS == set()


@pytest.mark.parametrize(
    ("heard", "stated"), [("heard_genres", "genre_affinity"), ("heard_roles", "role_fit")]
)
def test_what_is_heard_never_counts_more_than_what_is_stated(heard: str, stated: str) -> None:
    for side in {prior.side for prior in packaged_priors()}:
        top = {
            prior.term: max(float(knot.rpartition(":")[2]) for knot in prior.shape.split("|"))
            for prior in packaged_priors()
            if prior.side is side and prior.term in (heard, stated)
        }
        assert top[heard] < top[stated]
