"""A crew: the lists of one day, made side by side in processes that know the morning's state."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection

from matcher.domain import Slate

_TOO_FEW = 40
_Lists = list[Slate]


def in_parallel(make: Sequence[Callable[[], Slate]], *, processes: int) -> _Lists:
    """What each of ``make`` gives, in their order; as many processes as that are forked off.

    Nothing that is made may change anything. Slates come back without their reasons and
    contributions, which nobody in a simulated world reads. Raises ``ChildProcessError``.
    """
    if processes < 2 or len(make) < _TOO_FEW:
        return [one() for one in make]
    context = get_context("fork")
    made: list[_Lists] = []
    crew = []
    for first in range(processes):
        ours, theirs = context.Pipe(duplex=False)
        worker = context.Process(target=_made, args=(make[first::processes], theirs), daemon=True)
        worker.start()
        theirs.close()
        crew.append((worker, ours))
    for worker, ours in crew:
        made.append(_heard(ours))
        worker.join()
    return [made[place % processes][place // processes] for place in range(len(make))]


def _made(make: Sequence[Callable[[], Slate]], to: Connection) -> None:
    to.send([_bare(one()) for one in make])
    to.close()


def _heard(worker: Connection) -> _Lists:
    try:
        lists: _Lists = worker.recv()
    except EOFError as ended:
        raise ChildProcessError("a process that made lists has ended early") from ended
    return lists


def _bare(slate: Slate) -> Slate:
    items = (replace(item, contributions={}, reasons=(), notes=()) for item in slate.items)
    return replace(slate, items=tuple(items))
