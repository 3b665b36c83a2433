"""The pathway: which step people of the demo town take next, guessed from what was before."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from fixtures.town import REFERENCE_DAY, write
from fixtures.year import events
from matcher.domain import Event, EventKind
from matcher.ranking import Ladder, TakenPart, bands, chances, goal_columns, trodden, untrodden
from matcher.vocabulary import Vocabularies, load
from training.benchmarks.result import Figure, Result
from training.town import Town, read_town

OURS = "samspil"
PEERS = ("popularity", "vocabulary alone")
CAVEATS = (
    "The demo town is made up and so is its year: people are drawn to offers by fit and seats, not "
    "by what they did before. Only that little is to be found here; the figures say nothing of "
    "real ways.",
    "Every seed is another year of the same people and offers; errors are over years. Strengths "
    "were chosen on the seeds 1 to 6, which are not among these.",
    "'later': learned from the first 60 % of the days, guessed is the rest. The town offers other "
    "things in autumn than in spring, so that what was popular misleads. 'others': learned from "
    "one half of the people, guessed is the other. Aims are of 'later' alone.",
    "All guess among the steps that were taken in the part that is guessed, and know which.",
    "Ways that fewer than 5 people went are not counted by ours, as in the service; popularity "
    "counts everybody, which ours may not.",
    "A person's level band is that of today, in training and in test alike.",
    "The ladder that is shown also weighs what a step serves of the person's goals, and never "
    "leads down: it is advice and not this guess. 'with goals' shows what that weighing does.",
)
_TOOK_PART = frozenset({EventKind.ATTEND, EventKind.COMPLETE})

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """So many years; what began before the ``split`` quantile of days is learned from."""

    seeds: tuple[int, ...] = tuple(range(101, 107))
    split: float = 0.6
    best: int = 3


class Part(StrEnum):
    """What is guessed: the later steps of all, or all steps of others."""

    LATER = "later"
    OTHERS = "others"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Guessed:
    """For each method the log-loss and the share of hits among the best of one year."""

    rows: int
    log_loss: Mapping[str, float]
    hits: Mapping[str, float]


def run(_data: Path | None, console: Console, config: Config | None = None) -> Result:
    """Live the years, guess the steps of one part of each from the other, compare."""
    asked, words = config or Config(), load()
    town = _town(words)
    found: dict[Part, list[Guessed]] = {part: [] for part in Part}
    for seed in track(asked.seeds, description="years", console=console):
        taken = taken_part(town, words, seed)
        for part, learned in _parts(taken, seed, asked).items():
            found[part].append(guessed(taken, town, words, learned=learned, best=asked.best))
    for part, years in found.items():
        console.print(_table(part, years, asked))
    missed = _missed(found[Part.LATER])
    console.print(f"aims missed: {', '.join(missed)}" if missed else "every aim is met")
    figures: dict[str, Figure] = {part.value: _figures(found[part], asked) for part in Part}
    figures |= {"seeds": list(asked.seeds), "aims_missed": list(missed)}
    return Result(bench="pathway", ahead=not missed, figures=figures, caveats=CAVEATS)


def _parts(taken: TakenPart, seed: int, config: Config) -> dict[Part, NDArray[np.bool_]]:
    """Which rows are learned from."""
    half = np.random.default_rng(seed).random(int(taken.person.max()) + 1) < 0.5
    early = taken.day < np.quantile(taken.day, config.split)
    return {Part.LATER: early, Part.OTHERS: half[taken.person]}


def taken_part(town: Town, words: Vocabularies, seed: int) -> TakenPart:
    """Who took part in what in one year of the town; people are places in ``town.talents``."""
    made = events(
        town.talents,
        town.offers,
        organisations=town.organisations,
        words=words,
        today=REFERENCE_DAY,
        seed=seed,
    )
    return _columns(made, town, Ladder(words))


def guessed(
    taken: TakenPart, town: Town, words: Vocabularies, *, learned: NDArray[np.bool_], best: int
) -> Guessed:
    """Learn from the rows of ``learned``, guess the others, each from the place it was taken from.

    Steps: 1. everybody's steps in order; 2. ways are counted of the learned rows alone; 3. every
    method guesses among the steps that the others hold, so that it need not know what is offered.
    """
    ladder = Ladder(words)
    order = np.lexsort((taken.step, taken.day, taken.person))
    person, day, step, band = (
        column[order] for column in (taken.person, taken.day, taken.step, taken.band)
    )
    seen = learned[order]
    place = np.full(len(person), ladder.start)
    same = person[1:] == person[:-1]
    place[1:][same] = step[:-1][same]
    known = trodden(
        TakenPart(person=person[seen], day=day[seen], step=step[seen], band=band[seen]), ladder
    )
    asked, truth = person[~seen], step[~seen]
    goals = np.vstack([goal_columns(one.goals, words) for one in town.talents])[asked]
    popular = np.bincount(step[seen], minlength=ladder.start) + 1.0
    at = (band[~seen], place[~seen])
    ours = chances(ladder, known)[at]
    methods = {
        OURS: ours,
        "samspil, with goals": ours * ladder.served(goals),
        "samspil, nobody counted": chances(ladder, untrodden(ladder))[at],
        "popularity": np.tile(popular, (len(truth), 1)),
        "vocabulary alone": ladder.prior[at],
    }
    offered = np.isin(np.arange(ladder.start), truth)
    shares = {name: _shares(weights * offered) for name, weights in methods.items()}
    return Guessed(
        rows=len(truth),
        log_loss={name: _log_loss(chance, truth) for name, chance in shares.items()},
        hits={name: _hits(chance, truth, best) for name, chance in shares.items()},
    )


def _town(words: Vocabularies) -> Town:
    with TemporaryDirectory(prefix="samspil-town-") as folder:
        write(Path(folder), REFERENCE_DAY)
        return read_town(Path(folder), words, today=REFERENCE_DAY, graded=False)


def _columns(made: tuple[Event, ...], town: Town, ladder: Ladder) -> TakenPart:
    offers = {offer.id: offer for offer in town.offers}
    people = {talent.id: place for place, talent in enumerate(town.talents)}
    pairs = sorted({(one.talent, one.offer) for one in made if one.kind in _TOOK_PART})
    rows = [
        (people[talent], offer.start_date.toordinal(), number)
        for talent, offer in ((talent, offers[key]) for talent, key in pairs)
        if offer.start_date and (number := ladder.number(offer.reach, offer.kind)) is not None
    ]
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    levels = np.array([talent.level or 0 for talent in town.talents], dtype=np.float64)
    person = table[:, 0]
    return TakenPart(person=person, day=table[:, 1], step=table[:, 2], band=bands(levels)[person])


def _shares(weights: Floats) -> Floats:
    return weights / weights.sum(axis=1, keepdims=True)


def _log_loss(chance: Floats, truth: NDArray[np.int64]) -> float:
    return float(-np.log(chance[np.arange(len(truth)), truth]).mean())


def _hits(chance: Floats, truth: NDArray[np.int64], best: int) -> float:
    first = np.argsort(-chance, axis=1, kind="stable")[:, :best]
    return float((first == truth[:, None]).any(axis=1).mean())


def _lead(years: list[Guessed], peer: str) -> tuple[list[float], list[float]]:
    """By year how much better ours is: less loss, more hits."""
    loss = [one.log_loss[peer] - one.log_loss[OURS] for one in years]
    return loss, [one.hits[OURS] - one.hits[peer] for one in years]


def _missed(years: list[Guessed]) -> list[str]:
    """Peers that ours does not lead in both, beyond two standard errors over the years."""
    return [
        f"{what} against {peer}"
        for peer in PEERS
        for what, lead in zip(("log-loss", "hit"), _lead(years, peer), strict=True)
        if np.mean(lead) <= 2 * _error(lead)
    ]


def _error(values: list[float]) -> float:
    return float(np.std(values, ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0


def _table(part: Part, years: list[Guessed], config: Config) -> Table:
    rows = sum(one.rows for one in years)
    table = Table(
        "guess",
        "log-loss",
        "±",
        f"hit@{config.best}",
        "±",
        title=f"{part}: the next of {rows} steps",
    )
    for name in years[0].log_loss:
        loss, hit = [one.log_loss[name] for one in years], [one.hits[name] for one in years]
        figures = (np.mean(loss), _error(loss), np.mean(hit), _error(hit))
        table.add_row(name, *(f"{figure:.3f}" for figure in figures))
    return table


def _figures(years: list[Guessed], config: Config) -> dict[str, Figure]:
    figures: dict[str, Figure] = {"steps": sum(one.rows for one in years)}
    for name in years[0].log_loss:
        loss, hit = [one.log_loss[name] for one in years], [one.hits[name] for one in years]
        figures[name] = {
            "log_loss": round(float(np.mean(loss)), 4),
            "log_loss_error": round(_error(loss), 4),
            f"hit@{config.best}": round(float(np.mean(hit)), 4),
            f"hit@{config.best}_error": round(_error(hit), 4),
        }
    return figures
