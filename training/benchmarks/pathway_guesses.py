"""Guesses of the next step: ours and its peers', learned from some rows, tried on the others."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.ranking import (
    Ladder,
    TakenPart,
    goal_columns,
    onwards,
    places_before,
    trodden,
    untrodden,
)
from training.benchmarks.pathway_years import Floats, Mask, Split
from training.town import Town

OURS = "samspil"
POPULARITY, VOCABULARY, MARKOV = "popularity", "vocabulary alone", "Markov, Witten-Bell"
PEERS = (POPULARITY, VOCABULARY, MARKOV)
TRUTH = "the truth"
_NEVER = 1e-12

Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Guessed:
    """For each method the log-loss and the share of hits among the best of one year."""

    rows: int
    log_loss: Mapping[str, float]
    hits: Mapping[str, float]


def guessed(split: Split, town: Town, ladder: Ladder, *, best: int) -> Guessed:
    """Learn from the rows of ``split.learned``, guess the others, each from where it was taken.

    Steps: 1. everybody's steps in order; 2. ways are counted of the learned rows alone; 3. every
    method guesses among the steps that the others hold, so that it need not know what is offered.
    """
    taken, asked = split.taken, ~split.learned
    place = places_before(taken.person, taken.step, start=ladder.start)
    truth = taken.step[asked]
    offered = np.isin(np.arange(ladder.start), truth)
    shares = {
        name: _shares(np.maximum(weights, _NEVER) * offered)
        for name, weights in _weights(split, town, ladder, place=place).items()
    }
    return Guessed(
        rows=len(truth),
        log_loss={name: _log_loss(chance, truth) for name, chance in shares.items()},
        hits={name: _hits(chance, truth, best) for name, chance in shares.items()},
    )


def _weights(split: Split, town: Town, ladder: Ladder, *, place: Whole) -> Mapping[str, Floats]:
    """Every method's weights of all steps for the rows that are guessed: (n, S)."""
    taken, asked = split.taken, ~split.learned
    band, roles, stood = taken.band[asked], taken.roles[asked], place[asked]
    learned = _some(taken, split.learned)
    likely = onwards(ladder, trodden(learned, ladder))
    everybody = onwards(ladder, trodden(learned, ladder, least=1))
    ours = likely.chances(stood, band, roles)
    goals = np.vstack([goal_columns(one.goals, ladder.words) for one in town.talents])
    nobody, none = onwards(ladder, untrodden(ladder)), np.full_like(roles, -1)
    popular = np.bincount(learned.step, minlength=ladder.start) + 1.0
    found = {
        OURS: ours,
        "samspil, without roles": likely.chances(stood, band, none),
        "samspil, with goals": ours * ladder.served(goals[taken.person[asked]]),
        "samspil, nobody counted": nobody.chances(stood, band, roles),
        "samspil, everybody counted": everybody.chances(stood, band, roles),
        POPULARITY: np.tile(popular, (len(stood), 1)),
        VOCABULARY: ladder.prior[band, stood],
        MARKOV: witten_bell(place[split.learned], learned.step, steps=ladder.start)[stood],
    }
    return found if split.truth is None else found | {TRUTH: split.truth[stood]}


def witten_bell(place: Whole, step: Whole, *, steps: int) -> Floats:
    """How likely each step is from each place: (steps + 1, steps).

    A way's count beside the step's popularity, which weighs as much as there are different ways
    from the place (Witten & Bell 1991, IEEE Trans. Inf. Theory 37(4), method C, interpolated).
    """
    counted = np.zeros((steps + 1, steps))
    np.add.at(counted, (place, step), 1)
    popular = (np.bincount(step, minlength=steps) + 1.0) / (len(step) + steps)
    kinds = (counted > 0).sum(axis=1, keepdims=True)
    whole = counted.sum(axis=1, keepdims=True) + kinds
    mixed: Floats = (counted + kinds * popular) / np.maximum(whole, 1)
    return np.where(whole > 0, mixed, popular)


def _some(taken: TakenPart, rows: Mask) -> TakenPart:
    return TakenPart(
        person=taken.person[rows],
        day=taken.day[rows],
        step=taken.step[rows],
        band=taken.band[rows],
        roles=taken.roles[rows],
    )


def _shares(weights: Floats) -> Floats:
    return weights / weights.sum(axis=1, keepdims=True)


def _log_loss(chance: Floats, truth: Whole) -> float:
    return float(-np.log(chance[np.arange(len(truth)), truth]).mean())


def _hits(chance: Floats, truth: Whole, best: int) -> float:
    first = np.argsort(-chance, axis=1, kind="stable")[:, :best]
    return float((first == truth[:, None]).any(axis=1).mean())
