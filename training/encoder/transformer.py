"""Any model of sentence-transformers as an encoder: by the name of a hub's, or in a folder.

The service finds ``open_encoder`` under the entry points ``samspil.encoders``; nothing else there
imports this module, which brings torch.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path

import numpy as np
import torch
from huggingface_hub import snapshot_download
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from transformers.utils.logging import disable_progress_bar

from matcher.domain import MatcherError, Problem
from matcher.features import quantised
from matcher.features.semantic import LONGEST

# What a model computes with; cards and conversions for other engines are none of it.
_PARTS = frozenset({".json", ".txt", ".safetensors", ".bin", ".model"})
_CONVERSIONS = frozenset({"onnx", "openvino"})
_BATCH = 32
_DIGITS = 16


class EncoderNotOpened(MatcherError):
    """There is no such model, or it is none (``encoder_not_opened``)."""


@dataclass(frozen=True, eq=False)
class Transformer:
    """A model of sentence-transformers, computing on the processor."""

    model: SentenceTransformer = field(repr=False)
    hash: str
    width: int

    def encode(self, texts: Sequence[str]) -> NDArray[np.int8]:
        """Directions, shape (texts, width), int8 of any length; zeros for an empty text."""
        rows = np.zeros((len(texts), self.width), dtype=np.int8)
        said = [place for place, text in enumerate(texts) if text.strip()]
        if said:
            spoken = [texts[place][:LONGEST] for place in said]
            found = self.model.encode(
                spoken, batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True
            )
            rows[said] = quantised(np.nan_to_num(np.asarray(found, dtype=np.float32)))
        return rows


def open_encoder(name: str, *, threads: int) -> Transformer:
    """The model of that name or in that folder; torch computes on so many threads from now on.

    Raises ``EncoderNotOpened`` with ``encoder`` and ``cause``.
    """
    torch.set_num_threads(threads)
    # The library leaves this function untyped.
    disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = SentenceTransformer(name, device="cpu")
        width = int(model.encode([name], show_progress_bar=False).shape[1])
        return Transformer(model=model, hash=_hash(_folder(name)), width=width)
    # Whatever a file that somebody else made does to the library, the name is what is wrong.
    except Exception as error:
        cause = str(error).strip().partition("\n")[0] or type(error).__name__
        problem = Problem("encoder_not_opened", {"encoder": name, "cause": cause.rstrip(".")})
        raise EncoderNotOpened(problem) from error


def _folder(name: str) -> Path:
    """Where the model's files are, now that it has been opened."""
    folder = Path(name)
    return (
        folder if folder.is_dir() else Path(snapshot_download(_full(name), local_files_only=True))
    )


def _full(name: str) -> str:
    """Names without an owner are those of the library's own makers."""
    return name if "/" in name else f"sentence-transformers/{name}"


def _hash(folder: Path) -> str:
    """Of all files that the vectors depend on: their places and contents."""
    digest = sha256()
    for file in sorted(_parts(folder)):
        digest.update(file.relative_to(folder).as_posix().encode())
        with file.open("rb") as stream:
            digest.update(file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:_DIGITS]


def _parts(folder: Path) -> Iterator[Path]:
    for file in folder.rglob("*"):
        inner = file.relative_to(folder).parts[:-1]
        if file.is_file() and file.suffix in _PARTS and not _CONVERSIONS.intersection(inner):
            yield file
