"""Filling: a snapshot of many simulated people, each different text heard and encoded once.

The cells are those that ``Snapshot.put_talents`` makes of the same profiles; a test holds the two
equal. Only the work on equal texts is shared.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from matcher.domain import Talent, TalentId
from matcher.features import Snapshot
from matcher.features.columns import Array
from matcher.features.encoding import fill, talent_cells, text_of
from matcher.features.heard import FIELDS

_SAID = ("text", "meaning", "themes", "theme_vector", "heard_goals")
_HEARD = tuple(f"heard_{name}" for name in FIELDS)


@dataclass(slots=True)
class Filling:
    """Puts people into ``snapshot``; it remembers the cells of every text it has seen."""

    snapshot: Snapshot
    _cells: dict[str, Array] = field(default_factory=dict)
    _place: dict[str, int] = field(default_factory=dict)

    def put_talents(self, talents: Sequence[Talent], updated_on: Sequence[date]) -> None:
        """As ``Snapshot.put_talents``."""
        words = self.snapshot.vocabularies
        cells = fill(talent_cells(words, group_of=self.snapshot.group), talents)
        cells |= self._texts(talents, cells)
        cells["updated"] = np.array([day.toordinal() for day in updated_on], dtype=np.int32)
        ids = [talent.id for talent in talents]
        self.snapshot.talents.put(ids, cells)
        self.snapshot.history.note_talents(ids)

    def _texts(self, talents: Sequence[Talent], cells: dict[str, Array]) -> dict[str, Array]:
        """What the texts say; of the terms heard only those that the lists do not have."""
        said = [text_of(talent) for talent in talents]
        self._learn(dict.fromkeys(said))
        places = np.array([self._place[text] for text in said], dtype=np.intp)
        found = {name: self._cells[name][places] for name in (*_SAID, *_HEARD)}
        for name, heard in zip(FIELDS, _HEARD, strict=True):
            found[heard] = _unstated(found[heard], cells[name])
        return found

    def _learn(self, said: Iterable[str]) -> None:
        """Let a scratch snapshot read the texts that are new, of people who have ticked nothing."""
        new = [text for text in said if text not in self._place]
        if not new:
            return
        scratch = Snapshot(self.snapshot.vocabularies, self.snapshot.encoder)
        bare = [Talent(id=TalentId(f"bare-{n}"), name="", bio=text) for n, text in enumerate(new)]
        scratch.put_talents(bare, [date.min] * len(bare))
        for name in (*_SAID, *_HEARD):
            learned = scratch.talents.whole(name).copy()
            known = self._cells.get(name)
            self._cells[name] = learned if known is None else np.concatenate([known, learned])
        self._place |= {text: len(self._place) + n for n, text in enumerate(new)}


def _unstated(heard: Array, stated: Array) -> Array:
    """Codes of ``heard`` (n, width) that are not in ``stated``, moved to the front."""
    listed = (heard[:, :, None] == stated[:, None, :]).any(axis=2)
    left = np.where(listed, np.int16(-1), heard)
    order = np.argsort(left < 0, axis=1, kind="stable")
    return np.take_along_axis(left, order, axis=1)
