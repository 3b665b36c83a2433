"""The bench of peers: both ways live the same days, and nobody is asked twice."""

import io

import numpy as np
from rich.console import Console

from training.benchmarks import meeting

SMALL = meeting.Config(seeds=(1,), people=40, days=4, looks=0.5)


def test_the_bench_tells_every_measure_of_both_ways() -> None:
    result = meeting.run(None, Console(file=io.StringIO(), width=120), SMALL)
    for way in (meeting.WITH, meeting.WITHOUT):
        told = result.figures[way]
        assert isinstance(told, dict)
        assert set(told) == set(meeting.MEASURES)


def test_the_oldest_asks_are_answered_first_and_as_many_as_there_is_time_for() -> None:
    lived = meeting.Lived(exposure=np.zeros(4))
    sure = meeting.Wanting((), np.ones((4, 4)), np.zeros((4, 4)))
    for asker in (1, 2, 3):
        meeting._ask(lived, sure, asker, [0], day=asker, most=2)
    meeting._answer(lived, sure, 0, day=5, most=2)
    assert lived.connected == [(1, 0), (2, 0)]
    assert lived.measures()["unanswered"] == 1
    assert lived.waited == [4, 3]
