"""The acts that could be: who could be where with whom, as variables and rows that bind them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.market.giveback.party import LARGEST_ACT, Owed, Promise, Slot
from matcher.market.giveback.standing import standing
from matcher.market.giveback.suitability import Suitability
from matcher.vocabulary import Vocabularies


@dataclass(slots=True)
class Program:
    """The variables: one for each pair that suits, then one for each act that could be.

    ``rows`` and ``columns`` are the pairs' give-backs and slots, ``acts`` the pairs of each act,
    ``joined`` says which acts have promised members already, ``entries`` are rows with their most.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    acts: list[list[int]]
    joined: list[bool]
    entries: list[tuple[dict[int, float], float]] = field(default_factory=list)

    def at_most(self, row: dict[int, float], most: float) -> None:
        """Add a row: variables with what each counts there."""
        self.entries.append((row, most))


def program_of(
    owed: Sequence[Owed],
    slots: Sequence[Slot],
    found: Suitability,
    *,
    words: Vocabularies,
    widest: int,
) -> Program:
    """The program without its objectives; of everybody the ``widest`` best slots are in it.

    1. Each give-back gets at most one slot, each slot no more than its free seats.
    2. Who has several give-backs goes nowhere twice, nor to two things on a day.
    3. Of each act somebody can carry it, and plays what is sought (``_act_rows``).
    """
    rows, columns = np.nonzero(_weighed(owed, slots, found, widest))
    acts, promised = _acts(owed, slots, rows, columns)
    program = Program(rows, columns, acts, [bool(one) for one in promised])
    sizes = [one.party for one in owed]
    for some in _grouped(rows):
        program.at_most(dict.fromkeys(some, 1.0), 1)
    for some in _grouped(columns):
        column = int(columns[some[0]])
        free = slots[column].free
        if free is not None:
            program.at_most({k: float(sizes[rows[k]]) for k in some}, free)
    _no_clashes(program, owed, slots)
    for number, promises in enumerate(promised):
        _act_rows(program, number, promises, slots, found, words=words)
    return program


def _weighed(
    owed: Sequence[Owed], slots: Sequence[Slot], found: Suitability, widest: int
) -> NDArray[np.bool_]:
    """The pairs that suit, of everybody the ``widest`` best; what is suggested now stays in."""
    suits = found.suits
    value = np.where(suits, found.fit, -1)
    place = {slot.offer.id: number for number, slot in enumerate(slots)}
    for row, one in enumerate(owed):
        if one.current in place and suits[row, place[one.current]]:
            value[row, place[one.current]] = 2
    if value.shape[1] > widest:
        worst = np.argpartition(-value, widest, axis=1)[:, widest:]
        np.put_along_axis(suits, worst, values=False, axis=1)
    return suits


def _acts(
    owed: Sequence[Owed],
    slots: Sequence[Slot],
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
) -> tuple[list[list[int]], list[list[Promise]]]:
    """The pairs of each act, and who of it has promised already; who has not opted in is alone."""
    cells: dict[tuple[str, int], list[int]] = defaultdict(list)
    for k, (row, column) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
        one = owed[row]
        cells[one.cohort if one.together else f"/{one.id}", column].append(k)
    standing = [
        [p for p in slots[column].promises if p.together and p.cohort == cohort]
        for cohort, column in cells
    ]
    return list(cells.values()), standing


def _act_rows(
    program: Program,
    number: int,
    promises: Sequence[Promise],
    slots: Sequence[Slot],
    found: Suitability,
    *,
    words: Vocabularies,
) -> None:
    """Somebody must be able to carry the act, and somebody must play what is sought."""
    rows, columns, act = program.rows, program.columns, program.acts[number]
    slot = slots[int(columns[act[0]])]
    for k in act:
        program.at_most({k: 1.0, len(rows) + number: -1.0}, 0)
    carried, met = standing(promises, slot, words)
    for has, enough in ((found.carries, carried), (found.sought, met)):
        if enough:
            continue
        able = {k: -1.0 for k in act if has[rows[k], columns[k]]}
        for k in act:
            if k not in able:
                program.at_most({k: 1.0, **able}, 0)
    if slot.free is None:
        program.at_most(dict.fromkeys(act, 1.0), max(LARGEST_ACT - len(promises), 0))


def _no_clashes(program: Program, owed: Sequence[Owed], slots: Sequence[Slot]) -> None:
    """Who has several give-backs goes to no slot twice, and nowhere twice on a day."""
    several = defaultdict(list)
    for k, row in enumerate(program.rows.tolist()):
        several[owed[row].talent.id].append(k)
    for mine in several.values():
        if len({int(program.rows[k]) for k in mine}) < 2:
            continue
        shared: dict[object, list[int]] = defaultdict(list)
        for k in mine:
            column = int(program.columns[k])
            for what in (column, *slots[column].days):
                shared[what].append(k)
        for some in shared.values():
            program.at_most(dict.fromkeys(some, 1.0), 1)


def _grouped(numbers: NDArray[np.intp]) -> Iterable[list[int]]:
    """The places of equal numbers."""
    found: dict[int, list[int]] = defaultdict(list)
    for k, number in enumerate(numbers.tolist()):
        found[number].append(k)
    return found.values()
