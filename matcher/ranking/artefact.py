"""An artefact: a glass box as a file, and the refusal to load one that does not fit."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from matcher.domain import MatcherError, Problem, Side
from matcher.features import FeatureList, feature_list
from matcher.ranking.glass_box import GlassBox, Term
from matcher.ranking.monotony import broken_directions

FORMAT = "samspil-glass-box"
VERSION = 1


class ArtefactRefused(MatcherError):
    """The file is not a model that this release can serve; the problem says what differs."""


def save(model: GlassBox, path: Path) -> None:
    """Write ``model`` as JSON, first beside ``path`` and then in its place, never half."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "schema_hash": model.features.hash,
        "features": [feature.name for feature in model.features.features],
        "intercepts": {side.value: model.intercepts[side] for side in Side},
        "terms": [_written(term) for term in model.terms],
        "hash": model.hash,
    }
    beside = path.with_name(f"{path.name}.part")
    beside.write_text(json.dumps(document, indent=1), encoding="utf-8")
    beside.replace(path)


def load(path: Path) -> GlassBox:
    """Read a model.

    Raises ``ArtefactRefused`` when the file cannot be read, is of another format or version, was
    made for another list of features, has tables of the wrong size, does not match its hash, or
    breaks a direction that a feature declares.
    """
    document = _document(path)
    _require(document.get("format") == FORMAT, "artefact_format", path)
    _require(document.get("version") == VERSION, "artefact_version", path)
    features = feature_list()
    _require(document.get("schema_hash") == features.hash, "artefact_schema", path)
    model = _model(document, features, path)
    _require(model.hash == document.get("hash"), "artefact_hash", path)
    _require(not broken_directions(model), "artefact_not_monotone", path)
    return model


def _written(term: Term) -> dict[str, Any]:
    tables = {side.value: term.tables[side].tolist() for side in Side}
    return {"features": list(term.features), "tables": tables}


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
        fits = all(_fits(term, features) for term in terms)
    except (KeyError, TypeError, ValueError) as error:
        raise _refused("artefact_format", path) from error
    _require(fits, "artefact_tables", path)
    return GlassBox(features, terms, intercepts)


def _read(written: dict[str, Any]) -> Term:
    tables = {side: np.array(written["tables"][side.value], dtype=np.float64) for side in Side}
    return Term(tuple(written["features"]), tables)


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
