"""Company: everyday words that name a term when they stand in a list with others of its kind."""

from collections.abc import Sequence
from typing import TypeAlias

from matcher.vocabulary.lexicon import Forms, Named
from matcher.vocabulary.spoken import Spoken

Found: TypeAlias = tuple[tuple[int, int], tuple[Named, ...]]
"""The first and the last word of what names something, and what it names."""

_JOINERS = frozenset({"og", "and", "eller", "or", "samt", "no", "ikke", "not", "hverken", "n"})
_SMALL = frozenset({"lidt", "noget", "mest", "some", "mostly", "bit", "also", "ogsaa", "isaer"})
_BETWEEN = 2


def with_company(said: Spoken, found: Sequence[Found], everyday: Forms) -> list[Found]:
    """``found`` and the everyday words that stand beside one of them ("rock, folk og country").

    1. From left to right, a word counts when a term of its vocabulary stands before it, parted by
    a comma, a slash or a joining word, with a small word maybe. 2. From right to left alike.
    3. A text of one word is a label, and names what it says.
    """
    if len(said) == 1 and not found:
        named = everyday.get(said.folded[0], ())
        return [((0, 0), named)] if named else []
    fields = {
        at: frozenset(name.field for name in named)
        for (first, last), named in found
        for at in range(first, last + 1)
    }
    free = [
        at
        for at, word in enumerate(said.folded)
        if word in everyday and word not in _SMALL and at not in fields
    ]
    added: list[Found] = []
    for step, places in ((-1, free), (1, free[::-1])):
        for at in places:
            beside = fields.get(_neighbour(said, at, step), frozenset())
            named = tuple(name for name in everyday[said.folded[at]] if name.field in beside)
            if named and at not in fields:
                fields[at] = frozenset(name.field for name in named)
                added.append(((at, at), named))
    return sorted([*found, *added]) if added else list(found)


def _neighbour(said: Spoken, at: int, step: int) -> int:
    """The next word in a list with the one at ``at``, before it (-1) or after (1); -1 for none."""
    joined = False
    for away in range(1, _BETWEEN + 2):
        beside = at + step * away
        if not 0 <= beside < len(said) or (gap := said.breaks[max(beside, beside - step)]) == ".":
            return -1
        joined |= bool(gap)
        word = said.folded[beside]
        if word in _JOINERS:
            joined = True
        elif word not in _SMALL:
            return beside if joined else -1
    return -1
