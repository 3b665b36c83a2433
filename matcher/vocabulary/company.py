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
_GENRES = "genres"
# Everyday words that are genres where music is made or named ("I make house", "noise music").
_PLAYED = frozenset(
    {"house", "folk", "country", "noise", "stoej", "surf", "crust", "bounce", "rave", "acid"}
    | {"minimal", "trad", "viser", "wave", "breaks", "drill", "brass", "rage", "detroit"}
)
_MUSIC = frozenset({"music", "musik", "musikken", "dj", "djs", "producer", "producers"})
_MAKES = frozenset(
    {"laver", "lave", "spiller", "spille", "producerer", "producere", "mixer", "mixe"}
    | {"make", "makes", "making", "play", "plays", "playing", "produce", "produces", "producing"}
)
_MAKERS = frozenset(
    {"jeg", "vi", "han", "hun", "de", "i", "we", "he", "she", "they", "at", "to", "im", "who"}
    | {"og", "and", "der", "been", "also", "ogsaa", "mest", "mostly", "mainly"}
)
_AFTER = frozenset(
    {"og", "and", "eller", "or", "samt", "i", "in", "paa", "on", "med", "with", "fra", "from"}
    | {"hjemme", "live", "at", "for", "men", "but", "saa", "so", "naar", "when", "sammen"}
)


def with_company(said: Spoken, found: Sequence[Found], everyday: Forms) -> list[Found]:
    """``found`` and the everyday words that stand beside one of them ("rock, folk og country").

    1. From left to right, a word counts when a term of its vocabulary stands before it, parted by
    a comma, a slash or a joining word, with a small word maybe. 2. From right to left alike.
    3. A text of one word is a label, and names what it says. 4. Some genres count before a word
    for music, or where somebody makes them.
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
    added = _played(said, free, everyday)
    fields |= {at: frozenset({_GENRES}) for (at, _), _ in added}
    for step, places in ((-1, free), (1, free[::-1])):
        for at in places:
            beside = fields.get(_neighbour(said, at, step), frozenset())
            named = tuple(name for name in everyday[said.folded[at]] if name.field in beside)
            if named and at not in fields:
                fields[at] = frozenset(name.field for name in named)
                added.append(((at, at), named))
    return sorted([*found, *added]) if added else list(found)


def _played(said: Spoken, free: Sequence[int], everyday: Forms) -> list[Found]:
    """The genres among the everyday words at ``free`` that somebody makes, or calls music."""
    added: list[Found] = []
    for at in free:
        if said.folded[at] in _PLAYED and (_is_music(said, at) or _is_made(said, at)):
            named = tuple(name for name in everyday[said.folded[at]] if name.field == _GENRES)
            added += [((at, at), named)] if named else []
    return added


def _is_music(said: Spoken, at: int) -> bool:
    after = at + 1
    return after < len(said) and not said.breaks[after] and said.folded[after] in _MUSIC


def _is_made(said: Spoken, at: int) -> bool:
    """Whether a maker and a verb stand before it, and nothing that goes on with it after."""
    verb = at - 1
    while verb > 0 and not said.breaks[verb + 1] and said.folded[verb] in _SMALL:
        verb -= 1
    if verb < 0 or said.folded[verb] not in _MAKES or said.breaks[verb + 1]:
        return False
    if verb and not said.breaks[verb] and said.folded[verb - 1] not in _MAKERS:
        return False
    after = at + 1
    return after == len(said) or bool(said.breaks[after]) or said.folded[after] in _AFTER


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
