"""E9: sentences find their translations, Danish and English, beside the usual encoders."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer

from matcher.features import sentence_encoder
from training import metrics
from training.benchmarks.footprint import footprints
from training.benchmarks.noise import NOISES
from training.benchmarks.peers import minilm
from training.benchmarks.result import DataAbsent, Figure, Result
from training.encoder.validation import cosine_matrix

SEED = 20261122
AIM = 0.95
MOST = {"load_ms": 500, "profile_ms": 10, "memory_mb": 150, "disk_mib": 32}
LEAST = {"sentences_per_s": 20_000}
SETS = {"Tatoeba": "tatoeba-test", "NTREX": "ntrex"}
CAVEATS = (
    "A sentence counts as found when no other sentence of the set is nearer.",
    "Tatoeba's sentences are short and everyday, like those we trained on; NTREX is news, far from "
    "both. Neither set's sentences are trained on, and a test holds it.",
    "Some sentences of the Tatoeba set say the same as another one: no encoder can tell these.",
)

Matrix = NDArray[np.float64]


def run(data: Path | None, console: Console) -> Result:
    """Translate both test sets by nearest vector, all ways; then noise, speed and size."""
    folder = _folder(data)
    rng = np.random.default_rng(SEED)
    found = {title: _ways(*_read(folder, name), rng) for title, name in SETS.items()}
    console.print(_table(found))
    sizes = footprints(_read(folder, "tatoeba-test")[0], _read(folder, "ntrex")[0], console)
    missed = _missed(found["Tatoeba"]["samspil"], sizes["samspil"])
    console.print(f"aims missed: {', '.join(missed)}" if missed else "every aim is met")
    figures: dict[str, Figure] = {"seed": SEED, "encoder": sentence_encoder().hash}
    return Result(
        bench="e9",
        ahead=not missed,
        figures=figures | {"p@1": dict(found), "footprint": dict(sizes)},
        caveats=CAVEATS,
    )


def _ways(
    danish: Sequence[str], english: Sequence[str], rng: np.random.Generator
) -> dict[str, dict[str, Figure]]:
    """P@1 of every encoder, and of ours when the Danish side is spoiled."""
    ours = sentence_encoder()
    ways = {
        "samspil": cosine_matrix(ours, danish, english),
        "all-MiniLM-L6-v2": cosine_matrix(minilm(), danish, english),
        "TF-IDF, character n-grams": _tfidf(danish, english),
    } | {
        f"samspil, {noise}": cosine_matrix(ours, [spoil(text, rng) for text in danish], english)
        for noise, spoil in NOISES.items()
    }
    return {way: _both_ways(likeness, rng) for way, likeness in ways.items()}


def _folder(data: Path | None) -> Path:
    """``data`` is the folder of public data, or the one with the texts itself."""
    shared = data or Path(__file__).parents[3] / "shared" / "data"
    folder = shared / "text" if (shared / "text").is_dir() else shared
    for name in SETS.values():
        if not (folder / f"{name}.da.txt").is_file():
            raise DataAbsent(folder / f"{name}.da.txt")
    return folder


def _read(folder: Path, name: str) -> tuple[list[str], list[str]]:
    """The Danish and the English lines of a test set, in step."""
    danish, english = (
        (folder / f"{name}.{lang}.txt").read_text(encoding="utf-8").splitlines()
        for lang in ("da", "en")
    )
    return danish, english


def _tfidf(danish: Sequence[str], english: Sequence[str]) -> Matrix:
    """Character n-grams (3 to 5) within words."""
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    both = vectors.fit_transform([*danish, *english])
    likeness: Matrix = (both[: len(danish)] @ both[len(danish) :].T).toarray()
    return likeness


def _both_ways(likeness: Matrix, rng: np.random.Generator) -> dict[str, Figure]:
    right = np.diag(likeness)
    there = (right >= likeness.max(axis=1)).astype(np.float64)
    back = (right >= likeness.max(axis=0)).astype(np.float64)
    return {
        name: [round(metrics.mean(hits), 4), *(round(x, 4) for x in metrics.bootstrap(hits, rng))]
        for name, hits in (("da→en", there), ("en→da", back))
    }


def _table(found: Mapping[str, Mapping[str, Mapping[str, Figure]]]) -> Table:
    """P@1 and the ends of its 95 % interval."""
    table = Table("encoder", "set", "da→en", "95 %", "en→da", "95 %", title="P@1 of translations")
    for title, ways in found.items():
        for way, both in ways.items():
            table.add_row(way, title, *_shown(both["da→en"]), *_shown(both["en→da"]))
    return table


def _shown(figure: Figure) -> tuple[str, str]:
    value, low, high = cast("list[float]", figure)
    return f"{value:.3f}", f"{low:.3f}–{high:.3f}"


def _missed(ours: Mapping[str, Figure], size: Mapping[str, float]) -> list[str]:
    """The aims that this run does not meet."""
    short = [way for way, figure in ours.items() if cast("list[float]", figure)[0] < AIM]
    heavy = [name for name, most in MOST.items() if size[name] > most]
    return [*short, *heavy, *(name for name, least in LEAST.items() if size[name] < least)]
