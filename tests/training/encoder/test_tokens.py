"""Known words stay whole, compounds fall into their parts, and folding is one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.encoder.folding import folded
from training.encoder.tokens import counted, learned_pieces, piece_tokenizer, word_tokenizer

COUNTS = counted(
    ["sangskriver værksted støj rock musik øvelokale trommer " * 9, "a drummer plays rock"]
)
PIECES = learned_pieces(COUNTS)
WORDS = word_tokenizer(COUNTS, PIECES)


def _cut(text: str) -> list[str]:
    return WORDS.encode(text, add_special_tokens=False).tokens


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("Sangskriverværksted", ["sangskriver", "vaerksted"]),
        ("STØJROCK", ["stoej", "rock"]),
        ("rockmusik", ["rock", "musik"]),
    ],
)
def test_a_compound_falls_into_its_words(compound: str, parts: list[str]) -> None:
    assert _cut(compound) == parts


def test_a_known_word_stays_whole() -> None:
    assert _cut("Øvelokale") == ["oevelokale"]


def test_both_ways_of_cutting_share_their_table() -> None:
    pieces = piece_tokenizer(WORDS, PIECES)
    tables = [json.loads(one.to_str())["model"]["vocab"] for one in (WORDS, pieces)]
    assert [token for token, _ in tables[0]] == [token for token, _ in tables[1]]


def test_the_same_texts_make_the_same_table() -> None:
    assert word_tokenizer(COUNTS, learned_pieces(COUNTS)).to_str() == WORDS.to_str()


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
