"""Text alone: what is compared, in which cuts, and through which noise."""

import numpy as np
import pytest

from training.benchmarks.noise import NOISES, typos
from training.benchmarks.text_alone import (
    LEAD,
    Texts,
    bm25,
    by_language,
    fused,
    lead,
    measured,
    tfidf,
)

TEXTS = Texts(
    people=("Jeg spiller guitar og er glad for det", "We sing and we write to the moon"),
    offers=("guitar for alle der vil", "guitar guitar og bas er her", "we sing with the choir"),
)
GRADES = np.array([[3, 0, 0], [0, 0, 2]])
ALL = np.ones(GRADES.shape, dtype=np.bool_)
RNG = np.random.default_rng(1)


def test_bm25_is_what_its_formula_says() -> None:
    texts = Texts(people=("guitar",), offers=("guitar bas", "bas bas bas"))
    weight = np.log1p((2 - 1 + 0.5) / (1 + 0.5))
    norm = 1.2 * (1 - 0.75 + 0.75 * 2 / 2.5)
    assert bm25(texts)[0] == pytest.approx([weight * 2.2 / (1 + norm), 0])


@pytest.mark.parametrize("way", [bm25, tfidf, fused])
def test_who_shares_words_comes_first(way) -> None:  # type: ignore[no-untyped-def]
    scores = way(TEXTS)
    assert scores.shape == GRADES.shape
    assert scores[1].argmax() == 2


def test_each_pair_is_in_one_cut_of_languages() -> None:
    cuts = by_language(TEXTS)
    assert np.array_equal(sum(cut.astype(int) for cut in cuts.values()), np.ones((2, 3)))
    assert cuts["English→English"].tolist() == [[False] * 3, [False, False, True]]


def test_a_cut_ranks_only_its_pairs() -> None:
    scores = np.array([[0.0, 5.0, 9.0], [0.0, 0.0, 1.0]])
    only_danish = by_language(TEXTS)["Danish→Danish"]
    worse, better = measured(scores, GRADES, ALL, RNG), measured(scores, GRADES, only_danish, RNG)
    assert better[0] != worse[0]


def test_the_lead_is_counted_person_by_person() -> None:
    right, wrong = GRADES.astype(float), -GRADES.astype(float)
    assert lead(right, wrong, GRADES, ALL, RNG)[0] > 0
    assert lead(right, right, GRADES, ALL, RNG) == [0, 0, 0]
    assert "MiniLM" in LEAD


@pytest.mark.parametrize("noise", NOISES)
def test_every_noise_changes_what_is_said_and_keeps_the_words(noise: str) -> None:
    text = "Vi øver på værelset hver torsdag aften i byen sammen med andre"
    spoiled = NOISES[noise](text, np.random.default_rng(2))
    assert spoiled != text
    assert len(spoiled.split()) >= len(text.split())


def test_every_fourth_word_has_a_slip() -> None:
    text = " ".join(["trommer"] * 40)
    changed = sum(word != "trommer" for word in typos(text, np.random.default_rng(3)).split(" "))
    assert 7 <= changed <= 10
