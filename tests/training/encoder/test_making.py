"""A training from few sources makes a folder that serves, and the same one again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.features import read_encoder
from training.encoder.domain import Fit
from training.encoder.lessons import Material
from training.encoder.recipe import Recipe
from training.encoder.sources import Pair
from training.encoder.validation import cosine_matrix, found_first

if TYPE_CHECKING:
    from training.encoder.making import Made

NUMBERS = {
    "en": "one",
    "to": "two",
    "tre": "three",
    "fire": "four",
    "fem": "five",
    "seks": "six",
    "syv": "seven",
    "otte": "eight",
    "ni": "nine",
    "ti": "ten",
    "elleve": "eleven",
    "tolv": "twelve",
}
DANISH, ENGLISH = list(NUMBERS), list(NUMBERS.values())
PAIRS = [
    Pair(f"{DANISH[i]} {DANISH[j]}", f"{ENGLISH[i]} {ENGLISH[j]}", f"{ENGLISH[i]} {ENGLISH[j]}")
    for i in range(12)
    for j in range(i)
]
RECIPE = Recipe(width=384, steps=40, sentences=32, ours=4, words=8, glosses=4, fits=4, warmup=5)


def _little(_corpus: Path) -> Material:
    words = [Pair(d, e, e) for d, e in zip(DANISH, ENGLISH, strict=True)]
    return Material(
        sentences=PAIRS,
        ours=PAIRS[:8],
        dictionary=words,
        glosses=[f"{word}: a number" for word in ENGLISH],
        fits=[Fit(*PAIRS[i : i + 3]) for i in range(0, 24, 3)],
        themes=[("en", "one", "to", "two"), ("ni", "nine", "ti", "ten", "elleve")],
    )


def _taught(texts: Sequence[str], _cache: Path, **_: object) -> dict[str, NDArray[np.float32]]:
    """A teacher who knows each word as a direction."""
    rng = np.random.default_rng(3)
    known = {word: rng.normal(size=384) for word in ENGLISH}

    def said(text: str) -> NDArray[np.float32]:
        words = [known[word] for word in text.replace(":", "").split() if word in known]
        vector = np.array(words).sum(axis=0)
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)

    return {text: said(text) for text in texts}


@dataclass(frozen=True, slots=True)
class Training:
    """What was made, and what was said while it was."""

    made: "Made"
    stages: list[tuple[str, int, int]]


@pytest.fixture(scope="module", autouse=True)
def _few_sources() -> Iterator[None]:
    # Here, for what learns takes seconds to import.
    from training.encoder import making

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(making, "material", _little)
        patched.setattr(making, "taught", _taught)
        yield


@pytest.fixture(scope="module")
def trained(_few_sources: None, tmp_path_factory: pytest.TempPathFactory) -> Training:
    return _trained(tmp_path_factory.mktemp("made"))


def _trained(folder: Path) -> Training:
    from training.encoder.making import make

    stages: list[tuple[str, int, int]] = []

    def advance(stage: str, done: int, of: int) -> None:
        stages.append((stage, done, of))

    made = make(folder, folder / "encoder", RECIPE, cache=folder, advance=advance)
    return Training(made, stages)


def test_it_learns_to_translate_and_is_served_from_its_folder(trained: Training) -> None:
    made, stages = trained.made, trained.stages
    encoder = read_encoder(made.folder)
    right = found_first(
        cosine_matrix(encoder, [p.danish for p in PAIRS], [p.english for p in PAIRS])
    )
    assert min(right.values()) > 0.9
    assert stages[-1] == ("training", 40, 40)
    assert made.report["hash"] == encoder.hash
    assert made.report["recipe"]["seed"] == RECIPE.seed
    assert "CC BY-SA" in (made.folder / "README.md").read_text(encoding="utf-8")


def test_the_same_recipe_makes_the_same_encoder(trained: Training, tmp_path: Path) -> None:
    assert _trained(tmp_path).made.report["hash"] == trained.made.report["hash"]
