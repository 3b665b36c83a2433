"""Behaviour: tokens of offers, what states are worth, vectors on disk."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file

from matcher.domain import PairState
from matcher.features import BehaviourUnreadable, load_behaviour, save_behaviour
from matcher.features.behaviour import (
    FORMAT,
    MAX_TOKENS,
    MOST_DIRECTIONS,
    token_hashes,
    tokens_of,
    worth,
)
from matcher.vocabulary import load
from tests.matcher.features.behaviours import behaviour

GENRES = load().genres
LEARNED = behaviour(
    {"organisation:org-1": [1, 0], "organisation:org-2": [0, 1], "kind_genre:gig:rock": [0.5, 0.5]},
    pull={"organisation:org-1": 0.7},
    together=[("organisation:org-1", "kind_genre:gig:rock")],
)


def _hashed(*tokens: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint64]]:
    return np.array([token_hashes(tokens)], dtype=np.uint64)


def test_an_offer_is_its_organisation_its_series_and_its_kind_with_each_family() -> None:
    found = tokens_of("org-1", "gig", genres=["danish_pop", "pop", "rock"], known=GENRES)
    assert found == (
        "organisation:org-1",
        "series:org-1:gig",
        "kind_genre:gig:pop",
        "kind_genre:gig:rock",
    )


def test_open_to_all_genres_is_a_family_of_its_own_and_no_kind_makes_no_series() -> None:
    found = tokens_of("org-1", None, genres=["no such genre"], known=GENRES)
    assert found == ("organisation:org-1", "kind_genre::")


@given(st.lists(st.sampled_from(GENRES.codes), max_size=30))
def test_tokens_are_different_and_never_more_than_the_column_holds(genres: list[str]) -> None:
    found = tokens_of("org-1", "camp", genres=genres, known=GENRES)
    assert len(found) == len(set(found)) <= MAX_TOKENS
    assert len(token_hashes(found)) == MAX_TOKENS


def test_the_strongest_thing_done_counts() -> None:
    assert worth(PairState.SAVED | PairState.APPLIED) == worth(PairState.APPLIED)
    assert worth(PairState.TAKEN_PART) > worth(PairState.APPLIED) > worth(PairState.SAVED) > 0


def test_hiding_counts_against_and_what_the_provider_does_says_nothing() -> None:
    assert worth(PairState.SAVED | PairState.HIDDEN_BY_TALENT) < 0
    assert worth(PairState.INVITED | PairState.HIDDEN_BY_PROVIDER | PairState.DECLINED) == 0


def test_an_offer_is_the_mean_of_its_learned_tokens() -> None:
    found = LEARNED.known(_hashed("organisation:org-1", "unheard of", "kind_genre:gig:rock"))
    np.testing.assert_allclose(found.says, [[0.75, 0.25]])
    assert found.behaves.all()
    np.testing.assert_allclose(found.pull, [0.7])


def test_nothing_is_known_of_an_offer_without_learned_tokens() -> None:
    found = LEARNED.known(_hashed("organisation:org-9"))
    assert not found.says.any()
    assert not found.behaves.any()
    assert np.isnan(found.pull).all()


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0.5, 1e4))
def test_affinity_is_bounded_and_keeps_the_order(one: float, other: float, weight: float) -> None:
    products = np.array([one, other], dtype=np.float32)
    low, high = LEARNED.affinity(products, np.full(2, weight, dtype=np.float32)).tolist()
    assert -1 <= min(low, high) <= max(low, high) <= 1
    assert (low <= high) or one > other


def test_it_is_loaded_as_it_was_saved(tmp_path: Path) -> None:
    save_behaviour(LEARNED, tmp_path / "b.safetensors")
    again = load_behaviour(tmp_path / "b.safetensors")
    assert again.hash == LEARNED.hash
    assert again.scale == LEARNED.scale
    np.testing.assert_array_equal(again.together, LEARNED.together)


def test_other_vectors_have_another_hash() -> None:
    other = behaviour({"organisation:org-1": [1, 0]})
    assert other.hash != LEARNED.hash


@pytest.mark.parametrize("content", [None, b"", b"nonsense", b"\x08\0\0\0\0\0\0\0{}      "])
def test_a_missing_or_damaged_file_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "b.safetensors"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BehaviourUnreadable) as refused:
        load_behaviour(path)
    assert refused.value.problem.code == "behaviour_unreadable"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("scale", np.zeros(1, np.float32)),
        ("says", np.full((3, 2), np.nan, np.float32)),
        ("says", np.zeros((3, MOST_DIRECTIONS + 1), np.float32)),
        ("draws", np.zeros((2, 2), np.float32)),
        ("tokens", np.array([3, 2, 1], np.uint64)),
        ("pull", np.full(3, np.inf, np.float32)),
    ],
)
def test_unsound_vectors_are_refused(
    tmp_path: Path, name: str, value: np.ndarray[tuple[int, ...], np.dtype[np.generic]]
) -> None:
    path = tmp_path / "b.safetensors"
    save_file(LEARNED.tensors() | {name: value}, path, metadata={"format": FORMAT})
    with pytest.raises(BehaviourUnreadable):
        load_behaviour(path)
