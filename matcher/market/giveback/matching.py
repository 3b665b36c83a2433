"""Matching: who is suggested which slot at home, and with whom, for all open give-backs at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.domain import OfferId
from matcher.market.giveback.acts import Program, program_of
from matcher.market.giveback.party import Owed, Slot
from matcher.market.giveback.suitability import Rules, Suitability, suitability
from matcher.market.programme import Numbers, Rows, Solver
from matcher.vocabulary import Vocabularies

_NO_END = float("inf")
# Objectives count in whole numbers, so that half of one keeps what the stage before has found.
_STEP = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingTerms:
    """What a matching values, in the unit of the fit (0..1).

    ``company`` is worth so much for everybody of an act beyond the first; a suggestion that is
    moved or taken away ``move_cost``, so that a rerun changes what is better by more. Only each
    person's ``widest`` best slots are weighed, which bounds the program; ``groups`` false treats
    everybody alone. A search that is not through after ``most_nodes`` steps ends with the best it
    has found, so that no evening of many equal slots holds a run up; the distance, which only
    parts equals, may miss its least by ``distance_gap`` of it.
    """

    company: float = 0.2
    move_cost: float = 0.25
    widest: int = 24
    groups: bool = True
    most_nodes: int = 500
    distance_gap: float = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """One give-back in one slot; ``company`` are the others of the act, by their give-backs."""

    owed: Owed
    slot: Slot
    row: int
    column: int
    company: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Matching:
    """Everybody who can be placed is; ``unplaced`` are rows of ``suitability`` without a slot.

    ``proved`` says that nothing better exists, nor anything nearer by more than ``distance_gap``;
    false where the search was cut short.
    """

    placements: tuple[Placement, ...]
    unplaced: tuple[int, ...]
    suitability: Suitability
    proved: bool = True


def match_home(
    owed: Sequence[Owed],
    slots: Sequence[Slot],
    *,
    rules: Rules,
    words: Vocabularies,
    terms: MatchingTerms | None = None,
) -> Matching:
    """The best matching of the open give-backs of one municipality with its slots.

    1. Who suits which slot is asked of all pairs at once (``suitability``, with ``rules`` from
       ``rules_between``).
    2. An integer program has a variable for each pair that suits. Each give-back gets at most one
       slot, each slot no more than its free seats, nobody two things on a day. Who cannot be an act
       alone, or plays what the slot does not seek, comes only with somebody of the same cohort who
       can and does. Groups need not be listed: an act is whoever of a cohort shares a slot, and one
       variable per act counts its first member (0), so that every other is worth ``company``.
    3. Solved three times in lexicographic order (HiGHS): as many give-backs as possible; then fit,
       company and what stands already, both optimal; then the distance, within ``distance_gap``.

    Raises ``SolverFailed``.
    """
    chosen = terms or MatchingTerms()
    parties = owed if chosen.groups else [_alone(one) for one in owed]
    found = suitability(parties, slots, rules=rules, words=words)
    if not owed or not slots:
        return Matching(placements=(), unplaced=tuple(range(len(owed))), suitability=found)
    program = program_of(parties, slots, found, words=words, widest=chosen.widest)
    taken, proved = _solved(program, parties, slots, found, chosen)
    pairs = [(int(program.rows[k]), int(program.columns[k])) for k in taken]
    return replace(_matching(parties, slots, found, pairs), proved=proved)


def _alone(one: Owed) -> Owed:
    return replace(one, talent=replace(one.talent, joins_give_back=False))


def _solved(
    program: Program,
    owed: Sequence[Owed],
    slots: Sequence[Slot],
    found: Suitability,
    terms: MatchingTerms,
) -> tuple[list[int], bool]:
    """The pairs that are taken, and whether that was proved best."""
    pairs, acts = len(program.rows), len(program.acts)
    if not pairs:
        return [], True
    stages = _stages(program, owed, slots, found, terms)
    upper = np.ones(pairs + acts)
    solver = Solver(
        _matrix(program, stages),
        np.zeros(pairs + acts),
        upper,
        n_whole=pairs,
        most_nodes=terms.most_nodes,
    )
    bounds, values = solver.bounds(), np.zeros(pairs + acts)
    for place, stage in enumerate(stages):
        last = place == len(stages) - 1
        gap = terms.distance_gap if last else 0.0
        solution = solver.solve(stage, bounds=bounds, start=values, gap=gap)
        if solution is None:  # Of rounding: the stage before has found one that will do.
            break
        values = solution.values
        bounds.row_lower[len(program.entries) + place] = solution.objective - _STEP
    return np.flatnonzero(values[:pairs] > 0.5).tolist(), solver.cut_short == 0


def _stages(
    program: Program,
    owed: Sequence[Owed],
    slots: Sequence[Slot],
    found: Suitability,
    terms: MatchingTerms,
) -> list[Numbers]:
    """The objectives in their order; in hundredths and whole km, so that equals are equal."""
    rows, columns = program.rows, program.columns
    pairs = len(rows)
    current = [owed[r].current for r in rows.tolist()]
    offers = [slots[c].offer.id for c in columns.tolist()]
    kept = np.array([a == b for a, b in zip(current, offers, strict=True)])
    placed, value, near = (np.zeros(pairs + len(program.acts)) for _ in range(3))
    placed[:pairs] = 1
    value[:pairs] = np.rint(100 * found.fit[rows, columns])
    value[:pairs] += 100 * terms.move_cost * kept
    for place, (act, joined) in enumerate(zip(program.acts, program.joined, strict=True)):
        value[act] += 100 * terms.company
        value[pairs + place] = 0 if joined else -100 * terms.company
    near[:pairs] = -np.rint(np.nan_to_num(found.km[rows, columns]))
    return [placed, np.rint(value), near]


def _matrix(program: Program, stages: Sequence[Numbers]) -> Rows:
    every = [row for row, _ in program.entries]
    every += [{int(k): float(stage[k]) for k in np.flatnonzero(stage)} for stage in stages]
    sizes = [len(row) for row in every]
    most = [most for _, most in program.entries] + [_NO_END] * len(stages)
    return Rows(
        starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32),
        columns=np.array([k for row in every for k in row], dtype=np.int32),
        values=np.array([v for row in every for v in row.values()], dtype=np.float64),
        lower=np.full(len(every), -_NO_END),
        upper=np.array(most, dtype=np.float64),
    )


def _matching(
    owed: Sequence[Owed],
    slots: Sequence[Slot],
    found: Suitability,
    taken: Sequence[tuple[int, int]],
) -> Matching:
    acts: dict[tuple[OfferId | None, int], list[str]] = defaultdict(list)
    for row, column in taken:
        acts[owed[row].cohort if owed[row].together else None, column].append(owed[row].id)
    placements = tuple(
        Placement(
            owed=owed[row],
            slot=slots[column],
            row=row,
            column=column,
            company=_company(owed[row], acts, column),
        )
        for row, column in taken
    )
    left = sorted(set(range(len(owed))) - {row for row, _ in taken})
    return Matching(placements=placements, unplaced=tuple(left), suitability=found)


def _company(
    one: Owed, acts: Mapping[tuple[OfferId | None, int], Sequence[str]], column: int
) -> tuple[str, ...]:
    if not one.together:
        return ()
    return tuple(other for other in acts[one.cohort, column] if other != one.id)
