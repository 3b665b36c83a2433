"""A question: what somebody asks for in words, taken apart once for all who look for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from matcher.vocabulary import Hearing, Place, Vocabularies, Word, stemmed


@dataclass(frozen=True, slots=True)
class Question:
    """``text`` is what was asked without what is turned down, and without the "ikke" that does it;
    ``words`` are those that say something, ``wanted`` the terms that it names. ``unwanted`` and
    ``unwanted_words`` are what was turned down ("ikke metal"), terms and words."""

    text: str
    words: tuple[Word, ...]
    wanted: tuple[Hearing, ...]
    unwanted: tuple[Hearing, ...]
    unwanted_words: tuple[Word, ...]


def question(query: str, words: Vocabularies) -> Question:
    """Take ``query`` apart; what is both wanted and turned down is wanted."""
    listening = words.listen(query)
    heard = listening.hearings
    wanted = tuple(one for one in heard if not one.negated)
    named = {(one.field, one.code) for one in wanted}
    unwanted = tuple(one for one in heard if one.negated and (one.field, one.code) not in named)
    text = _without(query, (*listening.refused, *listening.no))
    said = stemmed(text)
    kept = {word.stem for word in said}
    phrases = (*(one.phrase for one in unwanted), *(query[a:z] for a, z in listening.unnamed))
    down = stemmed(" ".join(phrases))
    return Question(
        text=text,
        words=said,
        wanted=wanted,
        unwanted=unwanted,
        unwanted_words=tuple(word for word in down if word.stem not in kept),
    )


def _without(query: str, places: Iterable[Place]) -> str:
    """The query with a gap for each place."""
    signs = list(query)
    for start, end in places:
        signs[start:end] = " " * (end - start)
    return "".join(signs)
