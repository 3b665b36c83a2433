"""What is kept: a model's folder as the list shows it, and what is wrong with it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.domain import MatcherError
from matcher.ranking.artefact import load_folder
from training.registry.files import read
from training.registry.finding_words import came_of
from training.registry.finding_words import looked_at as words
from training.registry.gate import Verdict
from training.registry.refusal import RegistryRefused, refused

VERDICT = "verdict.json"
SHEET = "datasheet.json"
REPORT = "report.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A model as the list shows it; ``sheet`` is its data sheet, empty when it has none.

    ``trouble`` says what is wrong with its files; nothing where that was not looked for.
    """

    hash: str
    serves: bool
    verdict: Verdict | None
    against: str | None
    sheet: Mapping[str, Any]
    trouble: tuple[str, ...] = ()


def judged(folder: Path) -> tuple[Verdict | None, str | None]:
    """The verdict and what the model was compared with; raises ``RegistryRefused`` if damaged."""
    path = folder / VERDICT
    if not path.exists():
        return None, None
    document = read(path)
    try:
        return Verdict.read(document), document["against"]
    except (AttributeError, KeyError, TypeError) as error:
        raise refused("registry_damaged", {"file": str(path)}) from error


def sheet_of(folder: Path) -> Mapping[str, Any]:
    """The data sheet, empty without one; raises ``RegistryRefused`` if damaged."""
    path = folder / SHEET
    return read(path) if path.exists() else {}


def looked_at(folder: Path, *, serves: bool) -> Kept:
    """The model in ``folder`` with all that is wrong with it; nothing is raised."""
    trouble: list[str] = []
    with _noted(trouble):
        require_servable(folder)
    told: tuple[Verdict | None, str | None] = (None, None)
    with _noted(trouble):
        told = judged(folder)
    sheet: Mapping[str, Any] = {}
    with _noted(trouble):
        sheet = sheet_of(folder)
    return Kept(
        hash=folder.name,
        serves=serves,
        verdict=told[0],
        against=told[1],
        sheet=sheet,
        trouble=tuple(trouble),
    )


def held_back(folder: Path, verdict: Verdict) -> RegistryRefused:
    """The refusal of the model in ``folder``, with what stands in its way in words."""
    failed = verdict.failed
    told = (f"- {words(one, 'en')}: not met. {came_of(one, 'en')}".rstrip() for one in failed)
    params = {
        "model": folder.name,
        "findings": ", ".join(finding.code for finding in failed),
        "told": "\n".join(told),
        "report": str(folder / REPORT),
    }
    return refused("gate_said_no", params)


@contextmanager
def _noted(trouble: list[str]) -> Iterator[None]:
    try:
        yield
    except RegistryRefused as error:
        trouble.append(str(error))


def require_servable(folder: Path) -> None:
    """Raise ``RegistryRefused`` for a model that this release cannot serve."""
    if not (folder / "model.json").exists():
        raise refused("model_missing", {"model": folder.name})
    try:
        load_folder(folder)
    except MatcherError as error:
        params = {"model": folder.name, "why": error.problem.code}
        raise refused("model_broken", params) from error
