"""Hearing in cells: unknown words of a list that are terms beyond doubt, such as "trommslager"."""

from matcher.vocabulary import Vocabularies, WordList
from matcher.vocabulary.inflection import without_fillers
from matcher.vocabulary.normal import words

SURE = 0.85
"""The confidence from which on a hearing counts without asking."""


def heard_surely(item: str, among: WordList, vocabularies: Vocabularies) -> tuple[str, ...]:
    """The codes of ``among`` that ``item`` names; none when anything in it stays in doubt.

    Every term in it must be sure and not turned down, and besides them only small words may stand
    in it: what somebody wrote is never cut short.
    """
    heard = vocabularies.hear(item)
    if any(hearing.negated or hearing.confidence < SURE for hearing in heard):
        return ()
    rest = list(item)
    for hearing in heard:
        rest[hearing.start : hearing.end] = " " * (hearing.end - hearing.start)
    if without_fillers(words("".join(rest))):
        return ()
    return tuple(hearing.code for hearing in heard if hearing.field == among.name)
