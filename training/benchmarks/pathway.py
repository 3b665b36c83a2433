"""The pathway: which step people of the demo town take next, guessed from what was before."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from matcher.ranking import Ladder
from matcher.vocabulary import load
from training.benchmarks.pathway_guesses import OURS, PEERS, Guessed, guessed
from training.benchmarks.pathway_years import Part, demo_town, splits
from training.benchmarks.result import Figure, Result

CHOSEN_ON = tuple(range(1, 13))
"""Years on which the strengths of ours were chosen, with three before each."""

CAVEATS = (
    "The demo town is made up and so is its year: people are drawn to offers by fit and seats, not "
    "by what they did before. What there is to be found of ways is that offers follow one another "
    "through the year, and who goes where; the figures say nothing of real ways.",
    "Every seed is another year of the same people and offers; errors are over years, of leads "
    f"paired by year. Strengths were chosen on the seeds {CHOSEN_ON[0]} to {CHOSEN_ON[-1]} and "
    "their past; none of those years is among these or their past.",
    "'later': learned from the first 60 % of the days, guessed is the rest. Of eighteen kinds of "
    "steps two or three are in both, and people take two steps a year: counts tell next to "
    "nothing there, and what is tried is the vocabulary, and that popularity is not believed.",
    "'others': learned from one half of the people, guessed is the other. 'next year': learned "
    "from three years of the same people, guessed is the one after; that is where the service is "
    "after some time.",
    "'planted': as 'next year', but everybody goes ways that were drawn at random. It is the "
    "control: whoever counts ways must find them there. 'the truth' knows them.",
    "All guess among the steps that were taken in the part that is guessed, and know which.",
    "Of ways that fewer than 5 people went ours knows only how many people that were in all, as in "
    "the service; popularity and Markov count everybody, which ours may not: 'everybody counted' "
    "shows what that costs.",
    "A person's level band and roles are those of today, in training and in test alike.",
    "The ladder that is shown also weighs what a step serves of the person's goals, and never "
    "leads down: it is advice and not this guess. 'with goals' shows what that weighing does.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """So many years; what began before the ``split`` quantile of days is learned from, and so are
    ``before`` years where the one after them is guessed."""

    seeds: tuple[int, ...] = tuple(range(2001, 2011))
    split: float = 0.6
    before: int = 3
    best: int = 3


def run(_data: Path | None, console: Console, config: Config | None = None) -> Result:
    """Live the years, guess the steps of one part of each from the other, compare."""
    asked, words = config or Config(), load()
    town, ladder = demo_town(words), Ladder(words)
    found: dict[Part, list[Guessed]] = {part: [] for part in Part}
    for seed in track(asked.seeds, description="years", console=console):
        for part, split in splits(town, words, seed, before=asked.before, early=asked.split):
            found[part].append(guessed(split, town, ladder, best=asked.best))
    for part, years in found.items():
        console.print(_table(part, years, asked))
    missed = [f"{part}: {aim}" for part, years in found.items() for aim in missed_aims(years)]
    console.print(f"aims missed: {'; '.join(missed)}" if missed else "every aim is met")
    figures: dict[str, Figure] = {part.value: _figures(found[part], asked) for part in Part}
    figures |= {"seeds": list(asked.seeds), "aims_missed": list(missed)}
    return Result(bench="pathway", ahead=not missed, figures=figures, caveats=CAVEATS)


def missed_aims(years: list[Guessed]) -> list[str]:
    """Peers that ours does not lead in both, beyond two standard errors over the years."""
    return [
        f"{what} against {peer}"
        for peer in PEERS
        for what, lead in zip(("log-loss", "hit"), _lead(years, peer), strict=True)
        if np.mean(lead) <= 2 * _error(lead)
    ]


def _lead(years: list[Guessed], peer: str) -> tuple[list[float], list[float]]:
    """By year how much better ours is: less loss, more hits."""
    loss = [one.log_loss[peer] - one.log_loss[OURS] for one in years]
    return loss, [one.hits[OURS] - one.hits[peer] for one in years]


def _error(values: list[float]) -> float:
    """The standard error of the mean; of one year nothing is known, and no aim is met."""
    return float(np.std(values, ddof=1) / np.sqrt(len(values))) if len(values) > 1 else np.inf


def _table(part: Part, years: list[Guessed], config: Config) -> Table:
    rows = sum(one.rows for one in years)
    heads = ("guess", "log-loss", "±", f"hit@{config.best}", "±")
    table = Table(*heads, title=f"{part}: the next of {rows} steps")
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
            "log_loss_error": _rounded(_error(loss)),
            f"hit@{config.best}": round(float(np.mean(hit)), 4),
            f"hit@{config.best}_error": _rounded(_error(hit)),
        }
    figures["leads"] = {
        peer: {
            what: {"mean": round(float(np.mean(lead)), 4), "error": _rounded(_error(lead))}
            for what, lead in zip(("log_loss", "hit"), _lead(years, peer), strict=True)
        }
        for peer in PEERS
    }
    return figures


def _rounded(error: float) -> float | None:
    return round(error, 4) if np.isfinite(error) else None
