"""A frozen snapshot: its columns as one file, so that a process starts without reading all."""

import zlib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from matcher.domain import OfferId, PairState, TalentId
from matcher.features.columns import Array, Columns
from matcher.features.history import LEARNED
from matcher.features.semantic import SemanticEncoder
from matcher.features.snapshot import Snapshot
from matcher.vocabulary import Vocabularies

ENCODING_VERSION = 1
"""Counted up whenever the same profile makes other cells."""

_KINDS = ("talents", "offers", "organisations")
_SEPARATOR = "\x1f"


def freeze(snapshot: Snapshot, path: Path, *, mark: str) -> None:
    """Write ``snapshot`` to ``path``, first beside it and then in its place, never half.

    ``mark`` says what state of which store it shows; it is given back by ``thaw``.
    """
    arrays: dict[str, Array] = {
        "mark": _text([mark]),
        "fingerprint": _text([_fingerprint(snapshot)]),
        "groups": _text(list(snapshot.groups)),
    }
    for kind in _KINDS:
        columns: Columns = getattr(snapshot, kind)
        arrays |= {f"{kind}.{name}": columns[name] for name in _frozen(columns)}
        arrays[f"{kind}.ids"] = _text(columns.ids)
    arrays |= _pairs(snapshot) | _blocks(snapshot)
    beside = path.with_name(f"{path.name}.part")
    with beside.open("wb") as stream:
        np.savez(stream, allow_pickle=False, **arrays)
    beside.replace(path)


def thaw(
    path: Path, vocabularies: Vocabularies, encoder: SemanticEncoder
) -> tuple[Snapshot, str] | None:
    """The snapshot in ``path`` and its mark.

    ``None`` when there is no such file, when it is damaged, or when it was made with other
    vocabularies, another encoder or other columns: then everything is read anew.
    """
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
            return _thawed(dict(arrays), Snapshot(vocabularies, encoder))
    except (OSError, EOFError, ValueError, KeyError, BadZipFile, zlib.error):
        return None


def _thawed(arrays: Mapping[str, Array], snapshot: Snapshot) -> tuple[Snapshot, str] | None:
    if _lines(arrays["fingerprint"]) != [_fingerprint(snapshot)]:
        return None
    for name in _lines(arrays["groups"]):
        snapshot.group(name)
    for kind in _KINDS:
        columns: Columns = getattr(snapshot, kind)
        ids = _lines(arrays[f"{kind}.ids"])
        cells = {name: arrays[f"{kind}.{name}"] for name in _frozen(columns)}
        learned = {name: columns.layout[name].blank(len(ids)) for name in _learned(columns)}
        columns.restore(ids, cells | learned)
    talents, offers = _lines(arrays["pairs.talents"]), _lines(arrays["pairs.offers"])
    states = map(PairState, arrays["pairs.states"].tolist())
    for talent, offer, state in zip(talents, offers, states, strict=True):
        snapshot.states_of_talent.setdefault(TalentId(talent), {})[offer] = state
        snapshot.states_of_offer.setdefault(OfferId(offer), {})[talent] = state
    blocks = zip(
        _lines(arrays["blocks.talents"]), _lines(arrays["blocks.organisations"]), strict=True
    )
    for talent, organisation in blocks:
        snapshot.blocked.setdefault(talent, set()).add(organisation)
    return snapshot, _lines(arrays["mark"])[0]


def _frozen(columns: Columns) -> list[str]:
    """The columns that are kept: what behaviour fills is made anew by ``Snapshot.adopt``."""
    return [name for name in columns.names if name not in LEARNED]


def _learned(columns: Columns) -> list[str]:
    return [name for name in columns.names if name in LEARNED]


def _pairs(snapshot: Snapshot) -> dict[str, Array]:
    pairs = [
        (talent, offer, int(state))
        for talent, offers in snapshot.states_of_talent.items()
        for offer, state in offers.items()
    ]
    return {
        "pairs.talents": _text([talent for talent, _, _ in pairs]),
        "pairs.offers": _text([offer for _, offer, _ in pairs]),
        "pairs.states": np.array([state for _, _, state in pairs], dtype=np.int16),
    }


def _blocks(snapshot: Snapshot) -> dict[str, Array]:
    blocks = [(t, o) for t, organisations in snapshot.blocked.items() for o in organisations]
    return {
        "blocks.talents": _text([talent for talent, _ in blocks]),
        "blocks.organisations": _text([organisation for _, organisation in blocks]),
    }


def _fingerprint(snapshot: Snapshot) -> str:
    """Of everything that gives the cells their meaning."""
    kinds: list[Columns] = [getattr(snapshot, kind) for kind in _KINDS]
    layouts = [repr({name: one.layout[name] for name in _frozen(one)}) for one in kinds]
    parts = [
        str(ENCODING_VERSION),
        snapshot.vocabularies.content_hash,
        snapshot.ngrams.hash,
        snapshot.encoder.hash,
        snapshot.theme_space.round(4).tobytes().hex(),
        *layouts,
    ]
    return sha256("\n".join(parts).encode()).hexdigest()


def _text(lines: list[str]) -> Array:
    """Lines as bytes: a numpy array of strings would be as wide as the longest."""
    joined = _SEPARATOR.join(lines) if lines else ""
    return np.frombuffer(f"{len(lines)}{_SEPARATOR}{joined}".encode(), dtype=np.uint8)


def _lines(cells: Array) -> list[str]:
    count, _, joined = cells.tobytes().decode().partition(_SEPARATOR)
    return joined.split(_SEPARATOR) if int(count) else []
