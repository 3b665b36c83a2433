"""The dossier: all files of a candidate beside the model itself."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from matcher.domain import Side
from matcher.ranking.artefact import Artefact, save_folder
from matcher.vocabulary import Language
from training.data import effective_size
from training.evaluate.page import page
from training.fit import FittedSide
from training.fit.shapes import drawings
from training.learn.config import LearnConfig
from training.learn.enough import deciders
from training.learn.examining import Examined, Opened
from training.registry import DataSheet, Measured, card
from training.registry.files import as_bytes
from training.registry.texts import LANGUAGES

_CARDS = {"da": "card.da.md", "en": "card.md"}


def model_files(artefact: Artefact) -> dict[str, bytes]:
    """What is served, as the matcher writes it, by the files' names."""
    with TemporaryDirectory() as parent:
        folder = save_folder(artefact, Path(parent))
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def papers(sheet: DataSheet | None, examined: Examined, *, config: LearnConfig) -> dict[str, bytes]:
    """The data sheet, where there is one, the figures, the cards and the report."""
    evaluation, verdict = examined.evaluation, examined.verdict
    whole = evaluation.document()
    told = {**whole, "verdict": verdict.document()}
    cards = {
        _CARDS[code]: card(sheet, evaluation, verdict, language=code).encode() for code in LANGUAGES
    }
    html = page(evaluation, small=config.evaluation.small, verdict=verdict)
    return {
        "reference.json": as_bytes(examined.reference.document()),
        **({"datasheet.json": as_bytes(sheet.document())} if sheet else {}),
        "figures.json": as_bytes(_figures(whole)),
        "report.json": as_bytes(told),
        "report.html": html.encode(),
        **cards,
    }


def shape_files(fitted: Mapping[Side, FittedSide]) -> dict[str, bytes]:
    """Each term of each side drawn as a curve, to be read by a coordinator."""
    return {
        f"shapes/{side.value}-{name.replace('*', '-by-')}.{language.value}.svg": svg.encode()
        for side, sided in fitted.items()
        for language in Language
        for name, svg in drawings(sided, language).items()
    }


def shapes_in(folder: Path, side: Side) -> dict[str, bytes]:
    """The drawings of one side that a model's folder holds."""
    found = sorted((folder / "shapes").glob(f"{side.value}-*.svg"))
    return {f"shapes/{path.name}": path.read_bytes() for path in found}


def measured(opened: Opened) -> Measured:
    """What a verdict on this log rests on."""
    manifest = opened.log.manifest
    log = sha256(manifest.to_bytes()).hexdigest()
    return Measured(log=log, since=opened.since, until=manifest.ends)


def data_sheet(
    model: str,
    opened: Opened,
    *,
    config: LearnConfig,
    made_at: datetime,
    kept: tuple[Side, ...] = (),
) -> DataSheet:
    """What the model was made from; nothing was learned of the sides ``kept``."""
    manifest = opened.log.manifest
    return DataSheet(
        model=model,
        made_at=made_at.isoformat(),
        release=version("samspil"),
        log=measured(opened).log,
        schema=manifest.schema,
        begins=manifest.begins.isoformat(),
        ends=manifest.ends.isoformat(),
        split=opened.since.isoformat(),
        rows=manifest.rows,
        left_out=manifest.left_out,
        learned={side.value: _learned(opened, side) for side in Side if side not in kept},
        set_aside=tuple(jump.document() for jump in opened.kept.jumps),
        config={
            "held_out_days": config.held_out_days,
            "remembered_days": config.remembered_days,
            "window_days": config.sets.window_days,
            "trust": config.fit.trust,
            "seed": config.fit.seed,
        },
        kept=kept,
    )


def _learned(opened: Opened, side: Side) -> Mapping[str, float]:
    rows = opened.learned[side]
    old = rows.keep(~rows.censored)
    return {
        "rows": len(old),
        "people": deciders(rows, opened.log.offers),
        "ess": round(effective_size(old.weight), 1),
    }


def _figures(whole: Mapping[str, object]) -> dict[str, object]:
    """The measures alone, by side."""
    trials = whole["trials"]
    kept = ("candidate", "serving", "since", "until", "drift")
    told = {name: whole[name] for name in kept}
    if isinstance(trials, dict):
        told["sides"] = {
            side: {
                "primary": trial["primary"],
                "candidate": trial["candidate"]["measures"],
                "serving": trial["serving"]["measures"],
                "differences": trial["differences"],
            }
            for side, trial in trials.items()
        }
    return told
