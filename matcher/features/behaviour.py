"""Behaviour: what engaging with an offer says of a person, as vectors of the tokens of offers.

An offer is its tokens: its organisation, its kind with each family of its genres, and its series,
which is the organisation with the kind. They repeat, so that an offer that nobody has seen yet is
known by them. Titles and texts are no tokens: they are not in the log from which is learned.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from matcher.domain import MatcherError, PairState, Problem
from matcher.features.encoding import stable_hash
from matcher.vocabulary import WordList

MAX_TOKENS = 8
MOST_DIRECTIONS = 32
FEWEST_PEOPLE = 5
"""What fewer people than this have done is neither learned nor said."""
FORMAT = "samspil-behaviour-1"

Tokens = NDArray[np.uint64]
Vectors = NDArray[np.float32]

_WORTH: Mapping[PairState, float] = {
    PairState.SAVED: 0.5,
    PairState.APPLIED: 1.0,
    PairState.ACCEPTED: 1.0,
    PairState.TAKEN_PART: 1.5,
}
_HIDDEN = -0.5
_DTYPES: Mapping[str, type[np.generic]] = {
    "tokens": np.uint64,
    "says": np.float32,
    "draws": np.float32,
    "pull": np.float32,
    "together": np.bool_,
    "scale": np.float32,
}


class BehaviourUnreadable(MatcherError):
    """A file that holds no behaviour, or a damaged one."""


def tokens_of(
    organisation: str, kind: str | None, *, genres: Iterable[str], known: WordList
) -> tuple[str, ...]:
    """The tokens of an offer, the organisation first, at most ``MAX_TOKENS``.

    Genres count at the top of their family in ``known``, others not at all; without genres an
    offer is open to all, which is a family of its own.
    """
    families = dict.fromkeys(_family(genre, known) for genre in genres if genre in known)
    by_kind = [f"kind_genre:{kind or ''}:{family}" for family in families or ("",)]
    series = () if kind is None else (f"series:{organisation}:{kind}",)
    return (f"organisation:{organisation}", *series, *by_kind)[:MAX_TOKENS]


def token_hashes(tokens: Sequence[str]) -> list[int]:
    """64 bits of each of the ``tokens``, padded with 0 to ``MAX_TOKENS``."""
    return [stable_hash(token) for token in tokens] + [0] * (MAX_TOKENS - len(tokens))


@cache
def worth(state: PairState) -> float:
    """How much a state says of the talent's liking; below 0 for what they hid.

    An invitation is the provider's doing, and who declined is not told by the state: both are 0.
    """
    if state & PairState.HIDDEN_BY_TALENT:
        return _HIDDEN
    return max((value for one, value in _WORTH.items() if state & one), default=0.0)


@cache
def worths() -> NDArray[np.float32]:
    """``worth`` of every state, by its number."""
    states = map(PairState, range(2 * max(PairState)))
    return np.array([worth(state) for state in states], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of n offers by their tokens.

    ``says`` is what engaging with each tells of a person and ``draws`` whom it draws, both
    (n, width); ``behaves`` whether any of its tokens was learned, (n,); ``pull`` how its
    organisation is taken against others, as often shown, in doublings, (n,), NaN if unknown.
    """

    says: Vectors
    draws: Vectors
    behaves: NDArray[np.bool_]
    pull: Vectors


@dataclass(frozen=True, eq=False)
class Behaviour:
    """Vectors of T tokens; every token stands for ``FEWEST_PEOPLE`` people or more.

    ``tokens`` are hashes in order, (T,); ``says`` and ``draws`` are (T, width), width at most
    ``MOST_DIRECTIONS``; ``pull`` is (T,), NaN for what is no organisation. ``together`` (T, T)
    tells which two were chosen, in different offers, by so many people besides any one of them.
    A product of ``scale`` is a strong one.
    """

    tokens: Tokens
    says: Vectors
    draws: Vectors
    pull: Vectors
    together: NDArray[np.bool_]
    scale: float

    @property
    def width(self) -> int:
        """How many cells a vector has."""
        return int(self.says.shape[1])

    @cached_property
    def hash(self) -> str:
        """Of everything that is learned, 16 signs."""
        whole = b"".join(cells.tobytes() for cells in self.tensors().values())
        return sha256(f"{FORMAT}|{self.says.shape}|".encode() + whole).hexdigest()[:16]

    def tensors(self) -> dict[str, NDArray[np.generic]]:
        """Its arrays by name, as they are saved."""
        cells = {name: getattr(self, name) for name in _DTYPES if name != "scale"}
        cells["scale"] = np.array([self.scale])
        return {name: np.ascontiguousarray(cells[name], dtype=_DTYPES[name]) for name in _DTYPES}

    def rows_of(self, tokens: Tokens) -> NDArray[np.intp]:
        """Where ``tokens`` of any shape stand, -1 for those not learned."""
        if not len(self.tokens):
            return np.full(tokens.shape, -1, dtype=np.intp)
        rows = np.searchsorted(self.tokens, tokens).clip(max=len(self.tokens) - 1)
        found: NDArray[np.intp] = np.where(self.tokens[rows] == tokens, rows, -1)
        return found

    def known(self, tokens: Tokens) -> Known:
        """What is known of offers with ``tokens`` (n, ``MAX_TOKENS``): means over those learned."""
        rows = self.rows_of(tokens)
        learned = (rows >= 0).astype(np.float32)
        share = learned / np.maximum(learned.sum(axis=1, keepdims=True), 1)
        pull = np.where(rows[:, 0] >= 0, _at(self.pull, rows[:, 0]), np.float32(np.nan))
        return Known(
            says=_mean(self.says, rows, share),
            draws=_mean(self.draws, rows, share),
            behaves=learned.sum(axis=1) > 0,
            pull=pull.astype(np.float32),
        )

    def affinity(self, products: Vectors, weight: Vectors) -> Vectors:
        """Products of what a person engaged with and an offer, on a scale from -1 to 1.

        They grow with the length of the history: by its root (``weight``, above 0) they tell as
        much of somebody new as of the busiest. The hyperbolic tangent keeps them in bounds, as
        cells must be, without changing the order of anybody's list.
        """
        scaled: Vectors = np.tanh(products / (self.scale * np.sqrt(weight)))
        return scaled


def save_behaviour(behaviour: Behaviour, path: Path) -> None:
    """Write ``behaviour`` to ``path``, first beside it and then in its place."""
    beside = path.with_name(f"{path.name}.part")
    save_file(behaviour.tensors(), beside, metadata={"format": FORMAT})
    beside.replace(path)


def load_behaviour(path: Path) -> Behaviour:
    """The behaviour in ``path``.

    Raises ``BehaviourUnreadable`` (``behaviour_unreadable`` with ``file``) when there is none, or
    one of another format or with shapes that do not fit.
    """
    try:
        with safe_open(path, framework="numpy") as stream:
            if (stream.metadata() or {}).get("format") != FORMAT:
                raise ValueError(FORMAT)
            cells = {name: stream.get_tensor(name) for name in _DTYPES}
        return _checked(cells)
    except (OSError, SafetensorError, ValueError, KeyError) as error:
        raise BehaviourUnreadable(Problem("behaviour_unreadable", {"file": path.name})) from error


def _checked(cells: Mapping[str, NDArray[np.generic]]) -> Behaviour:
    count, width = cells["says"].shape
    shapes = {
        "tokens": (count,),
        "says": (count, width),
        "draws": (count, width),
        "pull": (count,),
        "together": (count, count),
        "scale": (1,),
    }
    for name, shape in shapes.items():
        if cells[name].shape != shape or cells[name].dtype != _DTYPES[name]:
            raise ValueError(name)
    behaviour = Behaviour(
        tokens=cells["tokens"].astype(np.uint64),
        says=cells["says"].astype(np.float32),
        draws=cells["draws"].astype(np.float32),
        pull=cells["pull"].astype(np.float32),
        together=cells["together"].astype(np.bool_),
        scale=float(cells["scale"].astype(np.float64)[0]),
    )
    _require_sound(behaviour)
    return behaviour


def _require_sound(behaviour: Behaviour) -> None:
    """Raise ``ValueError`` for what would spoil every score: order, bounds, what is not finite."""
    ordered = bool((behaviour.tokens[1:] > behaviour.tokens[:-1]).all())
    finite = bool(np.isfinite(behaviour.says).all() and np.isfinite(behaviour.draws).all())
    if not (ordered and finite and 0 < behaviour.scale < np.inf and behaviour.width > 0):
        raise ValueError("unsound")
    if behaviour.width > MOST_DIRECTIONS or np.isinf(behaviour.pull).any():
        raise ValueError("unsound")


def _family(genre: str, known: WordList) -> str:
    parent = known[genre].parent
    return genre if parent is None else _family(parent, known)


def _at(cells: Vectors, rows: NDArray[np.intp]) -> Vectors:
    return cells[rows] if len(cells) else np.zeros(rows.shape, dtype=np.float32)


def _mean(vectors: Vectors, rows: NDArray[np.intp], share: Vectors) -> Vectors:
    """The means of the ``rows`` (n, places) of ``vectors`` with shares: shape (n, width)."""
    mean = np.zeros((len(rows), vectors.shape[1]), dtype=np.float32)
    if len(vectors):
        for place in range(rows.shape[1]):
            mean += vectors[rows[:, place]] * share[:, place, None]
    return mean
