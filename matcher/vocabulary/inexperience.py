"""Inexperience: terms that somebody has not tried yet, which is neither a wish nor a refusal."""

from collections.abc import Sequence

from matcher.vocabulary.company import Found
from matcher.vocabulary.spoken import Spoken

_NEW = frozenset({"newcomer", "beginner_friendly"})
_NOT = frozenset({"aldrig", "never", "no", "ingen", "not", "ikke", "havent"})
# Who is spoken to may well want it ("har du aldrig spillet klaver?").
_SPOKEN_TO = frozenset({"du", "you", "man", "if", "hvis"})
_ASKED = frozenset({"noedvendig", "required", "needed", "kraeves", "necessary", "kraevet"})
_REACH = 3
_BEFORE = 2


def without_untried(said: Spoken, found: Sequence[Found]) -> list[Found]:
    """``found`` without the roles that follow upon "never played" or "no experience".

    Not where others are spoken to, or where it is said that no experience is needed.
    """
    kept: list[Found] = []
    new = -_REACH - 1
    for (first, last), named in found:
        untried = first - new <= _REACH and not any(said.breaks[max(new, 0) + 1 : first + 1])
        if untried and all(name.field == "roles" for name in named):
            continue
        kept.append(((first, last), named))
        if any(name.code in _NEW for name in named) and _is_own(said, first, last):
            new = last
    return kept


def _is_own(said: Spoken, first: int, last: int) -> bool:
    """Whether somebody says so of themselves."""
    around = range(max(first - _BEFORE, 0), min(last + 2 * _REACH, len(said)))
    if _NOT.isdisjoint(said.folded[first : last + 1]):
        return False
    return (_SPOKEN_TO | _ASKED).isdisjoint(said.folded[at] for at in around)
