"""The serving model: the one that the registry names, taken over by every request that follows."""

import asyncio
import json
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.domain import MatcherError
from matcher.ranking import GlassBox, Recommender
from matcher.ranking.artefact import Artefact, load_folder
from matcher.ranking.drift import ReferenceRefused, load_reference
from matcher.vocabulary import Language
from service.actions.drift_watch import Drift, DriftWatch
from service.i18n import say

POINTER = "serving.json"
REFERENCE = "reference.json"
_LOG = logging.getLogger("samspil.models")
_HASH = re.compile(r"[0-9a-f]{8,64}")

_Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelNews:
    """Who hears that a model serves (by its hash), that one was refused, and how far it drifts."""

    served: Callable[[str], None] = lambda _: None
    refused: Callable[[], None] = lambda: None
    drifted: Callable[[Drift], None] = lambda _: None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ModelSource:
    """Where models come from: the registry's ``folder``, if there is one, and the ``first``, which
    serves until the registry names another. ``make`` wraps a model, ``adopt`` hands what goes with
    it to the snapshot."""

    first: Artefact
    make: Callable[[GlassBox], Recommender]
    adopt: Callable[[Artefact], None]
    folder: Path | None = None


class ServingModel:
    """The model of one process, by which it ranks.

    It belongs to the event loop's thread: whoever awaits ``refresh`` and then ranks without
    awaiting anything else uses the model that the registry named when the request came. A request
    that is being answered goes on with the model that it began with. What cannot be served is
    refused, once, and the one before goes on.
    """

    def __init__(self, source: ModelSource, *, news: ModelNews | None = None) -> None:
        self._source = source
        self._news = news or ModelNews()
        self._turn = asyncio.Lock()
        self._seen: _Stamp | None = None
        self._take(source.first, None)

    @property
    def hash(self) -> str:
        """The model's."""
        return self.recommender.model.hash

    def start(self) -> None:
        """Begin with what the registry names, before anybody asks."""
        stamp = self._stamp()
        if stamp is not None:
            self._turn_to(stamp, self._named())

    async def refresh(self) -> None:
        """Take over what the registry names now; at once when it is the same."""
        if self._stamp() == self._seen:
            return
        async with self._turn:
            # Read before the file is: what is written meanwhile is noticed by the next request.
            stamp = self._stamp()
            if stamp != self._seen:
                self._turn_to(stamp, await asyncio.to_thread(self._named))

    def _stamp(self) -> _Stamp | None:
        """What changes when the pointer is replaced; ``None`` where there is none."""
        if self._source.folder is None:
            return None
        try:
            found = (self._source.folder / POINTER).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size

    def _named(self) -> "_Loaded | None":
        """The model that the pointer names; ``None`` when it cannot be served."""
        try:
            return self._load()
        # Whatever is wrong with it, people wait for their lists, and there is a model to make them.
        except Exception as error:
            pointer = f"{self._source.folder}/{POINTER}"
            _LOG.error(
                "the model that %s names is refused, %s goes on: %s",
                pointer,
                self.hash,
                _said(error),
            )
            return None

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

    def _turn_to(self, stamp: _Stamp | None, found: "_Loaded | None") -> None:
        self._seen = stamp
        if found is None:
            self._news.refused()
        elif found.artefact.model.hash != self.hash:
            self._take(found.artefact, found.watch)
            _LOG.info("the model %s serves from now on", self.hash)

    def _take(self, artefact: Artefact, watch: DriftWatch | None) -> None:
        self._source.adopt(artefact)
        self.recommender = self._source.make(artefact.model)
        self.watch = watch
        self._news.served(self.hash)


@dataclass(frozen=True, eq=False, slots=True)
class _Loaded:
    artefact: Artefact
    watch: DriftWatch | None


def _said(error: Exception) -> str:
    """A refusal in words; of anything else what it says itself."""
    if isinstance(error, MatcherError):
        params: dict[str, Any] = dict(error.problem.params)
        return say(error.problem.code, params, lang=Language.EN)
    return f"{type(error).__name__}: {error}"
