"""The registry: a folder of models, the one that serves, and the history of how it came to."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from matcher.domain import MatcherError
from matcher.ranking.artefact import load_folder
from training.registry.files import append, as_bytes, locked, read, replace
from training.registry.gate import Verdict
from training.registry.refusal import refused

POINTER = "serving.json"
HISTORY = "history.jsonl"
VERDICT = "verdict.json"
#: What makes up the model itself, and what it was fitted on: never written anew, since somebody
#: may be serving it and watching for what has moved since.
MODEL_FILES = frozenset({"model.json", "behaviour.safetensors", "reference.json"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A trained model with all its files by name, and what the gate says of it.

    ``against`` is the model of the registry that it was compared with, ``None`` for day zero.
    """

    hash: str
    against: str | None
    verdict: Verdict
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """The pointer: which model serves (``None``: day zero), which did before, who said so, why."""

    model: str | None
    previous: str | None
    at: str
    by: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A model as the list shows it; ``sheet`` is its data sheet, empty when it has none."""

    hash: str
    serves: bool
    verdict: Verdict | None
    against: str | None
    sheet: Mapping[str, Any]


class Registry:
    """Models in ``folder``, a folder each, named by their hash.

    Whoever serves reads ``serving.json`` alone; it is replaced in one step, after the model that
    it names is whole. Everything that changes it is a line in ``history.jsonl``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, candidate: Candidate) -> Path:
        """Put a model in; its folder appears whole or not at all.

        A model that is there already keeps its own files and gets the other ones anew.
        """
        judged = {**candidate.verdict.document(), "against": candidate.against}
        files = {**candidate.files, VERDICT: as_bytes(judged)}
        with locked(self.folder):
            self._clear()
            place = self.folder / candidate.hash
            if place.is_dir():
                kept = {name for name in MODEL_FILES if (place / name).exists()}
                _write(place, {name: data for name, data in files.items() if name not in kept})
            else:
                part = self.folder / f".{candidate.hash}.part"
                _write(part, files)
                part.rename(place)
            self._record("added", candidate.hash, {"promote": candidate.verdict.promote})
        return place

    def serving(self) -> str | None:
        """The hash of the model that serves; ``None`` when that is day zero."""
        pointer = self.pointer()
        return pointer.model if pointer else None

    def pointer(self) -> Serving | None:
        """Who serves since when and why; ``None`` when nobody was ever promoted."""
        path = self.folder / POINTER
        return Serving(**read(path)) if path.exists() else None

    def find(self, beginning: str) -> str:
        """The whole name of the model whose name begins so; raises ``RegistryRefused``."""
        names = [name for name in self._names() if name.startswith(beginning)]
        params = {"model": beginning, "folder": str(self.folder)}
        if not names:
            raise refused("model_unknown", params)
        # No beginning at all names every model, even where there is but one.
        if len(names) > 1 or not beginning:
            raise refused("model_ambiguous", params)
        return names[0]

    def promote(
        self, model: str, *, by: str, why: str, at: datetime, force: bool = False
    ) -> Serving:
        """Let ``model`` serve from now on.

        Raises ``RegistryRefused``: without a reason, for a model that cannot be loaded, and,
        unless ``force``, when the gate said no, judged it against another model than the one that
        serves now, or has not judged it since it was rolled back. A refusal by the gate is kept in
        the history, and so is that it was forced.
        """
        _require_reason(by, why)
        who = {"by": by, "why": why, "at": at.isoformat()}
        with locked(self.folder):
            self._require_servable(model)
            before = self.serving()
            if model == before:
                raise refused("model_serves_already", {"model": model})
            said_no = self._objection(model, before)
            if said_no and not force:
                self._record("refused", model, {**who, "because": said_no.problem.code})
                raise said_no
            self._record("promoted", model, {**who, "forced": said_no is not None})
            return self._point(model, previous=before, by=by, why=why, at=at)

    def rollback(self, *, by: str, why: str, at: datetime) -> Serving:
        """Let the model serve that did before the last promotion, in the end day zero."""
        _require_reason(by, why)
        who = {"by": by, "why": why, "at": at.isoformat()}
        with locked(self.folder):
            pointer = self.pointer()
            if pointer is None or pointer.model is None:
                raise refused("nothing_to_roll_back", {})
            if pointer.previous is not None:
                self._require_servable(pointer.previous)
            self._record("rolled_back", pointer.model, {**who, "to": pointer.previous})
            before = self._before(pointer.previous)
            return self._point(pointer.previous, previous=before, by=by, why=why, at=at)

    def models(self) -> tuple[Kept, ...]:
        """All models, the newest first."""
        kept = [self.kept(name) for name in self._names()]
        return tuple(sorted(kept, key=lambda one: str(one.sheet.get("made_at", "")), reverse=True))

    def kept(self, model: str) -> Kept:
        """One model by its whole name."""
        verdict, against = self._judged(model)
        sheet = self.folder / model / "datasheet.json"
        return Kept(
            hash=model,
            serves=model == self.serving(),
            verdict=verdict,
            against=against,
            sheet=read(sheet) if sheet.exists() else {},
        )

    def history(self) -> tuple[Mapping[str, Any], ...]:
        """What was added, promoted, refused and rolled back, in order."""
        path = self.folder / HISTORY
        if not path.exists():
            return ()
        return tuple(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())

    def looks(self, model: str) -> int:
        """How many times ``model`` was judged: each time may be lucky."""
        return sum(entry["what"] == "added" for entry in self._of(model))

    def set_aside(self) -> tuple[Mapping[str, Any], ...]:
        """The organisations' weeks that any model here has set aside, each once, oldest first."""
        told = [entry for kept in self.models() for entry in kept.sheet.get("set_aside", ())]
        once = {(entry["week"], entry["organisation"]): entry for entry in reversed(told)}
        return tuple(once[key] for key in sorted(once))

    def _of(self, model: str) -> list[Mapping[str, Any]]:
        return [entry for entry in self.history() if entry["model"] == model]

    def _names(self) -> list[str]:
        if not self.folder.is_dir():
            return []
        return sorted(path.parent.name for path in self.folder.glob("[!.]*/model.json"))

    def _judged(self, model: str) -> tuple[Verdict | None, str | None]:
        path = self.folder / model / VERDICT
        if not path.exists():
            return None, None
        document = read(path)
        return Verdict.read(document), document["against"]

    def _objection(self, model: str, serving: str | None) -> Any:
        """The refusal that stands in the way of ``model``, ``None`` when nothing does."""
        verdict, against = self._judged(model)
        if verdict is None:
            return refused("model_not_judged", {"model": model})
        if against != serving:
            params = {"model": model, "against": against or "day zero"}
            return refused("verdict_of_another_time", params)
        if self._was_rolled_back_since(model):
            return refused("verdict_before_rollback", {"model": model})
        if not verdict.promote:
            failed = ", ".join(finding.code for finding in verdict.failed)
            return refused("gate_said_no", {"model": model, "findings": failed})
        return None

    def _was_rolled_back_since(self, model: str) -> bool:
        """Whether ``model`` served and was taken back after it was last judged."""
        told = [e["what"] for e in self._of(model) if e["what"] in ("added", "rolled_back")]
        return told[-1:] == ["rolled_back"]

    def _require_servable(self, model: str) -> None:
        if model not in self._names():
            raise refused("model_unknown", {"model": model, "folder": str(self.folder)})
        try:
            load_folder(self.folder / model)
        except MatcherError as error:
            params = {"model": model, "why": error.problem.code}
            raise refused("model_broken", params) from error

    def _promotions(self) -> list[str]:
        """The models that served one upon the other and were not rolled back, the last one last."""
        stack: list[str] = []
        for entry in self.history():
            if entry["what"] == "promoted":
                stack.append(entry["model"])
            elif entry["what"] == "rolled_back" and stack:
                stack.pop()
        return stack

    def _before(self, model: str | None) -> str | None:
        """What ``model`` was promoted upon."""
        stack = self._promotions()
        last = next((at for at in range(len(stack) - 1, 0, -1) if stack[at] == model), 0)
        return stack[last - 1] if last else None

    def _point(
        self, model: str | None, *, previous: str | None, by: str, why: str, at: datetime
    ) -> Serving:
        pointer = Serving(model=model, previous=previous, at=at.isoformat(), by=by, why=why)
        replace(self.folder / POINTER, as_bytes(asdict(pointer)))
        return pointer

    def _record(self, what: str, model: str, said: Mapping[str, Any]) -> None:
        append(self.folder / HISTORY, {"what": what, "model": model, **said})

    def _clear(self) -> None:
        """Remove what somebody who crashed left half written."""
        for left in self.folder.glob(".*.part"):
            if left.is_dir():
                shutil.rmtree(left)


def _require_reason(by: str, why: str) -> None:
    if not by.strip() or not why.strip():
        raise refused("reason_missing", {})


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, data)
