"""Wording: the words under which a talent or an offer is found, as stems."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from matcher.domain import Offer, Talent
from matcher.vocabulary.stems import STEMS_VERSION, stems
from matcher.vocabulary.tags import wanted_tags
from matcher.vocabulary.vocabularies import Vocabularies
from matcher.vocabulary.wordlist import WordList

_MUSIC = frozenset({"roles", "genres"})
# Tags of conditions and target groups stay out: what is written there may be about health.
_SPOKEN = frozenset({"roles", "genres", "goals", "kind"})


@dataclass(frozen=True, slots=True)
class Wording:
    """Stems parted by spaces: of what a card shows to everybody who may see it, and of the rest.

    A talent's bio and goals are in the rest: organisations do not read them, so that they do not
    find people by them either.
    """

    card: str
    rest: str


def wording_edition(words: Vocabularies) -> str:
    """Names how wordings are made: with other labels or stems a profile's are others."""
    return f"{STEMS_VERSION}-{words.content_hash[:16]}"


def talent_wording(talent: Talent, words: Vocabularies) -> Wording:
    """Card: roles, genres and the home; rest: the bio and the goals."""
    card = (
        *_labels(talent.roles, words.roles),
        *_labels(talent.genres, words.genres),
        *_labels((talent.municipality,), words.geography.names),
        *wanted_tags(talent.free_tags, _MUSIC, words),
    )
    rest = (
        talent.bio,
        *_labels(talent.goals, words.goals),
        *wanted_tags(talent.free_tags, _SPOKEN - _MUSIC, words),
    )
    return Wording(_stems(card), _stems(rest))


def offer_wording(offer: Offer, words: Vocabularies) -> Wording:
    """Card: the title, the kind, the terms and the place; rest: the description."""
    card = (
        offer.title,
        *_labels((offer.kind,), words.kinds),
        *_labels(offer.roles, words.roles),
        *_labels(offer.genres, words.genres),
        *_labels(offer.goals, words.goals),
        *_labels((offer.municipality,), words.geography.names),
        *wanted_tags(offer.free_tags, _SPOKEN, words),
    )
    return Wording(_stems(card), stems(offer.description))


def _labels(codes: Iterable[str | None], among: WordList) -> Iterator[str]:
    """In both languages; alike ones once."""
    for code in codes:
        if code is not None and code in among:
            yield from dict.fromkeys((among[code].label_da, among[code].label_en))


def _stems(texts: Iterable[str]) -> str:
    return stems("\n".join(texts))
