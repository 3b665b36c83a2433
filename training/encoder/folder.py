"""Folder: the encoder as sentence-transformers opens it, and as the service serves it."""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer

_FULL = 127
_MODULES = [
    {
        "idx": 0,
        "name": "0",
        "path": "",
        "type": f"{StaticEmbedding.__module__}.{StaticEmbedding.__name__}",
    }
]


def write_folder(folder: Path, tokenizer: Tokenizer, table: NDArray[np.float32]) -> None:
    """Write the four files; ``table`` are the token vectors, shape (tokens, width).

    Each row is stored in 127 steps up to its largest cell, with the size of the step beside it,
    under the names that model2vec gave such tables, so that both readers multiply them out.
    """
    steps = np.abs(table).max(axis=1) / _FULL
    steps[steps == 0] = 1
    folder.mkdir(parents=True, exist_ok=True)
    save_file(
        {
            "embeddings": np.rint(table / steps[:, None]).astype(np.int8),
            "weights": steps.astype(np.float32),
        },
        folder / "model.safetensors",
    )
    (folder / "model.safetensors").chmod(0o644)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    _write(folder / "modules.json", _MODULES)
    _write(folder / "config_sentence_transformers.json", _config())


def _config() -> dict[str, object]:
    return {
        "__version__": {"sentence_transformers": version("sentence-transformers")},
        "model_type": "SentenceTransformer",
        "prompts": {},
        "default_prompt_name": None,
        "similarity_fn_name": "cosine",
    }


def _write(file: Path, content: object) -> None:
    file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
