"""Filling: a snapshot of many simulated profiles, each different text heard and encoded once.

The cells are those that ``Snapshot.put_talents`` and ``put_offers`` make of the same profiles;
a test holds the two equal. Only the work on equal texts is shared.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from matcher.domain import Offer, Talent, TalentId
from matcher.features import Snapshot
from matcher.features.columns import Array
from matcher.features.encoding import fill, offer_cells, talent_cells, text_of
from matcher.features.heard import FIELDS

_SAID = ("text", "meaning", "themes", "theme_vector", "heard_goals")
_HEARD = tuple(f"heard_{name}" for name in FIELDS)


@dataclass(slots=True)
class Filling:
    """Puts new profiles into ``snapshot``; it remembers the cells of every text it has seen."""

    snapshot: Snapshot
    _cells: dict[str, Array] = field(default_factory=dict)
    _place: dict[str, int] = field(default_factory=dict)

    def put_talents(self, talents: Sequence[Talent], updated_on: Sequence[date]) -> None:
        """As ``Snapshot.put_talents``."""
        words = self.snapshot.vocabularies
        cells = fill(talent_cells(words, group_of=self.snapshot.group), talents)
        cells |= self._texts(talents, cells)
        cells["updated"] = np.array([day.toordinal() for day in updated_on], dtype=np.int32)
        self.snapshot.talents.put([talent.id for talent in talents], cells)

    def put_offers(self, offers: Sequence[Offer]) -> None:
        """As ``Snapshot.put_offers``, for offers that nobody has joined yet."""
        snapshot = self.snapshot
        reading = offer_cells(
            snapshot.vocabularies,
            organisation_of=snapshot.organisation_row,
            group_of=snapshot.group,
        )
        cells = fill(reading, offers)
        cells |= self._texts(offers, cells)
        cells["taken"] = np.zeros(len(offers), dtype=np.int32)
        snapshot.offers.put([offer.id for offer in offers], cells)

    def _texts(
        self, profiles: Sequence[Talent] | Sequence[Offer], cells: dict[str, Array]
    ) -> dict[str, Array]:
        """What the texts say; of the terms heard only those that the lists do not have."""
        said = [text_of(profile) for profile in profiles]
        self._learn(dict(zip(said, profiles, strict=True)))
        places = np.array([self._place[text] for text in said], dtype=np.intp)
        found = {name: self._cells[name][places] for name in (*_SAID, *_HEARD)}
        for name, heard in zip(FIELDS, _HEARD, strict=True):
            found[heard] = _unstated(found[heard], cells[name])
        return found

    def _learn(self, said: dict[str, Talent | Offer]) -> None:
        """Let a scratch snapshot read the texts that are new, as profiles without lists."""
        new = {text: profile for text, profile in said.items() if text not in self._place}
        if not new:
            return
        scratch = Snapshot(self.snapshot.vocabularies, self.snapshot.encoder)
        talents = [_bare(profile, n) for n, profile in enumerate(new.values())]
        scratch.put_talents(talents, [date.min] * len(talents))
        for name in (*_SAID, *_HEARD):
            learned = scratch.talents.whole(name).copy()
            known = self._cells.get(name)
            self._cells[name] = learned if known is None else np.concatenate([known, learned])
        self._place |= {text: len(self._place) + n for n, text in enumerate(new)}


def _bare(profile: Talent | Offer, number: int) -> Talent:
    """Somebody who says the same and has ticked nothing."""
    return Talent(id=TalentId(f"bare-{number}"), name="", bio=text_of(profile))


def _unstated(heard: Array, stated: Array) -> Array:
    """Codes of ``heard`` (n, width) that are not in ``stated``, moved to the front."""
    listed = (heard[:, :, None] == stated[:, None, :]).any(axis=2)
    left = np.where(listed, np.int16(-1), heard)
    order = np.argsort(left < 0, axis=1, kind="stable")
    return np.take_along_axis(left, order, axis=1)
