"""The n-gram encoder meets what any encoder must, and sees Danish compounds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.features import NgramEncoder, ngram_encoder

ENCODER = ngram_encoder()


def _likeness(one: str, other: str) -> float:
    rows = ENCODER.encode([one, other])
    return float(ENCODER.similarity(rows[0], rows[1:])[0])


def test_a_text_is_entirely_like_itself() -> None:
    text = "Vi mixer, laver cover og lægger en sang ud hver."
    assert _likeness(text, text) == pytest.approx(1, abs=0.01)


def test_compounds_and_inflections_meet() -> None:
    near = _likeness("jeg skriver sange", "et sangskriverværksted")
    far = _likeness("jeg skriver sange", "techno i en tom fabrikshal")
    assert near > far


def test_case_and_signs_do_not_matter() -> None:
    assert _likeness("HIP-HOP!", "hip hop") == pytest.approx(1, abs=0.01)


def test_the_likeness_of_an_empty_text_is_unknown() -> None:
    assert np.isnan(_likeness("", "hip hop"))
    assert np.isnan(_likeness("hip hop", " ?! "))


@given(texts=st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_texts_do_not_disturb_each_other(texts: list[str]) -> None:
    together = ENCODER.encode(texts)
    alone = np.concatenate([ENCODER.encode([text]) for text in texts])
    assert np.array_equal(together, alone)


@given(one=st.text(max_size=200), other=st.text(max_size=200))
def test_likeness_is_symmetric_and_between_0_and_1(one: str, other: str) -> None:
    there, back = _likeness(one, other), _likeness(other, one)
    assert there == pytest.approx(back, abs=1e-5, nan_ok=True)
    assert np.isnan(there) or 0 <= there <= 1


def test_the_hash_names_the_weights() -> None:
    other = NgramEncoder(ENCODER.idf * 2)
    assert other.hash != ENCODER.hash
    assert NgramEncoder(ENCODER.idf).hash == ENCODER.hash
