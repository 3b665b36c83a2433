"""A pairing: one subject and many candidates, seen as broadcasting columns of both kinds."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Direction
from matcher.features.columns import Array, Columns
from matcher.features.snapshot import Snapshot

_FEW = 4


@dataclass(slots=True)
class Rows:
    """Some rows of ``columns``; a column is gathered when it is first read."""

    columns: Columns
    rows: NDArray[np.intp] | slice
    _read: dict[str, Array] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Array:
        """The column ``name`` over these rows: shape (rows,) or (rows, width)."""
        cells = self._read.get(name)
        if cells is None:
            whole = self.columns[name]
            rows = self.rows
            cells = whole[rows] if isinstance(rows, slice) else whole.take(rows, axis=0)
            self._read[name] = cells
        return cells

    def __len__(self) -> int:
        return len(self["live"])

    def project(self, name: str, weights: Array) -> Array:
        """Each row of the column ``name`` (rows, width) times ``weights`` (width,): shape (rows,).

        Where most rows are wanted, multiplying all of them where they lie and choosing afterwards
        is faster than gathering wide rows first.
        """
        if isinstance(self.rows, slice) or len(self.rows) * _FEW > len(self.columns):
            everything: Array = self.columns[name] @ weights
            return everything[self.rows]
        few: Array = self[name] @ weights
        return few


@dataclass(frozen=True, slots=True)
class Pairing:
    """One talent and many offers, or one offer and many talents.

    ``talents`` and ``offers`` are of length 1 on the side of the subject and of length n on the
    other, so that one formula serves both directions.
    """

    snapshot: Snapshot
    direction: Direction
    subject: str
    talents: Rows
    offers: Rows

    @property
    def candidates(self) -> Rows:
        """The side with many rows."""
        return self.offers if self.for_talent else self.talents

    @property
    def one(self) -> Rows:
        """The side with one row."""
        return self.talents if self.for_talent else self.offers

    @property
    def for_talent(self) -> bool:
        """Whether the subject is a talent."""
        return self.direction is Direction.OFFERS_FOR_TALENT

    def __len__(self) -> int:
        """How many candidates there are."""
        return len(self.candidates)

    def keep(self, chosen: NDArray[np.intp]) -> "Pairing":
        """The same subject with only the candidates at ``chosen``."""
        rows = self.candidates.rows
        kept = Rows(self.candidates.columns, chosen if isinstance(rows, slice) else rows[chosen])
        talents, offers = (self.talents, kept) if self.for_talent else (kept, self.offers)
        return Pairing(self.snapshot, self.direction, self.subject, talents, offers)

    def ids(self) -> list[str]:
        """The ids of the candidates."""
        rows = self.candidates.rows
        ids = self.candidates.columns.ids
        return ids[rows] if isinstance(rows, slice) else [ids[row] for row in rows]

    def states(self) -> NDArray[np.int16]:
        """The state of each candidate with the subject: shape (n,); for all rows only."""
        known = self.snapshot.states(self.direction, self.subject)
        states = np.zeros(len(self.candidates.columns), dtype=np.int16)
        row_of = self.candidates.columns.row_of
        for other, state in known.items():
            row = row_of.get(other)
            if row is not None:
                states[row] = state
        return states

    def blocked(self) -> NDArray[np.bool_]:
        """Whether a block stands between the subject and each candidate: shape (n,) or (1,)."""
        return _blocked_offers(self) if self.for_talent else _blocked_talents(self)


def pairing(snapshot: Snapshot, direction: Direction, *, subject: str) -> Pairing:
    """The subject and every row of the other kind, dead ones included.

    Raises ``KeyError`` when the subject is not in the snapshot.
    """
    for_talent = direction is Direction.OFFERS_FOR_TALENT
    ours = snapshot.talents if for_talent else snapshot.offers
    theirs = snapshot.offers if for_talent else snapshot.talents
    row = ours.row_of[subject]
    one, many = Rows(ours, slice(row, row + 1)), Rows(theirs, slice(0, len(theirs)))
    talents, offers = (one, many) if for_talent else (many, one)
    return Pairing(snapshot, direction, subject, talents, offers)


def _blocked_offers(pairing: Pairing) -> NDArray[np.bool_]:
    row_of = pairing.snapshot.organisations.row_of
    named = pairing.snapshot.blocked.get(pairing.subject, ())
    blocked = [row_of[organisation] for organisation in named if organisation in row_of]
    if not blocked:
        return np.zeros(1, dtype=np.bool_)
    found: NDArray[np.bool_] = np.isin(pairing.offers["organisation"], blocked)
    return found | np.isin(pairing.offers["partners"], blocked).any(axis=1)


def _blocked_talents(pairing: Pairing) -> NDArray[np.bool_]:
    """Few people block anybody, so that they are walked through, not all the candidates."""
    ids = pairing.snapshot.organisations.ids
    owners = {pairing.offers["organisation"][0], *pairing.offers["partners"][0]} - {-1}
    names = {ids[owner] for owner in owners}
    blocked = np.zeros(len(pairing.talents.columns), dtype=np.bool_)
    for talent, organisations in pairing.snapshot.blocked.items():
        row = pairing.talents.columns.row_of.get(talent)
        if row is not None and not names.isdisjoint(organisations):
            blocked[row] = True
    return blocked
