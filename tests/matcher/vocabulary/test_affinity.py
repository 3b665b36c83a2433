"""Affinity: its properties as a matrix, and that it is musically right."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.vocabulary import Term, Vocabularies, WordList
from matcher.vocabulary.affinity import FLOOR, depth_of, in_order, inner_space, link_matrix

NEAR = 0.6
FAR = 0.3


def affinity(among: WordList, one: str, other: str) -> float:
    return float(among.affinity[among.index[one], among.index[other]])


@pytest.mark.parametrize("name", ["genres", "roles", "goals", "conditions", "kinds"])
def test_affinity_is_symmetric_between_nought_and_one_and_one_to_oneself(
    known: Vocabularies, name: str
) -> None:
    matrix = getattr(known, name).affinity
    assert matrix.dtype == np.float32
    assert np.array_equal(matrix, matrix.T)
    assert np.array_equal(np.diag(matrix), np.ones(len(matrix)))
    assert matrix.max() <= 1
    assert matrix[matrix > 0].min() >= FLOOR


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("folk", "viser"),
        ("indie", "rock"),
        ("techno", "house"),
        ("trap", "drill"),
        ("trap", "hiphop"),
        ("rnb", "soul"),
        ("punk", "hardcore"),
        ("gospel", "soul"),
        ("singer_songwriter", "viser"),
        ("spillemandsmusik", "folk"),
        ("film_music", "game_music"),
        ("black_metal", "metal"),
        ("choir", "pop_choir"),
        ("classical", "contemporary_classical"),
        ("hojskolesang", "community_singing"),
        ("danish_rap", "hiphop"),
        ("electronic", "techno"),
    ],
)
def test_kindred_genres_are_near(known: Vocabularies, one: str, other: str) -> None:
    assert affinity(known.genres, one, other) >= NEAR


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("metal", "classical"),
        ("trap", "jazz"),
        ("techno", "viser"),
        ("choir", "metal"),
        ("drill", "spillemandsmusik"),
        ("hiphop", "classical"),
        ("opera", "hardcore"),
        ("childrens_songs", "black_metal"),
    ],
)
def test_strange_genres_are_far(known: Vocabularies, one: str, other: str) -> None:
    assert affinity(known.genres, one, other) <= FAR


@pytest.mark.parametrize(
    ("name", "nearer", "farther"),
    [
        ("genres", ("trap", "hiphop"), ("trap", "jazz")),
        ("genres", ("ambient", "film_music"), ("ambient", "punk")),
        ("genres", ("indie", "singer_songwriter"), ("indie", "techno")),
        ("genres", ("balkan", "folk"), ("balkan", "techno")),
        ("roles", ("producer", "beatmaker"), ("producer", "guitar")),
        ("roles", ("singer", "choir_singer"), ("singer", "drums")),
        ("roles", ("violin", "viola"), ("violin", "guitar")),
        ("roles", ("guitar", "ukulele"), ("guitar", "trumpet")),
        ("roles", ("trumpet", "trombone"), ("trumpet", "cello")),
        ("roles", ("rapper", "songwriter"), ("rapper", "violin")),
        ("roles", ("sound_engineer", "light_engineer"), ("sound_engineer", "flute")),
        ("goals", ("find_people", "band"), ("find_people", "get_paid")),
        ("goals", ("record", "release"), ("record", "wellbeing")),
        ("conditions", ("quiet_room", "small_group"), ("quiet_room", "loud_ok")),
        ("kinds", ("gig", "festival"), ("gig", "course")),
    ],
)
def test_the_nearer_pair_has_the_greater_affinity(
    known: Vocabularies, name: str, nearer: tuple[str, str], farther: tuple[str, str]
) -> None:
    among = getattr(known, name)
    assert affinity(among, *nearer) > affinity(among, *farther)


def tree(*parents: int) -> WordList:
    """Terms ``0`` to ``n``; each after the first below the named one, or a root for -1."""
    above = (-1, *parents)
    terms = (
        Term(str(code), str(code), str(code), parent=None if up < 0 else str(up))
        for code, up in enumerate(above)
    )
    return WordList("tree", tuple(terms))


def test_siblings_are_nearer_the_deeper_they_lie() -> None:
    # 0 ─ 1 ─ (2, 3), and 4 beside 1
    grown = tree(0, 1, 1, 0)
    assert affinity(grown, "2", "3") > affinity(grown, "1", "4")


def test_different_trees_have_nothing_in_common() -> None:
    assert affinity(tree(-1), "0", "1") == 0


def test_a_link_to_the_parent_brings_it_nearer() -> None:
    linked = Term("1", "1", "1", parent="0", related=(("0", 0.9),))
    grown = WordList("tree", (Term("0", "0", "0"), linked))
    assert affinity(grown, "0", "1") == pytest.approx(0.9)


def test_depth_counts_ancestors() -> None:
    grown = tree(0, 1)
    assert [depth_of(term, grown.terms, grown.index) for term in grown.terms] == [0, 1, 2]


@given(st.lists(st.integers(-1, 0), max_size=8).map(tuple))
def test_any_tree_has_a_symmetric_affinity(parents: tuple[int, ...]) -> None:
    matrix = tree(*parents).affinity
    assert np.array_equal(matrix, matrix.T)


def test_a_link_matrix_stands_where_its_links_point() -> None:
    matrix = link_matrix([("a", "y", 0.5)], {"a": 0, "b": 1}, {"x": 0, "y": 1})
    assert matrix.tolist() == [[0, 0.5], [0, 0]]


def test_values_come_in_the_order_of_codes() -> None:
    assert in_order({"b": 0.5}, ("a", "b")).tolist() == [0, 0.5]


def test_rows_of_the_inner_space_multiply_to_the_similarities() -> None:
    similarity = np.array([[1, 0.5, 0], [0.5, 1, 0.5], [0, 0.5, 1]], dtype=np.float32)
    space = inner_space(similarity)
    assert np.allclose(space @ space.T, similarity, atol=1e-6)
