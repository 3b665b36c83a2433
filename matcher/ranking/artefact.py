"""An artefact: a glass box as a file, and the refusal to load one that does not fit.

With the behaviour that it was fitted with it is a folder, named by the model's hash.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain import MatcherError, Problem, Side
from matcher.features import FeatureList, feature_list
from matcher.features.behaviour import (
    Behaviour,
    BehaviourUnreadable,
    load_behaviour,
    save_behaviour,
)
from matcher.ranking.glass_box import DRAW_STEP, GlassBox, Term
from matcher.ranking.monotony import broken_directions

FORMAT = "samspil-glass-box"
VERSION = 2
# The first format had neither draws nor behaviour.
READABLE = (1, VERSION)
MODEL_FILE, BEHAVIOUR_FILE = "model.json", "behaviour.safetensors"
MOST_DEVIATION = 100.0


class ArtefactRefused(MatcherError):
    """The file is not a model that this release can serve; the problem says what differs."""


@dataclass(frozen=True, eq=False, slots=True)
class Artefact:
    """All that one model needs to serve."""

    model: GlassBox
    behaviour: Behaviour | None = None


def save_folder(artefact: Artefact, parent: Path) -> Path:
    """Write the folder of ``artefact`` in ``parent`` and return it; the model comes last.

    Raises ``ArtefactRefused`` when the model was fitted with another behaviour.
    """
    folder = parent / artefact.model.hash
    _require(_belong(artefact), "artefact_behaviour", folder)
    folder.mkdir(parents=True, exist_ok=True)
    if artefact.behaviour is not None:
        save_behaviour(artefact.behaviour, folder / BEHAVIOUR_FILE)
    save(artefact.model, folder / MODEL_FILE)
    return folder


def load_folder(folder: Path) -> Artefact:
    """Read a model with its behaviour.

    Raises ``ArtefactRefused`` as ``load`` does, when the folder is not named by the model's hash,
    and when the behaviour is not the one that the model was fitted with.
    """
    model = load(folder / MODEL_FILE)
    _require(folder.resolve().name == model.hash, "artefact_folder", folder)
    if not model.behaviour_hash:
        return Artefact(model)
    try:
        artefact = Artefact(model, load_behaviour(folder / BEHAVIOUR_FILE))
    except BehaviourUnreadable as error:
        raise _refused("artefact_behaviour", folder) from error
    _require(_belong(artefact), "artefact_behaviour", folder)
    return artefact


def save(model: GlassBox, path: Path) -> None:
    """Write ``model`` as JSON, first beside ``path`` and then in its place, never half.

    Draws are written as whole numbers of ``DRAW_STEP``, each draw one line.
    """
    document = {
        "format": FORMAT,
        "version": VERSION,
        "schema_hash": model.features.hash,
        "features": [feature.name for feature in model.features.features],
        "intercepts": {side.value: model.intercepts[side] for side in Side},
        "terms": [_written(term) for term in model.terms],
        "draws": {side.value: _lines(model.whole_draws(side)) for side in model.draws},
        "behaviour": model.behaviour_hash,
        "hash": model.hash,
    }
    beside = path.with_name(f"{path.name}.part")
    beside.write_text(json.dumps(document, indent=1), encoding="utf-8")
    beside.replace(path)


def load(path: Path) -> GlassBox:
    """Read a model, of this format or of an earlier one.

    Raises ``ArtefactRefused`` when the file cannot be read, is of another format or version, was
    made for another list of features, has tables or draws of the wrong size, does not match its
    hash, or breaks a direction that a feature declares.
    """
    document = _document(path)
    _require(document.get("format") == FORMAT, "artefact_format", path)
    _require(document.get("version") in READABLE, "artefact_version", path)
    features = feature_list()
    _require(document.get("schema_hash") == features.hash, "artefact_schema", path)
    model = _model(document, features, path)
    _require(model.hash == document.get("hash"), "artefact_hash", path)
    _require(not broken_directions(model), "artefact_not_monotone", path)
    return model


def _written(term: Term) -> dict[str, Any]:
    tables = {side.value: term.tables[side].tolist() for side in Side}
    return {"features": list(term.features), "tables": tables}


def _lines(draws: NDArray[np.int32]) -> list[str]:
    return [" ".join(map(str, draw)) for draw in draws.tolist()]


def _document(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _refused("artefact_unreadable", path) from error
    _require(isinstance(document, dict), "artefact_format", path)
    return dict(document)


def _model(document: dict[str, Any], features: FeatureList, path: Path) -> GlassBox:
    try:
        terms = tuple(_read(written) for written in document["terms"])
        intercepts = {side: float(document["intercepts"][side.value]) for side in Side}
        draws = {Side(side): _drawn(lines) for side, lines in document.get("draws", {}).items()}
        behaviour = str(document.get("behaviour", ""))
        fits = all(_fits(term, features) for term in terms)
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise _refused("artefact_format", path) from error
    _require(fits, "artefact_tables", path)
    model = GlassBox(features, terms, intercepts, draws, behaviour)
    _require(_draws_fit(model), "artefact_draws", path)
    return model


def _read(written: dict[str, Any]) -> Term:
    tables = {side: np.array(written["tables"][side.value], dtype=np.float64) for side in Side}
    return Term(tuple(written["features"]), tables)


def _drawn(lines: Sequence[str]) -> NDArray[np.float32]:
    whole = np.array([[int(step) for step in line.split()] for line in lines], dtype=np.int64)
    drawn: NDArray[np.float32] = (whole * DRAW_STEP).astype(np.float32)
    return drawn


def _draws_fit(model: GlassBox) -> bool:
    """None, or as many for both sides, each of every entry and of a size that can be meant."""
    shapes: Mapping[Side, tuple[int, ...]] = {s: drawn.shape for s, drawn in model.draws.items()}
    if not shapes:
        return True
    whole = all(len(shape) == 2 and shape[1] == model.entries + 1 for shape in shapes.values())
    meant = all((abs(drawn) < MOST_DEVIATION).all() for drawn in model.draws.values())
    return whole and meant and set(shapes) == set(Side) and len(set(shapes.values())) == 1


def _belong(artefact: Artefact) -> bool:
    behaviour = artefact.behaviour
    return artefact.model.behaviour_hash == ("" if behaviour is None else behaviour.hash)


def _fits(term: Term, features: FeatureList) -> bool:
    cells = [features.features[features.index[name]].cells + 1 for name in term.features]
    shape = (int(np.prod(cells)),)
    whole = all(t.shape == shape and np.isfinite(t).all() for t in term.tables.values())
    return len(cells) in (1, 2) and whole


def _require(holds: bool, code: str, path: Path) -> None:
    if not holds:
        raise _refused(code, path)


def _refused(code: str, path: Path) -> ArtefactRefused:
    return ArtefactRefused(Problem(code, {"path": str(path)}))
