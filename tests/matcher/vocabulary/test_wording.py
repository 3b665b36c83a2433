"""Wording: what a profile is found by, and which part of it is for whom."""

from matcher.domain import FreeTag
from matcher.vocabulary import load, offer_wording, talent_wording
from matcher.vocabulary.stems import stems
from tests.factories import offer, talent

WORDS = load()


def test_a_talents_card_holds_the_labels_in_both_languages_and_the_home() -> None:
    found = talent_wording(talent(roles=("drums",), genres=("pop",)), WORDS).card.split()
    assert {"trom", "drum", "pop", stems("Helsingør")} <= set(found)


def test_the_bio_and_the_goals_are_in_the_rest() -> None:
    found = talent_wording(talent(bio="Bor på kollegium", goals=("perform",)), WORDS)
    assert "kollegium" in found.rest
    assert "kollegium" not in found.card


def test_tags_of_music_are_in_the_card_and_those_of_conditions_nowhere() -> None:
    tags = (FreeTag("genres", "høstpop"), FreeTag("conditions", "epilepsi"))
    found = talent_wording(talent(free_tags=tags), WORDS)
    assert "hoestpop" in found.card
    assert "epilepsi" not in f"{found.card} {found.rest}"


def test_an_offer_is_found_by_its_title_its_kind_and_its_description() -> None:
    found = offer_wording(offer(title="Åben scene", kind="gig", description="Med flygel"), WORDS)
    assert {"aab", "scen", "koncert"} <= set(found.card.split())
    assert found.rest == "flygel"


def test_tags_that_turn_a_term_down_are_nowhere() -> None:
    tags = (FreeTag("genres", "ikke metal"), FreeTag("roles", "ikke trommer"))
    found = talent_wording(talent(free_tags=tags), WORDS)
    assert not {"metal", stems("trommer")} & set(f"{found.card} {found.rest}".split())
