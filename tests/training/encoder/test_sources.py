"""The sources are read as they lie, and nothing of the test sets is learned."""

from pathlib import Path

import pytest

from training.encoder import domain, sources
from training.encoder.folding import folded
from training.encoder.making import material
from training.encoder.sources import Pair


def _write(folder: Path, name: str, *lines: str) -> None:
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    _write(
        tmp_path,
        "tatoeba-train.tsv",
        "da\ten\tattribution",
        "Hej!\tHi.\tCC",
        'Et "ord\tA "word\tCC',
    )
    _write(
        tmp_path,
        "wiktionary-en-da.txt",
        "drum {n} (musical instrument) :: tromme {c}, slagtøj {n}",
        "hi {interj} (greeting) SEE: hello ::",
        "hello {interj} :: hej",
    )
    _write(
        tmp_path,
        "dannet-omw.tab",
        "# head",
        "1-n\tlemma\ttromme",
        "1-n\tlemma\tpauke",
        "2-n\tlemma\tø",
    )
    _write(tmp_path, "frequency-da-50k.txt", "trommerne 50", "trommen 20", "hus 3", "heje 2")
    _write(tmp_path, "tatoeba-test.da.txt", "Hej, hej!")
    _write(tmp_path, "tatoeba-test.en.txt", "Hello hello")
    _write(tmp_path, "ntrex.da.txt", "Nyt.")
    _write(tmp_path, "ntrex.en.txt", "News.")
    return tmp_path


def test_sentences_are_read_with_their_quotes(corpus: Path) -> None:
    assert sources.sentences(corpus) == [
        Pair("Hej!", "Hi.", "Hi."),
        Pair('Et "ord', 'A "word', 'A "word'),
    ]


def test_every_translation_of_an_entry_is_a_pair_with_its_gloss(corpus: Path) -> None:
    assert sources.dictionary(corpus) == [
        Pair("tromme", "drum", "drum: musical instrument"),
        Pair("slagtøj", "drum", "drum: musical instrument"),
        Pair("hej", "hello", "hello"),
    ]


def test_an_inflection_means_what_its_word_means(corpus: Path) -> None:
    found = sources.inflections(corpus, sources.dictionary(corpus))
    assert [(pair.danish, pair.english) for pair in found] == [
        ("trommerne", "drum"),
        ("trommen", "drum"),
        ("heje", "hello"),
    ]


def test_a_synonym_shares_a_single_translation(corpus: Path) -> None:
    found = sources.synonyms(corpus, sources.dictionary(corpus))
    assert found == [Pair("pauke", "drum", "drum: musical instrument")]


def test_sentences_of_the_test_sets_are_left_out_however_they_are_written(corpus: Path) -> None:
    pairs = [Pair("HEJ hej", "x", "x"), Pair("x", "news", "news"), Pair("ny", "new", "new")]
    assert sources.without(pairs, sources.held_out(corpus)) == [Pair("ny", "new", "new")]


def test_a_missing_source_is_named(corpus: Path) -> None:
    (corpus / "dannet-omw.tab").unlink()
    with pytest.raises(FileNotFoundError, match="dannet"):
        material(corpus)


def test_nothing_that_is_learned_stands_in_a_test_set(shared: Path) -> None:
    text = shared / "data" / "text"
    kept_back, learned = sources.held_out(text), material(text)
    assert len(kept_back) > 5000
    said = [*learned.said(), *learned.glosses, *learned.taught()]
    said += [
        text for fit in learned.fits for pair in fit.pairs for text in (pair.danish, pair.english)
    ]
    assert kept_back.isdisjoint(map(folded, set(said)))


def test_our_own_corpus_is_large_and_says_nothing_twice() -> None:
    fits = domain.fits(validation=False)
    pairs = [pair for fit in fits for pair in fit.pairs] + domain.phrases()
    assert len(pairs) >= 3000
    assert len({folded(pair.danish) for pair in pairs}) == len(pairs)


def test_what_the_recipe_is_chosen_by_is_not_learned() -> None:
    learned = {
        folded(t)
        for f in domain.fits(validation=False)
        for p in f.pairs
        for t in (p.danish, p.english)
    }
    chosen_by = {
        folded(t)
        for f in domain.fits(validation=True)
        for p in f.pairs
        for t in (p.danish, p.english)
    }
    towns = {folded(text) for town in domain.towns() for text in (*town.people, *town.offers)}
    assert learned.isdisjoint(chosen_by | towns)


def test_our_own_corpus_repeats_nothing_of_the_gold_town(shared: Path) -> None:
    table = (shared / "gold" / "town_a" / "talents.csv").read_text(encoding="utf-8-sig")
    offers = (shared / "gold" / "town_a" / "offers.csv").read_text(encoding="utf-8-sig")
    gold = f" {folded(table)} {folded(offers)} "
    fits = domain.fits(validation=False)
    longer = [folded(p.danish) for f in fits for p in f.pairs if len(p.danish.split()) >= 5]
    assert [text for text in longer if f" {text} " in gold] == []
