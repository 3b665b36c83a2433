"""The casting: what of all that somebody plays can be played where, and how well it is sought."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.market.giveback.party import Owed, Slot
from matcher.market.giveback.playing import Playing, playing_of
from matcher.vocabulary import Vocabularies, WordList

Mask = NDArray[np.bool_]
Values = NDArray[np.float64]

SOUGHT = 0.5
"""From which affinity on a role is one that the slot seeks."""

UNSTATED = 0.5
"""What counts for something that nobody has said."""


class Casting:
    """All of shape (people, slots): ``quiet_enough`` and ``usable`` say whether something of what
    one plays, and everything that friends play, can be played there; ``affinity`` how well the
    best of it is what is sought, ``best`` which role that is (-1: none); ``sought`` and ``carries``
    whether the party has what is sought, and can be an act alone."""

    def __init__(self, owed: Sequence[Owed], slots: Sequence[Slot], words: Vocabularies) -> None:
        among, playing = words.roles, playing_of(words)
        known = sorted({r for one in owed for r in (*one.talent.roles, *one.friends) if r in among})
        parts = [playing[role] for role in known]
        quiet = _quiet_enough(parts, slots, words)
        usable = quiet & _equipped(parts, slots)
        affinity = _sought(known, slots, among)
        carrying = np.array([part.carries for part in parts], dtype=np.bool_)
        place = {role: number for number, role in enumerate(known)}
        shape = (len(owed), len(slots))
        self.quiet_enough, self.usable = np.ones(shape, np.bool_), np.ones(shape, np.bool_)
        self.affinity, self.best = np.full(shape, UNSTATED), np.full(shape, -1, np.int16)
        self.sought, self.carries = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
        index = np.array([among.index[role] for role in known], dtype=np.int16)
        for row, one in enumerate(owed):
            own = [place[role] for role in one.talent.roles if role in place]
            if not own:
                continue
            friends = [place[role] for role in one.friends if role in place]
            self.quiet_enough[row] = quiet[own].any(axis=0) & quiet[friends].all(axis=0)
            self.usable[row] = usable[own].any(axis=0) & usable[friends].all(axis=0)
            found = np.where(usable[own], affinity[own], -1)
            best = found.argmax(axis=0)
            self.affinity[row] = np.maximum(found.max(axis=0), 0)
            self.best[row] = index[own][best]
            party = [*own, *friends]
            wanted = usable[party] & (affinity[party] >= SOUGHT)
            self.sought[row] = wanted.any(axis=0)
            alone = usable[party] & (carrying[party][:, None] | (affinity[party] >= 1))
            self.carries[row] = alone.any(axis=0)


def _quiet_enough(parts: Sequence[Playing], slots: Sequence[Slot], words: Vocabularies) -> Mask:
    """Shape (roles, slots)."""
    loudest = max(words.loudness_steps.values())
    welcome = []
    for slot in slots:
        offer = slot.offer
        said = offer.loudness or words.audience_loudness.get(offer.audience or "")
        welcome.append(words.loudness_steps.get(said or "", loudest))
    steps = np.array([part.loudness for part in parts], dtype=np.int8)
    quiet: Mask = steps[:, None] <= np.array(welcome, dtype=np.int8)[None, :]
    return quiet


def _equipped(parts: Sequence[Playing], slots: Sequence[Slot]) -> Mask:
    """Shape (roles, slots); a slot that says nothing of its equipment may have it."""
    there = [frozenset(slot.offer.equipment) for slot in slots]
    return np.array(
        [[not (e and p.needs) or bool(p.needs & e) for e in there] for p in parts], dtype=np.bool_
    ).reshape(len(parts), len(slots))


def _sought(known: Sequence[str], slots: Sequence[Slot], among: WordList) -> Values:
    """The best affinity of each role with those that the slot seeks: shape (roles, slots).

    A slot that seeks nothing in particular seeks everybody a little less than exactly.
    """
    rows = [among.index[role] for role in known]
    found = np.full((len(known), len(slots)), 0.9)
    for number, slot in enumerate(slots):
        wanted = [among.index[role] for role in slot.offer.roles if role in among]
        if wanted:
            found[:, number] = among.affinity[np.ix_(rows, wanted)].max(axis=1, initial=0)
    return found
