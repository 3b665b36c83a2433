"""Encoders: the one that comes with us, or any other that an installed package can open by name."""

from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Protocol

from sqlalchemy import Engine

from matcher.domain import MatcherError, Problem
from matcher.features import SemanticEncoder, sentence_encoder
from service.store import encoders
from service.store.encoders import NamedEncoder
from service.store.engine import reading

HOUSE = "house"
_GROUP = "samspil.encoders"


class EncoderRefused(MatcherError):
    """The encoder cannot serve; the problem's code says why."""


class Opener(Protocol):
    """What is announced under ``samspil.encoders``."""

    def __call__(self, name: str, *, threads: int) -> SemanticEncoder:
        """The model of that name or in that folder, computing on so many threads.

        Raises ``MatcherError`` when there is none that can be opened.
        """
        ...


@dataclass(frozen=True, slots=True)
class OpenEncoder:
    """An encoder with the name that it was opened by."""

    name: str
    encoder: SemanticEncoder

    @property
    def is_ours(self) -> bool:
        """Whether it is so fast that its vectors are made anew instead of being stored."""
        return self.name == HOUSE

    def is_named(self, named: NamedEncoder) -> bool:
        """Whether it is the one that the store means; of ours, each version has its own."""
        if self.is_ours or named.name == HOUSE:
            return self.name == named.name
        return self.encoder.hash == named.hash


def open_encoder(name: str, *, threads: int = 1) -> OpenEncoder:
    """The encoder of that name; an empty one means ours.

    Raises ``EncoderRefused``: ``encoder_extra_missing`` where nothing installed opens others,
    ``encoder_not_opened`` where there is no such model.
    """
    if name in {"", HOUSE}:
        return OpenEncoder(HOUSE, sentence_encoder())
    opener = _opener(name)
    try:
        return OpenEncoder(name, opener(name, threads=threads))
    except MatcherError as error:
        raise EncoderRefused(error.problem) from error


def open_named(named: NamedEncoder) -> OpenEncoder:
    """The encoder that the store names.

    Raises as ``open_encoder`` does, and with ``encoder_changed`` when something else has taken its
    name: the store's vectors are not of it.
    """
    opened = open_encoder(named.name)
    if not opened.is_named(named):
        raise EncoderRefused(Problem("encoder_changed", {"encoder": named.name}))
    return opened


def serving_encoder(engine: Engine, setting: str) -> OpenEncoder:
    """The encoder that the store names; where it names none, the one of the setting.

    Raises as ``open_named`` does.
    """
    with reading(engine) as session:
        named = encoders.serving(session)
    return open_encoder(setting) if named is None else open_named(named)


def _opener(name: str) -> Opener:
    """The first that is announced; it may need what only the extra ``encoder`` brings."""
    try:
        announced = sorted(entry_points(group=_GROUP), key=lambda point: point.name)
        opener: Opener = announced[0].load()
    except (ImportError, IndexError) as error:
        raise EncoderRefused(Problem("encoder_extra_missing", {"encoder": name})) from error
    return opener
