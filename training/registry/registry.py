"""The registry: a folder of models, the one that serves, and the history of how it came to."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from training.registry import waiting
from training.registry.earlier import keep_earlier
from training.registry.files import (
    as_bytes,
    locked,
    replace,
    require_writable,
    write_all,
)
from training.registry.gate import Verdict
from training.registry.history import Entry, History
from training.registry.kept import VERDICT, Kept, judged, looked_at, require_servable, sheet_of
from training.registry.pointer import Serving, read_pointer
from training.registry.refusal import RegistryRefused, refused

POINTER = "serving.json"
HISTORY = "history.jsonl"
#: What makes up the model itself, and what it is expected to show: never written anew, since
#: somebody may be serving it and watching for what has moved since.
MODEL_FILES = frozenset({"model.json", "behaviour.safetensors", "reference.json"})
#: How many seconds another process is waited for; it needs the folder for parts of one.
PATIENCE = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A trained model with all its files by name, and what the gate says of it.

    ``against`` is the model of the registry that it was compared with, ``None`` for day zero.
    """

    hash: str
    against: str | None
    verdict: Verdict
    files: Mapping[str, bytes]


class Registry:
    """Models in ``folder``, a folder each, named by their hash.

    Whoever serves reads ``serving.json`` alone; it is replaced in one step, after the model that
    it names is whole. Everything that changes it is a line in ``history.jsonl``, from which it can
    be made again. Another process that changes the folder is waited for, ``patience`` seconds.
    """

    def __init__(self, folder: Path, *, patience: float = PATIENCE) -> None:
        self.folder = folder
        self._patience = patience
        self._history = History(folder / HISTORY)

    def require_writable(self) -> None:
        """Raise ``RegistryRefused`` where no model could be kept: to be asked before the work."""
        require_writable(self.folder)
        self.pointer()
        self.history()

    def add(self, candidate: Candidate) -> Path:
        """Put a model in; its folder appears whole or not at all.

        A model that is there already keeps its own files and gets the other ones anew; what they
        said before is kept in ``earlier/``, by the number of the judgement. Where somebody else
        holds the folder for too long, the model waits beside the others, whole, until a command
        finds the folder free; ``RegistryRefused`` (``model_waits``) says so.
        """
        told = {**candidate.verdict.document(), "against": candidate.against}
        files = {**candidate.files, VERDICT: as_bytes(told)}
        try:
            with self._alone():
                self._put(candidate.hash, files)
        except RegistryRefused as error:
            if error.problem.code == "registry_busy":
                raise self._waiting(candidate.hash, files, error) from error
            raise
        return self.folder / candidate.hash

    def serving(self) -> str | None:
        """The hash of the model that serves; ``None`` when that is day zero."""
        pointer = self.pointer()
        return pointer.model if pointer else None

    def opponent(self, model: str | None = None) -> str | None:
        """What ``model`` is to be compared with: what serves, or what did before if it serves."""
        pointer = self.pointer()
        if pointer is None:
            return None
        return pointer.previous if pointer.model == model else pointer.model

    def pointer(self) -> Serving | None:
        """Who serves since when and why; ``None`` when nobody was ever promoted.

        Raises ``RegistryRefused`` (``pointer_damaged``).
        """
        return read_pointer(self.folder / POINTER)

    def damage(self) -> RegistryRefused | None:
        """What is wrong with the pointer, if anything is."""
        try:
            self.pointer()
        except RegistryRefused as error:
            return error
        return None

    def find(self, beginning: str) -> str:
        """The whole name of the model whose name begins so; raises ``RegistryRefused``."""
        self._take_in()
        names = self._names()
        found = [name for name in names if name.startswith(beginning)]
        if not found:
            raise refused("model_unknown", {"model": beginning, "folder": str(self.folder)})
        matches = ", ".join(found)
        # No beginning at all names every model, even where there is but one.
        if not beginning:
            raise refused("model_unnamed", {"matches": matches})
        if len(found) > 1 and beginning not in found:
            raise refused("model_ambiguous", {"model": beginning, "matches": matches})
        return beginning if beginning in found else found[0]

    def promote(
        self, model: str, *, by: str, why: str, at: datetime, force: bool = False
    ) -> Serving:
        """Let ``model`` serve from now on.

        Raises ``RegistryRefused``: without a reason, for a model that cannot be loaded, and,
        unless ``force``, when the gate said no, judged it against another model than the one that
        serves now, or has not judged it since it was rolled back. A refusal by the gate is kept in
        the history, and so is that it was forced. Where the pointer is damaged, what the history
        says counts, and the model that served may be promoted to make the pointer anew.
        """
        _require_reason(by, why)
        who = {"by": by, "why": why, "at": at.isoformat()}
        with self._alone():
            self._require_servable(model)
            pointer, damaged = self._known(who)
            before = pointer.model if pointer else None
            if pointer and model == before:
                return self._restored(pointer, who, damaged=damaged)
            said_no = self._objection(model, before)
            if said_no and not force:
                self._history.record("refused", model, {**who, "because": said_no.problem.code})
                raise said_no
            self._history.record("promoted", model, {**who, "forced": said_no is not None})
            return self._point(Serving(model=model, previous=before, **who))

    def rollback(self, *, by: str, why: str, at: datetime) -> Serving:
        """Let the model serve that did before the last promotion, in the end day zero.

        Where the pointer is damaged, what the history says counts. Raises ``RegistryRefused``.
        """
        _require_reason(by, why)
        who = {"by": by, "why": why, "at": at.isoformat()}
        with self._alone():
            pointer, damaged = self._known(who)
            if damaged and (pointer is None or pointer.model is None):
                return self._restored(Serving(model=None, previous=None, **who), who, damaged=True)
            if pointer is None or pointer.model is None:
                raise refused("nothing_to_roll_back", {})
            if pointer.previous is not None:
                self._require_servable(pointer.previous)
            self._history.record("rolled_back", pointer.model, {**who, "to": pointer.previous})
            before = self._history.before(pointer.previous)
            return self._point(Serving(model=pointer.previous, previous=before, **who))

    def models(self) -> tuple[Kept, ...]:
        """All models, the newest first, and what is wrong with them."""
        self._take_in()
        serving = None if self.damage() else self.serving()
        kept = [looked_at(folder, serves=folder.name == serving) for folder in self._folders()]
        return tuple(sorted(kept, key=lambda one: str(one.sheet.get("made_at", "")), reverse=True))

    def kept(self, model: str) -> Kept:
        """One model by its whole name."""
        folder = self.folder / model
        verdict, against = judged(folder)
        return Kept(
            hash=model,
            serves=model == self.serving(),
            verdict=verdict,
            against=against,
            sheet=sheet_of(folder),
        )

    def history(self) -> tuple[Entry, ...]:
        """What was added, promoted, refused and rolled back, in order."""
        return self._history.entries()

    def looks(self, model: str) -> int:
        """How many times ``model`` was judged: each time may be lucky."""
        return self._history.looks(model)

    def set_aside(self) -> tuple[Mapping[str, Any], ...]:
        """The organisations' weeks that any model here has set aside, each once, oldest first."""
        sheets = [sheet_of(self.folder / name) for name in self._names()]
        sheets.sort(key=lambda sheet: str(sheet.get("made_at", "")), reverse=True)
        told = [entry for sheet in sheets for entry in sheet.get("set_aside", ())]
        once = {(entry["week"], entry["organisation"]): entry for entry in reversed(told)}
        return tuple(once[key] for key in sorted(once))

    def _folders(self) -> list[Path]:
        if self.folder.exists() and not self.folder.is_dir():
            params = {"folder": str(self.folder), "why": "it is no folder"}
            raise refused("registry_unusable", params)
        return sorted(path for path in self.folder.glob("[!.]*") if path.is_dir())

    def _names(self) -> list[str]:
        return [path.name for path in self._folders() if (path / "model.json").exists()]

    def _objection(self, model: str, serving: str | None) -> RegistryRefused | None:
        """The refusal that stands in the way of ``model``, ``None`` when nothing does."""
        verdict, against = judged(self.folder / model)
        if verdict is None:
            return refused("model_not_judged", {"model": model})
        if against != serving:
            params = {"model": model, "against": against or "day zero"}
            return refused("verdict_of_another_time", params)
        if self._history.was_rolled_back(model):
            return refused("verdict_before_rollback", {"model": model})
        if not verdict.promote:
            failed = ", ".join(finding.code for finding in verdict.failed)
            return refused("gate_said_no", {"model": model, "findings": failed})
        return None

    def _require_servable(self, model: str) -> None:
        if model not in self._names():
            raise refused("model_unknown", {"model": model, "folder": str(self.folder)})
        require_servable(self.folder / model)

    def _known(self, who: Mapping[str, str]) -> tuple[Serving | None, bool]:
        """The pointer, or what the history says of it, and whether it is damaged."""
        if self.damage():
            told = self._history.serving()
            self._history.record("pointer_damaged", told.model if told else None, who)
            return told, True
        return self.pointer(), False

    def _restored(self, pointer: Serving, who: Mapping[str, str], *, damaged: bool) -> Serving:
        if not damaged:
            raise refused("model_serves_already", {"model": str(pointer.model)})
        self._history.record("restored", pointer.model, who)
        return self._point(Serving(model=pointer.model, previous=pointer.previous, **who))

    def _point(self, pointer: Serving) -> Serving:
        replace(self.folder / POINTER, as_bytes(asdict(pointer)))
        return pointer

    def _put(self, model: str, files: Mapping[str, bytes]) -> None:
        place = self.folder / model
        if place.is_dir():
            kept = {name for name in MODEL_FILES if (place / name).exists()}
            anew = {name: data for name, data in files.items() if name not in kept}
            keep_earlier(place, anew, number=self._history.looks(model))
            write_all(place, anew)
        else:
            part = self.folder / f".{model}.part"
            write_all(part, files)
            part.rename(place)
        verdict, against = judged(place)
        promote = verdict is not None and verdict.promote
        self._history.record("added", model, {"promote": promote, "against": against})

    def _waiting(
        self, model: str, files: Mapping[str, bytes], busy: RegistryRefused
    ) -> RegistryRefused:
        place = waiting.keep(self.folder, model, files)
        return refused("model_waits", {**busy.problem.params, "model": model, "place": str(place)})

    def _take_in(self) -> None:
        """Let in what waits, if nobody holds the folder."""
        if waiting.anybody(self.folder):
            # All is done on the way in.
            with suppress(RegistryRefused), self._alone(patience=0):
                return

    @contextmanager
    def _alone(self, *, patience: float | None = None) -> Iterator[None]:
        """Alone in the folder, which is tidy: nothing half written is left, and nothing waits."""
        with locked(self.folder, patience=self._patience if patience is None else patience):
            for left in self.folder.glob(".*.part"):
                if left.is_dir():
                    shutil.rmtree(left)
            for model, files in waiting.each(self.folder):
                self._put(model, files)
            yield


def _require_reason(by: str, why: str) -> None:
    if not by.strip() or not why.strip():
        raise refused("reason_missing", {})
