"""Ordinary words: read from lists of others, packed into a table of numbers."""

from pathlib import Path

from matcher.vocabulary.ordinary import load_ordinary_words, packed
from training.ordinary_words import both_sides, danish, repeated, table

MOST_BYTES = 400_000


def test_words_come_from_a_frequency_list(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("jeg 34\nhuset 12\n", encoding="utf-8")
    assert list(danish(file)) == ["jeg", "huset"]


def test_words_come_from_both_sides_of_a_dictionary(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("# a b\nhouse {n} (for people) :: hus {n}, villa [x]\n", encoding="utf-8")
    assert list(both_sides(file)) == ["house", "hus", "villa"]


def test_words_come_from_several_sentences() -> None:
    assert list(repeated(["A house", "the house house", "the boat"])) == ["house", "the"]


def test_single_words_of_three_letters_are_packed_folded() -> None:
    assert table(["Øer", "at", "to ord"]) == packed(["oeer"])


def test_the_packaged_table_is_what_the_sources_give(shared: Path) -> None:
    folder, known = shared / "data" / "text", load_ordinary_words()
    given = [*danish(folder / "frequency-da-50k.txt")][:2000]
    assert all(
        word in known for word in given if word.isascii() and word.isalpha() and len(word) >= 3
    )


def test_the_packaged_table_is_small() -> None:
    assert 4 * len(load_ordinary_words().hashes) <= MOST_BYTES
