"""Heard terms: what texts name and lists lack counts for a pair; what is turned down does not."""

from math import isnan
from typing import Any

import numpy as np
import pytest

from matcher.domain import Direction, Talent
from matcher.features import Snapshot, feature_list, pair_values, pairing, sentence_encoder
from matcher.features.heard import MAX_HEARD, heard_cells
from matcher.vocabulary import load
from tests import factories

WORDS = load()
WITHOUT: dict[str, Any] = {"genres": (), "roles": (), "bio": ""}


def heard(talent: Talent, field: str = "genres") -> list[str]:
    (row,) = heard_cells([talent], WORDS)[f"heard_{field}"]
    among = {"genres": WORDS.genres, "roles": WORDS.roles}[field]
    return [among.codes[code] for code in row if code >= 0]


def values(
    talent: dict[str, Any], offer: dict[str, Any], *, for_talent: bool = True
) -> dict[str, float]:
    snapshot = Snapshot(WORDS, sentence_encoder())
    snapshot.put_organisations([factories.organisation()])
    snapshot.put_offers([factories.offer(**{"title": "", "description": "", **offer})])
    snapshot.put_talents([factories.talent(**WITHOUT | talent)], [factories.TODAY])
    direction = Direction.OFFERS_FOR_TALENT if for_talent else Direction.TALENTS_FOR_OFFER
    subject = "tal-1" if for_talent else "off-1"
    one = pairing(snapshot, direction, subject=subject)
    found = pair_values(one, factories.context(), feature_list())[:, 0]
    return dict(zip((f.name for f in feature_list().features), found.tolist(), strict=True))


def test_what_a_text_names_is_heard() -> None:
    assert heard(factories.talent(bio="Jeg laver trap og techno")) == ["trap", "techno"]


def test_what_the_list_says_is_not_heard_again() -> None:
    assert heard(factories.talent(bio="trap og techno", genres=("techno",))) == ["trap"]


@pytest.mark.parametrize("bio", ["ikke trap", "trap? Aldrig", "hader trap"])
def test_what_is_turned_down_is_not_heard(bio: str) -> None:
    assert heard(factories.talent(bio=bio)) == []


def test_of_many_terms_the_first_are_kept() -> None:
    bio = "trap, techno, jazz, punk, metal, blues, reggae, opera"
    assert len(heard(factories.talent(bio=bio))) == MAX_HEARD


def test_roles_are_heard_too() -> None:
    assert heard(factories.talent(bio="er trommslager"), "roles") == ["drums"]


@pytest.mark.parametrize("for_talent", [True, False])
@pytest.mark.parametrize(
    ("talent", "offer"),
    [
        ({"bio": "laver trap"}, {"genres": ("trap",)}),
        ({"genres": ("trap",)}, {"description": "en aften med trap", "genres": ()}),
        ({"bio": "laver trap"}, {"description": "en aften med trap", "genres": ()}),
    ],
)
def test_what_is_heard_meets_what_is_stated_and_heard(
    talent: dict[str, Any], offer: dict[str, Any], for_talent: bool
) -> None:
    assert values(talent, offer, for_talent=for_talent)["heard_genres"] == pytest.approx(1)


def test_a_neighbour_meets_less() -> None:
    found = values({"bio": "laver trap"}, {"genres": ("drill",)})["heard_genres"]
    assert 0 < found < 1


@pytest.mark.parametrize(
    ("talent", "offer"),
    [
        ({"genres": ("trap",)}, {"genres": ("trap",)}),
        ({"genres": ("trap",), "bio": "trap!"}, {"genres": ("trap",)}),
        ({"bio": "laver trap"}, {"genres": ()}),
        ({}, {"description": "en aften med trap", "genres": ()}),
    ],
)
def test_where_no_text_adds_anything_nothing_is_known(
    talent: dict[str, Any], offer: dict[str, Any]
) -> None:
    assert isnan(values(talent, offer)["heard_genres"])


def test_the_stated_lists_count_as_ever() -> None:
    stated = values({"genres": ("trap",), "bio": "laver jazz"}, {"genres": ("trap",)})
    assert stated["genre_affinity"] == pytest.approx(1)


def test_both_directions_give_a_pair_the_same() -> None:
    talent, offer = {"bio": "trap og jazz"}, {"genres": ("drill", "soul"), "roles": ("rapper",)}
    there, back = (values(talent, offer, for_talent=one) for one in (True, False))
    names = ("heard_genres", "heard_roles")
    np.testing.assert_array_equal([there[n] for n in names], [back[n] for n in names])
