"""An errand: something a thread is sent for, while whoever sent it goes on and looks now and then
whether it is back."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

from matcher.domain import MatcherError
from matcher.vocabulary import Language
from service.i18n import say

_ERRORS = logging.getLogger("samspil.errors")

Found = TypeVar("Found")


class Errand(Generic[Found]):
    """One thread, sent for one thing at a time; ``failure`` is what the log says if it fails."""

    def __init__(self, name: str, *, failure: str) -> None:
        self._failure = failure
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._sent: Future[Found] | None = None

    @property
    def running(self) -> bool:
        """Whether it was sent and has not been asked yet what it found."""
        return self._sent is not None

    @property
    def done(self) -> bool:
        """Whether it is back."""
        return self._sent is not None and self._sent.done()

    def begin(self, job: Callable[[], Found]) -> None:
        """Send the thread."""
        self._sent = self._pool.submit(job)

    def result(self) -> Found | None:
        """What it found, once; none while it is away, and none when it failed: the log says why."""
        if self._sent is None or not self._sent.done():
            return None
        sent, self._sent = self._sent, None
        try:
            return sent.result()
        except MatcherError as error:
            said = say(error.problem.code, error.problem.params, lang=Language.EN)
            _ERRORS.error("%s: %s", self._failure, said)
        # Whatever it met, the process must live on.
        except Exception:
            _ERRORS.exception(self._failure)
        return None

    def close(self) -> None:
        """Wait until the thread has ended."""
        self._pool.shutdown(cancel_futures=True)
