"""A question: what somebody asks for in words, taken apart once for all who look for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from matcher.vocabulary import Hearing, Vocabularies, Word, stemmed


@dataclass(frozen=True, slots=True)
class Question:
    """``text`` is what was asked without what is turned down; ``words`` are those that say
    something, ``wanted`` the terms that it names. ``unwanted`` and ``unwanted_words`` are what was
    turned down ("ikke metal")."""

    text: str
    words: tuple[Word, ...]
    wanted: tuple[Hearing, ...]
    unwanted: tuple[Hearing, ...]
    unwanted_words: tuple[Word, ...]


def question(query: str, words: Vocabularies) -> Question:
    """Take ``query`` apart; what is both wanted and turned down is wanted."""
    heard = words.hear(query)
    wanted = tuple(one for one in heard if not one.negated)
    named = {(one.field, one.code) for one in wanted}
    unwanted = tuple(one for one in heard if one.negated and (one.field, one.code) not in named)
    text = _without(query, unwanted)
    said = stemmed(text)
    kept = {word.stem for word in said}
    down = stemmed(" ".join(one.phrase for one in unwanted))
    return Question(
        text=text,
        words=said,
        wanted=wanted,
        unwanted=unwanted,
        unwanted_words=tuple(word for word in down if word.stem not in kept),
    )


def _without(query: str, phrases: Iterable[Hearing]) -> str:
    """The query with a gap for each phrase."""
    signs = list(query)
    for phrase in phrases:
        signs[phrase.start : phrase.end] = " " * (phrase.end - phrase.start)
    return "".join(signs)
