"""Company: everyday words that name a genre beside words of music."""

import pytest

from matcher.vocabulary import Vocabularies


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("house music", "house"),
        ("jeg laver house", "house"),
        ("jeg laver mest house", "house"),
        ("I make house", "house"),
        ("I play folk", "folk"),
        ("house, techno, breaks", "breakbeat"),
    ],
)
def test_a_genre_counts_where_music_is_made(known: Vocabularies, text: str, code: str) -> None:
    assert code in {heard.code for heard in known.hear(text)}


@pytest.mark.parametrize(
    "text", ["her spiller folk sammen", "I make house calls", "during breaks", "=1+1"]
)
def test_an_everyday_word_alone_does_not(known: Vocabularies, text: str) -> None:
    assert known.hear(text) == ()
