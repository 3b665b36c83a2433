"""Meanings: the vectors that a process compares texts by, and the way from one encoder to another.

With the encoder that comes with us there is nothing to do: the snapshot asks it. The vectors of any
other are stored. What is not stored yet is encoded by a thread of its own; until it is, a text says
nothing, and no request waits. A new encoder, too, is opened and asked in a thread, and takes over
when it knows all profiles.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from threading import Event

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matcher.features import Snapshot
from matcher.features.columns import Columns
from service.actions.embedding import Described, Known, Vectors, embed, everything, known, made
from service.actions.encoders import OpenEncoder, open_named
from service.actions.errand import Errand
from service.store import changes, encoders
from service.store.batches import batches
from service.store.changes import ChangeKind
from service.store.encoders import NamedEncoder
from service.store.engine import reading

_AT_ONCE = 64

Texts = dict[ChangeKind, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Successor:
    """An encoder that is ready to serve: its vectors of all profiles as they were at ``seq``."""

    opened: OpenEncoder
    seq: int
    known: Sequence[tuple[ChangeKind, Known]]


@dataclass(frozen=True, slots=True)
class _Made:
    """What ``texts`` mean to the encoder with that hash: vectors of shape (texts, width)."""

    encoder: str
    kind: ChangeKind
    texts: dict[str, str]
    vectors: Vectors


class Meanings:
    """The vectors of one process; it belongs to the thread of the snapshot.

    What its own threads have made is taken over by ``fill`` and ``successor``, when the snapshot's
    thread asks for it.
    """

    def __init__(self, engine: Engine, serving: OpenEncoder) -> None:
        self.serving = serving
        self._engine = engine
        self._missing: Texts = {ChangeKind.TALENT: {}, ChangeKind.OFFER: {}}
        self._wanted: NamedEncoder | None = None
        self._made: deque[_Made] = deque()
        self._resting = False
        self._closed = Event()
        self._texts = Errand[bool]("texts", failure="what some texts mean is not known yet")
        self._switch = Errand[Successor]("encoder", failure="the old encoder goes on serving")

    @property
    def complete(self) -> bool:
        """Whether every text that the snapshot holds has its vector."""
        return not any(self._missing.values())

    @property
    def news(self) -> bool:
        """Whether a thread has found something since."""
        return bool(self._made) or self._texts.done or self._switch.done

    def of(
        self, session: Session, kind: ChangeKind, *, profiles: Sequence[Described]
    ) -> Vectors | None:
        """The stored vectors of ``profiles``, shape (profiles, width); zeros where there is none.

        None with our own encoder: the snapshot asks it.
        """
        if self.serving.is_ours:
            return None
        found = known(session, self.serving.encoder, kind, profiles=profiles)
        self.forget(kind, found.ids)
        self._missing[kind] |= found.missing
        self._resting = False
        return found.vectors

    def forget(self, kind: ChangeKind, gone: Sequence[str]) -> None:
        """Nobody asks any more what those profiles mean."""
        for key in gone:
            self._missing[kind].pop(key, None)

    def notice(self, session: Session) -> None:
        """See which encoder the store wants."""
        self._wanted = encoders.serving(session)

    def fill(self, snapshot: Snapshot) -> None:
        """Take over the vectors that have been made since."""
        if self._texts.done and not self._texts.result():
            self._resting = True
        while self._made:
            self._take(self._made.popleft(), snapshot)

    def fill_all(self, snapshot: Snapshot) -> None:
        """Make every vector that is missing, in this thread."""
        self._make(self.serving, self._copied())
        self.fill(snapshot)

    def successor(self) -> Successor | None:
        """The encoder that is to take over now, once it is ready and if it is still wanted."""
        if not self._switch.done:
            return None
        found = self._switch.result()
        if found is None:
            # It is tried again when the store names an encoder again, or at the next start.
            self._wanted = None
            return None
        return found if self._wanted and found.opened.is_named(self._wanted) else None

    def succeed(self, found: Successor, snapshot: Snapshot) -> None:
        """Let the successor serve from now on: one step, in which nobody reads."""
        self.serving = found.opened
        self._missing = {kind: {} for kind in self._missing}
        snapshot.change_encoder(found.opened.encoder)
        for kind, one in found.known:
            _columns(snapshot, kind).amend("meaning", one.ids, values=one.vectors)

    def go_on(self) -> None:
        """Send the threads for what is missing."""
        if not (self.complete or self._resting or self._texts.running):
            self._texts.begin(partial(self._make, self.serving, self._copied()))
        wanted = self._wanted
        if wanted and not self.serving.is_named(wanted) and not self._switch.running:
            self._switch.begin(partial(self._fetch, wanted))

    def close(self) -> None:
        """End the threads; they finish the batch that they are at."""
        self._closed.set()
        self._texts.close()
        self._switch.close()

    def _copied(self) -> Texts:
        return {kind: dict(texts) for kind, texts in self._missing.items()}

    def _make(self, serving: OpenEncoder, missing: Texts) -> bool:
        """In a thread: what ``missing`` means, a batch at a time; true at the end."""
        encoder = serving.encoder
        for kind, texts in missing.items():
            for some in batches(list(texts.items()), size=_AT_ONCE):
                if self._closed.is_set():
                    break
                vectors = made(self._engine, encoder, kind, texts=dict(some))
                self._made.append(_Made(encoder.hash, kind, dict(some), vectors))
        return True

    def _take(self, one: _Made, snapshot: Snapshot) -> None:
        """Vectors of another encoder, and of texts that were changed meanwhile, come too late."""
        if one.encoder != self.serving.encoder.hash:
            return
        waiting = self._missing[one.kind]
        places = [n for n, (key, text) in enumerate(one.texts.items()) if waiting.get(key) == text]
        ids = [list(one.texts)[place] for place in places]
        self.forget(one.kind, ids)
        _columns(snapshot, one.kind).amend("meaning", ids, values=one.vectors[places])

    def _fetch(self, wanted: NamedEncoder) -> Successor:
        """In a thread: the encoder, opened, with the vectors of all profiles."""
        opened = open_named(wanted)
        if not opened.is_ours:
            embed(self._engine, opened.encoder, batch=_AT_ONCE, stopped=self._closed.is_set)
        with reading(self._engine) as session:
            seq = changes.head(session)
            found = everything(session, opened.encoder, stored=not opened.is_ours)
            return Successor(opened, seq, list(found))


def _columns(snapshot: Snapshot, kind: ChangeKind) -> Columns:
    return snapshot.talents if kind is ChangeKind.TALENT else snapshot.offers
