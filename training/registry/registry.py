"""The registry: a folder of models, the one that serves, and the history of how it came to."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from training.registry import waiting
from training.registry.candidate import Candidate
from training.registry.files import as_bytes, locked, read, replace, require_writable
from training.registry.history import ADDED, PROMOTED, ROLLED_BACK, Entry, History
from training.registry.jumps import Jumps
from training.registry.kept import VERDICT, Kept, held_back, judged, looked_at, sheet_of
from training.registry.looks import Measured, looks
from training.registry.pointer import Serving, read_pointer
from training.registry.refusal import RegistryRefused, refused
from training.registry.shelf import Shelf

POINTER = "serving.json"
HISTORY = "history.jsonl"
JUMPS = "jumps.jsonl"
#: How many seconds another process is waited for; it needs the folder for parts of one.
PATIENCE = 30.0


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
        self._jumps = Jumps(folder / JUMPS)
        self._shelf = Shelf(folder)

    def require_writable(self) -> None:
        """Raise ``RegistryRefused`` where no model could be kept: to be asked before the work."""
        require_writable(self.folder)
        self.pointer()
        self.history()
        self.jumps()

    def add(self, candidate: Candidate) -> Path:
        """Put a model in; its folder appears whole or not at all.

        A model that is there already keeps its own files and gets the other ones anew; what they
        said before is kept in ``earlier/``, by the number of the judgement. Where somebody else
        holds the folder for too long, the model waits beside the others, whole, until a command
        finds the folder free; ``RegistryRefused`` (``model_waits``) says so.
        """
        files = {**candidate.files, VERDICT: as_bytes(candidate.told())}
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

    def known(self) -> Serving | None:
        """The pointer, or what the history says of it where it is damaged."""
        return self._history.serving() if self.damage() else self.pointer()

    def find(self, beginning: str) -> str:
        """The whole name of the model whose name begins so; raises ``RegistryRefused``."""
        self._take_in()
        return self._shelf.find(beginning)

    def promote(
        self, model: str, *, by: str, why: str, at: datetime, force: bool = False
    ) -> Serving:
        """Let ``model`` serve from now on.

        Raises ``RegistryRefused``: without a reason, for a model that cannot be loaded, and,
        unless ``force``, when the gate said no, judged it against another model than the one that
        serves now, or judged it mostly on what was shown before a rollback of it, or to what serves
        now. A refusal by the gate is kept in the history, and so is that it was forced. Where the
        pointer is damaged, what the history says counts, and the model that served may be promoted
        to make the pointer anew.
        """
        who = _who(by, why, at)
        with self._alone():
            self._shelf.require_servable(model)
            damaged, pointer = self.damage() is not None, self.known()
            self._caught_up(pointer, who, damaged=damaged)
            stack = pointer.stack if pointer else ()
            if stack and stack[-1] == model:
                return self._restored(stack, who, damaged=damaged)
            said_no = self.objection(model, stack[-1] if stack else None)
            if said_no and not force:
                self._history.record("refused", model, {**who, "because": said_no.problem.code})
                raise said_no
            pointed = self._point((*stack, model), who)
            self._history.record(PROMOTED, model, {**who, "forced": said_no is not None})
            return pointed

    def rollback(self, *, by: str, why: str, at: datetime, to_day_zero: bool = False) -> Serving:
        """Let the model serve that did before the last promotion, in the end day zero.

        Those that cannot be served are passed over. ``to_day_zero``: at once, which needs nothing
        of this folder to be sound. Where the pointer is damaged, what the history says counts.
        Raises ``RegistryRefused``.
        """
        who = _who(by, why, at)
        # What waits is for another time: going back must not fail for it.
        with self._alone(take_in=False):
            damaged = self.damage() is not None
            stack = self._stack(anyhow=to_day_zero)
            if not stack and not damaged:
                raise refused("nothing_to_roll_back", {})
            with suppress(RegistryRefused):
                self._caught_up(None if damaged else self.pointer(), who, damaged=damaged)
            if not stack:
                return self._restored((), who, damaged=True)
            left = () if to_day_zero else self._way_back(stack)
            pointed = self._point(left, who)
            said = {**who, "to": pointed.model, "gone": list(stack[len(left) :])}
            self._history.record(ROLLED_BACK, stack[-1], said)
            return pointed

    def models(self) -> tuple[Kept, ...]:
        """All models, the newest first, and what is wrong with them."""
        self._take_in()
        serving = None if self.damage() else self.serving()
        kept = [
            looked_at(folder, serves=folder.name == serving) for folder in self._shelf.folders()
        ]
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

    def broken(self) -> tuple[Path, ...]:
        """The folders of models that waited and could not be read; they are moved aside."""
        return waiting.broken(self.folder)

    def history(self) -> tuple[Entry, ...]:
        """What was added, promoted, refused and rolled back, in order."""
        return self._history.entries()

    def judgements(self, model: str) -> int:
        """How many times ``model`` was judged."""
        return self._history.judgements(model)

    def looks(self, model: str, measured: Measured, *, against: str | None) -> int:
        """How many looks at the same time a judgement of ``model`` now is the last of."""
        return looks(self.history(), model, measured, against=against)

    def jumps(self) -> tuple[Mapping[str, Any], ...]:
        """The organisations' days that are set aside, each once, oldest first."""
        sheets = self._shelf.sheets()
        return self._jumps.known(told for sheet in sheets for told in sheet.get("set_aside", ()))

    def cleared_jumps(self) -> tuple[Mapping[str, Any], ...]:
        """Those that somebody said are in order, with who, why and when."""
        return self._jumps.cleared()

    def clear_jump(self, jump: str, *, by: str, why: str, at: datetime) -> Mapping[str, Any]:
        """Let the jump with this id be learned from; raises ``RegistryRefused`` for none."""
        who = _who(by, why, at)
        with self._alone():
            return self._jumps.clear(jump, self.jumps(), who)

    def objection(self, model: str, serving: str | None) -> RegistryRefused | None:
        """The refusal that stands in the way of ``model`` upon ``serving``, ``None`` for none."""
        verdict, against = judged(self.folder / model)
        if verdict is None:
            return refused("model_not_judged", {"model": model})
        if against != serving:
            params = {"model": model, "against": against or "day zero"}
            return refused("verdict_of_another_time", params)
        if (at := self._history.unanswered(model, against=against)) is not None:
            return refused("verdict_before_rollback", {"model": model, "at": at})
        if not verdict.promote:
            return held_back(self.folder / model, verdict)
        return None

    def _stack(self, *, anyhow: bool) -> tuple[str, ...]:
        """What serves upon what; ``anyhow``: nothing, where neither file says so."""
        try:
            pointer = self.known()
        except RegistryRefused:
            if anyhow:
                return ()
            raise
        return pointer.stack if pointer else ()

    def _way_back(self, stack: Sequence[str]) -> Sequence[str]:
        """The stack down to the first beneath its top that can be served and is another."""
        left = stack[:-1]
        while left and (left[-1] == stack[-1] or not self._shelf.is_servable(left[-1])):
            left = left[:-1]
        return left

    def _caught_up(self, pointer: Serving | None, who: Mapping[str, str], *, damaged: bool) -> None:
        if damaged:
            self._history.record("pointer_damaged", None, who)
        elif pointer:
            self._history.catch_up(pointer)

    def _restored(self, stack: Sequence[str], who: Mapping[str, str], *, damaged: bool) -> Serving:
        if not damaged:
            raise refused("model_serves_already", {"model": stack[-1]})
        pointed = self._point(stack, who)
        self._history.record("restored", pointed.model, who)
        return pointed

    def _point(self, stack: Sequence[str], who: Mapping[str, str]) -> Serving:
        pointer = Serving.of(stack, who)
        replace(self.folder / POINTER, as_bytes(asdict(pointer)))
        return pointer

    def _put(self, model: str, files: Mapping[str, bytes]) -> None:
        self._shelf.put(model, files, number=self._history.judgements(model))
        told = read(self.folder / model / VERDICT)
        self._jumps.keep(told.get("jumps", ()))
        said = ("promote", "against", "log", "since", "until")
        self._history.record(ADDED, model, {name: told[name] for name in said if name in told})

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
    def _alone(self, *, patience: float | None = None, take_in: bool = True) -> Iterator[None]:
        """Alone in the folder, which is tidy: nothing half written is left, and nothing waits."""
        with locked(self.folder, patience=self._patience if patience is None else patience):
            self._shelf.tidy()
            for model, files in waiting.each(self.folder) if take_in else ():
                self._put(model, files)
            yield


def _who(by: str, why: str, at: datetime) -> dict[str, str]:
    for text, lacking in ((by, "name_missing"), (why, "reason_missing")):
        if not text.strip():
            raise refused(lacking, {})
    return {"by": by, "why": why, "at": at.isoformat()}
