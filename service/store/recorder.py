"""The recorder: the slates of many requests, made durable by one commit."""

import logging
from asyncio import AbstractEventLoop, Future, get_running_loop
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Condition, Thread
from time import perf_counter
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, StatementError

from matcher.domain import Problem, Slate
from service.store import slates
from service.store.engine import appending
from service.store.refusal import StoreBusy, StoreRefused

LARGEST_BATCH = 128

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one commit carried: how many slates, and seconds: the longest wait, the commit."""

    size: int
    waited_s: float
    commit_s: float


class Recorder:
    """Group commit: one thread writes all slates that wait, in one transaction.

    While one batch is on its way to the disk the next one gathers, so that the cost of a commit is
    shared by as many as there are. Make one in each process, after any fork, and close it.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        capacity: int = 1024,
        observe: Callable[[Batch], None] = lambda _: None,
    ) -> None:
        """``capacity`` is how many slates may wait; ``observe`` is told of each batch."""
        self._engine = engine
        self._capacity = capacity
        self._observe = observe
        self._queue: deque[_Waiting] = deque()
        self._changed = Condition()
        self._closed = False
        self._thread = Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    async def record(self, slate: Slate) -> None:
        """Return when the slate is durably committed.

        Raises ``StoreBusy`` when ``capacity`` slates wait already, the recorder is closed, or the
        database is locked for too long; ``StoreRefused`` when this one slate cannot be stored.
        """
        loop = get_running_loop()
        waiting = _Waiting(slate, loop.create_future(), loop, perf_counter())
        with self._changed:
            if self._closed or len(self._queue) >= self._capacity:
                raise StoreBusy(Problem("recorder_full", {"waiting": len(self._queue)}))
            self._queue.append(waiting)
            self._changed.notify()
        await waiting.done

    def close(self) -> None:
        """Write what waits, then stop; later slates are refused."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self) -> None:
        while batch := self._take():
            taken = perf_counter()
            outcomes = self._write([waiting.slate for waiting in batch])
            _answer(batch, outcomes)
            waited, took = taken - batch[0].since, perf_counter() - taken
            self._tell(Batch(size=len(batch), waited_s=waited, commit_s=took))

    def _take(self) -> list["_Waiting"]:
        """The slates that wait, oldest first; none only when closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._closed)
            size = min(len(self._queue), LARGEST_BATCH)
            return [self._queue.popleft() for _ in range(size)]

    def _tell(self, batch: Batch) -> None:
        """Whoever observes may fail; the recording goes on."""
        try:
            self._observe(batch)
        except Exception:
            _LOG.exception("the observer of the recorder failed")

    def _write(self, batch: Sequence[Slate]) -> list[Exception | None]:
        """For each slate what went wrong; one bad slate fails alone."""
        try:
            with appending(self._engine) as session:
                slates.add_many(session, batch)
        # Whatever it is, somebody waits for the answer, and this thread must live on.
        except Exception as error:
            if len(batch) == 1 or not _is_of_one_slate(error):
                return [_problem(error, slate) for slate in batch]
            return [outcome for slate in batch for outcome in self._write([slate])]
        return [None] * len(batch)


@dataclass(frozen=True, slots=True)
class _Waiting:
    slate: Slate
    done: "Future[None]"
    loop: AbstractEventLoop
    since: float


def _is_of_one_slate(error: Exception) -> bool:
    """A locked or a lost database is nobody's fault, and trying each alone would only add to it."""
    return not isinstance(error, OperationalError | StoreBusy)


def _problem(error: Exception, slate: Slate) -> Exception:
    """A bare ``StatementError`` is a value that never reached the driver."""
    if isinstance(error, IntegrityError):
        return StoreRefused(Problem("slate_exists", {"slate": slate.id}))
    if isinstance(error, DataError | OverflowError) or type(error) is StatementError:
        return StoreRefused(Problem("slate_not_storable", {"slate": slate.id}))
    return error


def _answer(batch: Sequence[_Waiting], outcomes: Sequence[Exception | None]) -> None:
    """Wake each event loop once, however many of its requests were in the batch."""
    answers: dict[AbstractEventLoop, list[tuple[Future[None], Exception | None]]] = {}
    for waiting, outcome in zip(batch, outcomes, strict=True):
        answers.setdefault(waiting.loop, []).append((waiting.done, outcome))
    for loop, own in answers.items():
        # A loop that has closed has nobody left to hear it.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, own)


def _settle(answers: Sequence[tuple["Future[None]", Exception | None]]) -> None:
    for done, outcome in answers:
        if done.done():
            continue
        if outcome is None:
            done.set_result(None)
        else:
            done.set_exception(outcome)
