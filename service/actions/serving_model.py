"""The serving model: the one that the registry names, taken over by every request that follows."""

import asyncio
import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

from matcher.domain import MatcherError
from matcher.features import Snapshot
from matcher.features.adoption import Adoption
from matcher.ranking import GlassBox, Recommender
from matcher.ranking.artefact import Artefact, load_folder
from matcher.ranking.drift import ReferenceRefused, load_reference
from matcher.vocabulary import Language
from service.actions.drift_watch import Drift, DriftWatch
from service.i18n import say

POINTER = "serving.json"
REFERENCE = "reference.json"
AGAIN_SECONDS = 30.0
"""So long after a refusal the same is tried again: a folder may be on its way still."""
_LOG = logging.getLogger("samspil.models")
_SERVES = "the model %s serves from now on"
_MISSING = (
    "SAMSPIL_MODELS names %s, which is no folder: the model %s serves until it is one. Correct the "
    "setting and start again, or make the folder: what it then names serves without a restart"
)
_HASH = re.compile(r"[0-9a-f]{8,64}")

_Stamp = tuple[int, int, int]


class ModelsFolder(StrEnum):
    """Whether there is a folder that models come from: it is not set, found, or missing."""

    NONE = "none"
    FOUND = "found"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelNews:
    """Who hears that a model serves (by its hash), that one was refused, and how far it drifts."""

    served: Callable[[str], None] = lambda _: None
    refused: Callable[[], None] = lambda: None
    drifted: Callable[[Drift], None] = lambda _: None


class Change(Protocol):
    """What goes with a model, on its way into the snapshot.

    It is begun, completed or given up by the event loop's thread, and built by another.
    """

    def build(self) -> None:
        """Make everything ready, on copies; the work goes on meanwhile."""

    def complete(self) -> None:
        """Let it count: at once and wholly, or, when it raises, not at all."""

    def abandon(self) -> None:
        """It is over; nothing more happens where it was completed."""


@dataclass(frozen=True, eq=False, slots=True)
class Adopting:
    """The change of a snapshot to another behaviour."""

    snapshot: Snapshot
    adoption: Adoption

    def build(self) -> None:
        """Make all vectors beside those in use."""
        self.adoption.build()

    def complete(self) -> None:
        """Let them count."""
        self.snapshot.complete_adoption(self.adoption)

    def abandon(self) -> None:
        """Note for it no longer."""
        self.snapshot.abandon_adoption(self.adoption)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ModelSource:
    """Where models come from: the registry's ``folder``, if there is one, and the ``first``, which
    serves until the registry names another. ``make`` wraps a model, ``begin`` starts to hand what
    goes with it to the snapshot."""

    first: Artefact
    make: Callable[[GlassBox], Recommender]
    begin: Callable[[Artefact], Change]
    folder: Path | None = None


class ServingModel:
    """The model of one process, by which it ranks.

    It belongs to the event loop's thread: whoever awaits ``refresh`` and then ranks without
    awaiting anything else uses the model that the registry named when the request came. A request
    that is being answered goes on with the model that it began with. What cannot be served is
    refused, and the one before goes on, with all that goes with it; it is tried again when it is
    named again, and after ``AGAIN_SECONDS`` of ``clock``. What is wrong with it is told once.
    """

    def __init__(
        self,
        source: ModelSource,
        *,
        news: ModelNews | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._source = source
        self._news = news or ModelNews()
        self._clock = clock
        self._turn = asyncio.Lock()
        self._seen: _Stamp | None = None
        self._refusal: _Refusal | None = None
        with self._changing(_Loaded(source.first, None)) as change:
            change.build()

    @property
    def hash(self) -> str:
        """The model's."""
        return self.recommender.model.hash

    @property
    def registry(self) -> ModelsFolder:
        """Whether the folder that models come from is there, now."""
        if self._source.folder is None:
            return ModelsFolder.NONE
        try:
            found = self._source.folder.is_dir()
        except OSError:
            found = False
        return ModelsFolder.FOUND if found else ModelsFolder.MISSING

    def start(self) -> None:
        """Begin with what the registry names, before anybody asks."""
        if self.registry is ModelsFolder.MISSING:
            _LOG.error(_MISSING, self._source.folder, self.hash)
        stamp = self._stamp()
        if stamp is None:
            return
        with self._taking(stamp):
            found = self._load()
            if self._is_new(found):
                with self._changing(found) as change:
                    change.build()
                _LOG.info(_SERVES, self.hash)

    async def refresh(self) -> None:
        """Take over what the registry names now; at once when it is the same.

        Reading and building take their time in a thread. Whoever asks in between waits, and
        nobody else does; for what was refused before nobody waits but the one who tries it again.
        """
        stamp = self._stamp()
        if stamp == self._seen and (self._turn.locked() or not self._is_time()):
            return
        async with self._turn:
            # Read before the file is: what is written meanwhile is noticed by the next request.
            stamp = self._stamp()
            if stamp == self._seen and not self._is_time():
                return
            with self._taking(stamp):
                found = await asyncio.to_thread(self._load)
                if self._is_new(found):
                    with self._changing(found) as change:
                        await asyncio.to_thread(change.build)
                    _LOG.info(_SERVES, self.hash)

    def _stamp(self) -> _Stamp | None:
        """What changes when the pointer is replaced; ``None`` where there is none."""
        if self._source.folder is None:
            return None
        try:
            found = (self._source.folder / POINTER).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size

    def _is_time(self) -> bool:
        """Whether what was refused is to be tried again."""
        return self._refusal is not None and self._clock() >= self._refusal.again

    @contextmanager
    def _taking(self, stamp: _Stamp | None) -> Iterator[None]:
        """Whatever is wrong, people wait for their lists, and there is a model to make them."""
        try:
            yield
        except Exception as error:
            self._refuse(stamp, _said(error))
        else:
            self._refusal = None
        # Not before: if the request goes away, the next one does it instead.
        self._seen = stamp

    def _refuse(self, stamp: _Stamp | None, why: str) -> None:
        before = self._refusal
        self._refusal = _Refusal(why, self._clock() + AGAIN_SECONDS)
        if before is not None and before.why == why and stamp == self._seen:
            return
        pointer = f"{self._source.folder}/{POINTER}"
        text = "the model that %s names is refused, %s goes on: %s"
        _LOG.error(text, pointer, self.hash, why)
        self._news.refused()

    def _load(self) -> "_Loaded":
        folder = self._source.folder
        if folder is None:
            return _Loaded(self._source.first, None)
        named = json.loads((folder / POINTER).read_text(encoding="utf-8"))["model"]
        if named is None:
            return _Loaded(self._source.first, None)
        if not _HASH.fullmatch(named):
            raise ValueError(f"{named!r} is not the hash of a model")
        artefact = load_folder(folder / named)
        return _Loaded(artefact, self._watch(artefact, folder / named / REFERENCE))

    def _watch(self, artefact: Artefact, path: Path) -> DriftWatch | None:
        """A model whose past nobody has told serves without an alarm."""
        features = artefact.model.features
        try:
            reference = load_reference(path, features)
        except ReferenceRefused as error:
            _LOG.warning("drift is not watched: %s", _said(error))
            return None
        model = artefact.model.hash
        return DriftWatch(features, reference, model=model, tell=self._news.drifted)

    def _is_new(self, found: "_Loaded") -> bool:
        return found.artefact.model.hash != self.hash

    @contextmanager
    def _changing(self, found: "_Loaded") -> Iterator[Change]:
        """Once what goes with the model is built, let both serve; or neither."""
        recommender = self._source.make(found.artefact.model)
        change = self._source.begin(found.artefact)
        try:
            yield change
            change.complete()
        finally:
            change.abandon()
        self.recommender, self.watch = recommender, found.watch
        self._news.served(self.hash)


@dataclass(frozen=True, eq=False, slots=True)
class _Loaded:
    artefact: Artefact
    watch: DriftWatch | None


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why, and when by the clock it is tried again."""

    why: str
    again: float


def _said(error: Exception) -> str:
    """A refusal in words; of anything else what it says itself."""
    if isinstance(error, MatcherError):
        params: dict[str, Any] = dict(error.problem.params)
        return say(error.problem.code, params, lang=Language.EN)
    return f"{type(error).__name__}: {error}"
