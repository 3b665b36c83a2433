"""Student: token vectors that learn to translate, to follow the teacher, and what fits whom."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer
from torch.nn import functional

from training.encoder.lessons import Lessons, Texts
from training.encoder.recipe import Recipe

Loss = torch.Tensor

_FIRST_SPREAD = 0.02
_LEAST_RATE = 1e-5
_NEVER = -1e4
_TEACHERS_SCALE = 10.0


class Student:
    """A static embedding of sentence-transformers, in a loop of ours that reads each text once.

    The same recipe and lessons give the same vectors, on one machine.
    """

    def __init__(self, tokenizer: Tokenizer, lessons: Lessons, recipe: Recipe) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe, self.lessons = recipe, lessons
        self.rng = np.random.default_rng(recipe.seed)
        self.bag = StaticEmbedding(tokenizer, embedding_dim=recipe.width).embedding
        self.bag.sparse = True
        torch.nn.init.normal_(self.bag.weight, std=_FIRST_SPREAD)
        self.optimizer = torch.optim.SparseAdam(list(self.bag.parameters()), lr=recipe.rate)

    def learn(self, advance: Callable[[int, int], None]) -> None:
        """All steps; ``advance`` is told how many are done, and of how many."""
        for step in range(self.recipe.steps):
            self._set_rate(step)
            loss = self._translation() + self._fitting() + self._themes()
            self.optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            self.optimizer.step()  # type: ignore[no-untyped-call]
            advance(step + 1, self.recipe.steps)

    def table(self) -> NDArray[np.float32]:
        """The token vectors as they are now: shape (tokens, width)."""
        return self.bag.weight.detach().numpy().copy()

    def _set_rate(self, step: int) -> None:
        """Up within the warm-up, then down in a line to nothing."""
        recipe = self.recipe
        up = min(1.0, (step + 1) / recipe.warmup)
        rate = recipe.rate * up * (1 - step / recipe.steps) + _LEAST_RATE
        for group in self.optimizer.param_groups:
            group["lr"] = rate

    def _translation(self) -> Loss:
        """Each sentence finds its translation among all others of the step, both ways; every text
        and every gloss points where the teacher's vector of it does.

        The first is the multiple negatives ranking loss (Henderson et al. 2017, section 4.4), the
        second Reimers & Gurevych 2020, section 2, by cosine.
        """
        recipe, lessons = self.recipe, self.lessons
        places = lessons.translated(self.rng, recipe)
        danish, english = (
            self._vectors(lessons.danish, places),
            self._vectors(lessons.english, places),
        )
        meant = torch.from_numpy(lessons.meant[places])
        scores = recipe.scale * danish @ english.T
        scores = scores.masked_fill(torch.from_numpy(lessons.alike(places)), _NEVER)
        ranked = _both_ways(scores)
        glosses = self.rng.choice(len(lessons.glosses), recipe.glosses, replace=False)
        glossed = self._vectors(lessons.glosses, glosses)
        taught = torch.from_numpy(lessons.glosses_meant[glosses])
        followed = _apart(danish, meant) + _apart(english, meant) + _apart(glossed, taught) / 2
        return ranked + recipe.distil * followed

    def _fitting(self) -> Loss:
        """Each person finds the offer that fits among all offers and lures, each offer its person,
        in whatever languages; a part of each target is the teacher's opinion on the English."""
        recipe, lessons = self.recipe, self.lessons
        count = min(recipe.fits, len(lessons.people_meant))
        places = self.rng.choice(len(lessons.people_meant), count, replace=False)
        people = self._either(lessons.people, places)
        offers = self._either(lessons.offers, places)
        lures = self._either(lessons.lures, places)
        meant, offered, lured = (
            torch.from_numpy(found[places])
            for found in (lessons.people_meant, lessons.offers_meant, lessons.lures_meant)
        )
        found = self._softly(
            people @ torch.cat([offers, lures]).T, meant @ torch.cat([offered, lured]).T
        )
        answered = self._softly(offers @ people.T, offered @ meant.T)
        return recipe.fit * (found + answered) / 2

    def _themes(self) -> Loss:
        """Two of a theme's phrases find two others of it among those of all themes."""
        places = self.lessons.of_each_theme(self.rng)
        first = self._vectors(self.lessons.cues, places[:, :2])
        second = self._vectors(self.lessons.cues, places[:, 2:])
        right = torch.arange(len(places))
        return self.recipe.theme * functional.cross_entropy(
            self.recipe.fit_scale * first @ second.T, right
        )

    def _softly(self, likeness: Loss, teachers: Loss) -> Loss:
        recipe = self.recipe
        right = torch.eye(*likeness.shape)
        thought = torch.softmax(_TEACHERS_SCALE * teachers, dim=1)
        target = (1 - recipe.softness) * right + recipe.softness * thought
        said = functional.log_softmax(recipe.fit_scale * likeness, dim=1)
        return -(target * said).sum(dim=1).mean()

    def _either(self, texts: tuple[Texts, Texts], places: NDArray[np.int64]) -> torch.Tensor:
        """Vectors of shape (places, width), each in Danish or in English, some tokens lost."""
        chosen = self.rng.integers(2, size=len(places))
        read = [
            self._read(texts[which], place) for which, place in zip(chosen, places, strict=True)
        ]
        return self._unit([self._thinned(tokens) for tokens in read])

    def _vectors(self, texts: Texts, places: NDArray[np.int64]) -> torch.Tensor:
        """Vectors of shape (places, width); of places (n, k) the k texts are read as one."""
        grouped = places.reshape(len(places), -1).tolist()
        return self._unit(
            [[token for place in group for token in self._read(texts, place)] for group in grouped]
        )

    def _read(self, texts: Texts, place: int) -> list[int]:
        return (
            texts.pieces[place] if self.rng.random() < self.recipe.as_pieces else texts.words[place]
        )

    def _thinned(self, tokens: list[int]) -> list[int]:
        kept = self.rng.random(len(tokens)) >= self.recipe.dropped
        return [token for token, keep in zip(tokens, kept, strict=True) if keep] or tokens

    def _unit(self, found: Sequence[list[int]]) -> torch.Tensor:
        starts = np.cumsum([0, *map(len, found)])[:-1]
        tokens = torch.tensor([token for tokens in found for token in tokens])
        sums: torch.Tensor = self.bag(tokens, torch.from_numpy(starts))
        return functional.normalize(sums, dim=1)


def _both_ways(scores: Loss) -> Loss:
    right = torch.arange(len(scores))
    there, back = functional.cross_entropy(scores, right), functional.cross_entropy(scores.T, right)
    return (there + back) / 2


def _apart(vectors: torch.Tensor, taught: torch.Tensor) -> Loss:
    """Mean cosine distance of unit vectors."""
    return (1 - (vectors * taught).sum(dim=1)).mean()
