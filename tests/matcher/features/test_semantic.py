"""The packaged encoder: what it means, what it survives, and that others can open it."""

import csv
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matcher.features import EncoderUnreadable, cosines, quantised, read_encoder, sentence_encoder
from matcher.features.semantic import LONGEST, Vectors

ENCODER = sentence_encoder()
FOLDER = Path(str(files("matcher.features") / "data" / "encoder"))


def _likeness(one: str, other: str) -> float:
    rows = ENCODER.encode([one, other])
    return float(cosines(rows[0], rows[1:])[0])


@pytest.mark.parametrize(
    ("said", "fits", "does_not"),
    [
        ("laver beats på værelset", "studio night for producers", "choir for seniors"),
        ("I like singing for old people", "plejehjemmet søger unge musikere", "techno på lageret"),
        ("savner nogen at spille med", "jam for everybody", "mastering of your track"),
        ("jeg tør ikke stå på en scene", "lille hold uden publikum", "konkurrence foran et hav"),
    ],
)
def test_it_understands_across_words_and_languages(said: str, fits: str, does_not: str) -> None:
    assert _likeness(said, fits) > _likeness(said, does_not) + 0.1


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ("øvelokale på havnen", "oevelokale paa havnen"),
        ("Støjrock", "STØJROCK!!!"),
        ("vi spiller jazz", "vi 🎷 spiller * jazz * 🎸"),
        ("café", "cafe"),
    ],
)
def test_one_text_written_otherwise_is_the_same(written: str, otherwise: str) -> None:
    assert _likeness(written, otherwise) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("text", ["", "   ", "\n\t\x00\x1f", "🎸🔥🥁", "!!! ... ---"])
def test_what_says_nothing_is_like_nothing(text: str) -> None:
    row = ENCODER.encode([text])[0]
    assert not row.any()
    assert np.isnan(cosines(row, ENCODER.encode(["guitar"]))[0])


@pytest.mark.parametrize(
    "text",
    [
        "ord " * 250_000,
        "æ" * 1_000_000,
        "<p onclick='x'>trommer</p> &amp; bas",
        "гитара 吉他 قيثارة guitar",
        "a\u0301\u200d\u202e guitar \ufffd",
        "\ud800 guitar",
    ],
)
def test_odd_texts_have_a_vector(text: str) -> None:
    assert ENCODER.encode([text]).shape == (1, ENCODER.width)


def test_only_the_beginning_of_a_giant_text_is_read() -> None:
    text = "trommer " * LONGEST
    assert np.array_equal(ENCODER.encode([text]), ENCODER.encode([text[:LONGEST]]))


@given(st.lists(st.text(max_size=60), max_size=8))
def test_every_text_is_encoded_as_if_it_were_alone(texts: list[str]) -> None:
    together = ENCODER.encode(texts)
    assert together.shape == (len(texts), ENCODER.width)
    for row, text in zip(together, texts, strict=True):
        assert np.array_equal(row, ENCODER.encode([text])[0])


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_symmetric_and_at_most_one(one: str, other: str) -> None:
    there, back = _likeness(one, other), _likeness(other, one)
    assert there == pytest.approx(back, abs=1e-6, nan_ok=True)
    assert np.isnan(there) or there <= 1 + 1e-6


@given(arrays(np.int8, (7, 384)))
def test_cosines_are_those_of_exact_arithmetic_and_at_most_one(rows: Vectors) -> None:
    exact = rows.astype(np.float64)
    norms = np.linalg.norm(exact, axis=1)
    known = norms * norms[0] > 0
    found = cosines(rows[0], rows)
    assert np.array_equal(np.isnan(found), ~known)
    wanted = (exact @ exact[0])[known] / (norms * norms[0])[known]
    assert found[known] == pytest.approx(wanted, abs=1e-6)
    assert (np.abs(found[known]) <= 1 + 1e-6).all()


def test_sentence_transformers_opens_the_folder_and_agrees() -> None:
    # Here, for it takes seconds to import.
    from sentence_transformers import SentenceTransformer

    table = files("training.encoder") / "data" / "fits_validation.tsv"
    with Path(str(table)).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    texts = [text for row in rows[:100] for text in row]
    theirs = SentenceTransformer(str(FOLDER), device="cpu").encode(texts, normalize_embeddings=True)
    ours = ENCODER.encode(texts).astype(np.float64)
    ours /= np.linalg.norm(ours, axis=1, keepdims=True)
    assert (1 - (ours * theirs).sum(axis=1)).max() < 1e-3


def test_the_folder_is_small_and_has_its_card() -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) <= 32 * 2**20
    card = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(word in card for word in ("Tatoeba", "Wiktionary", "DanNet", "CC BY-SA", "cannot"))


def test_vectors_keep_their_direction_when_stored_in_steps() -> None:
    rows = np.random.default_rng(1).normal(size=(50, 384)).astype(np.float32)
    stored = quantised(rows).astype(np.float64)
    cosine = (rows * stored).sum(axis=1) / np.linalg.norm(rows, axis=1)
    assert (1 - cosine / np.linalg.norm(stored, axis=1)).max() < 1e-4


@pytest.mark.parametrize("left_out", ["model.safetensors", "tokenizer.json"])
def test_a_folder_with_a_part_missing_is_refused(tmp_path: Path, left_out: str) -> None:
    for file in FOLDER.iterdir():
        if file.name != left_out:
            (tmp_path / file.name).symlink_to(file)
    with pytest.raises(EncoderUnreadable) as refused:
        read_encoder(tmp_path)
    assert refused.value.problem.params == {"folder": str(tmp_path)}


@pytest.mark.parametrize("damaged", ["model.safetensors", "tokenizer.json"])
def test_a_damaged_folder_is_refused(tmp_path: Path, damaged: str) -> None:
    for file in FOLDER.iterdir():
        (tmp_path / file.name).symlink_to(file)
    (tmp_path / damaged).unlink()
    (tmp_path / damaged).write_bytes(b"cut off")
    with pytest.raises(EncoderUnreadable):
        read_encoder(tmp_path)


def test_other_weights_have_another_name(tmp_path: Path) -> None:
    for file in FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert read_encoder(tmp_path).hash == ENCODER.hash
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x07")
    assert read_encoder(tmp_path).hash != ENCODER.hash
