"""Model folders: a registry as training leaves it, with models that differ from day zero."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from matcher.domain import Side
from matcher.features import feature_list
from matcher.ranking import GlassBox, day_zero
from matcher.ranking.artefact import Artefact, save_folder


def leaning(by: float) -> GlassBox:
    """Day zero, with the talents' liking moved by so many log-odds."""
    model = day_zero()
    talent = model.intercepts[Side.TALENT] + by
    return replace(model, intercepts={**model.intercepts, Side.TALENT: talent})


def stored(models: Path, model: GlassBox) -> str:
    """Put ``model`` into the registry, with all that goes with it, and answer with its hash."""
    models.mkdir(parents=True, exist_ok=True)
    folder = save_folder(Artefact(model), models)
    (folder / "reference.json").write_text(json.dumps(even_reference()), encoding="utf-8")
    return model.hash


def point(models: Path, to: str | None, **also: Any) -> None:
    """Let the registry name a model, as promoting and rolling back do."""
    models.mkdir(parents=True, exist_ok=True)
    beside = models / "serving.json.part"
    beside.write_text(json.dumps({"model": to, "previous": None, **also}), encoding="utf-8")
    beside.replace(models / "serving.json")


def promote(models: Path, model: GlassBox) -> str:
    """Put ``model`` into the registry and let it serve."""
    name = stored(models, model)
    point(models, name)
    return name


def even_reference() -> dict[str, Any]:
    """Every cell came as often as any other."""
    cells = {f.name: [1 / (f.cells + 1)] * (f.cells + 1) for f in feature_list().features}
    outcomes = {"view": 0.5, "apply": 0.1, "accept": 0.5}
    return {"features": cells, "score": [0.1] * 10, "outcomes": outcomes, "shown": 10_000}
