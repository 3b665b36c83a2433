"""The bench of pathways: it runs, and compares like with like."""

import io

import numpy as np
from rich.console import Console

from matcher.ranking import Ladder
from matcher.vocabulary import load
from training.benchmarks import pathway

SMALL = pathway.Config(seeds=(1,))


def _run() -> str:
    result = pathway.run(None, Console(file=io.StringIO(), width=120), SMALL)
    return result.line()


def test_the_bench_tells_both_parts_of_every_method() -> None:
    told = _run()
    assert all(name in told for name in ("later", "others", "log_loss", "vocabulary alone"))


def test_guesses_are_shares_of_the_steps_that_were_taken() -> None:
    words = load()
    town = pathway._town(words)
    taken = pathway.taken_part(town, words, seed=1)
    assert ((taken.step >= 0) & (taken.step < Ladder(words).start)).all()
    everything = np.zeros(len(taken), dtype=np.bool_)
    everything[: len(taken) // 2] = True
    found = pathway.guessed(taken, town, words, learned=everything, best=33)
    assert set(found.hits.values()) == {1.0}
