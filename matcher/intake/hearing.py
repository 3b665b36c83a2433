"""Hearing in cells: unknown words of a list that are terms beyond doubt, such as "trommslager"."""

from collections.abc import Sequence

from matcher.vocabulary import Hearing, Vocabularies, WordList
from matcher.vocabulary.inflection import without_fillers
from matcher.vocabulary.normal import words
from matcher.vocabulary.slips import slip_of

SURE = 0.85
"""The confidence from which on a hearing counts without asking."""


def heard_surely(item: str, among: WordList, vocabularies: Vocabularies) -> tuple[str, ...]:
    """The codes of ``among`` that ``item`` names; none when anything in it stays in doubt.

    Every term in it must be sure and not turned down, and besides them only small words may stand
    in it: what somebody wrote is never cut short. Else the whole of it may be a slip of one term.
    """
    heard = vocabularies.hear(item)
    if any(hearing.negated for hearing in heard):
        return ()
    if codes := _all_heard(item, heard, among):
        return codes
    code = slip_of(item, among)
    return () if code is None else (code,)


def is_refused(item: str, vocabularies: Vocabularies) -> bool:
    """Whether ``item`` turns terms down and names none that is wanted ("ikke metal")."""
    heard = vocabularies.hear(item)
    return bool(heard) and all(hearing.negated for hearing in heard)


def _all_heard(item: str, heard: Sequence[Hearing], among: WordList) -> tuple[str, ...]:
    if any(hearing.confidence < SURE for hearing in heard):
        return ()
    rest = list(item)
    for hearing in heard:
        rest[hearing.start : hearing.end] = " " * (hearing.end - hearing.start)
    if without_fillers(words("".join(rest))):
        return ()
    return tuple(hearing.code for hearing in heard if hearing.field == among.name)
