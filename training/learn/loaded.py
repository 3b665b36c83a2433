"""Loaded: a model of the registry with its data sheet, or the refusal to do without it."""

from matcher.ranking.artefact import Artefact, ArtefactRefused, load_folder
from matcher.ranking.priors import day_zero
from training.registry import DataSheet, Registry
from training.registry.kept import SHEET
from training.registry.refusal import refused


def loaded(registry: Registry, model: str | None) -> Artefact:
    """The model of this name, day zero for ``None``.

    Raises ``RegistryRefused`` (``model_broken``): measured against anything in its stead, a
    candidate would be judged against a model that nobody has.
    """
    if model is None:
        return Artefact(day_zero())
    try:
        return load_folder(registry.folder / model)
    except ArtefactRefused as error:
        raise refused("model_broken", {"model": model, "why": error.problem.code}) from error


def sheet_in(registry: Registry, model: str) -> DataSheet | None:
    """The model's data sheet, ``None`` where it has none; raises ``RegistryRefused`` if damaged."""
    document = registry.kept(model).sheet
    try:
        return DataSheet.read(document) if document else None
    except (KeyError, TypeError, ValueError) as error:
        file = registry.folder / model / SHEET
        raise refused("registry_damaged", {"file": str(file)}) from error
