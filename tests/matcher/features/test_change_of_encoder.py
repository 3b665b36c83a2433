"""A snapshot takes meanings that it is given, and another encoder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.features import Snapshot, sentence_encoder
from matcher.features.encoding import text_of
from matcher.vocabulary import load
from tests.factories import offer, organisation, talent

DAY = date(2026, 9, 1)


@dataclass(frozen=True)
class Narrow:
    """Vectors of three cells."""

    hash: str = "narrow"
    width: int = 3

    def encode(self, texts: Sequence[str]) -> NDArray[np.int8]:
        return np.full((len(texts), 3), 5, dtype=np.int8)


def filled() -> Snapshot:
    snapshot = Snapshot(load(), sentence_encoder())
    snapshot.put_organisations([organisation()])
    snapshot.put_talents([talent()], [DAY])
    return snapshot


def test_without_meanings_the_encoder_is_asked() -> None:
    wanted = sentence_encoder().encode([text_of(talent())])
    assert np.array_equal(filled().talents["meaning"], wanted)


def test_meanings_that_are_given_are_taken() -> None:
    snapshot = filled()
    given = np.full((1, snapshot.encoder.width), 9, dtype=np.int8)
    snapshot.put_talents([talent()], [DAY], meaning=given)
    snapshot.put_offers([offer()], meaning=given)
    assert np.array_equal(snapshot.talents["meaning"], given)
    assert np.array_equal(snapshot.offers["meaning"], given)


def test_with_another_encoder_texts_say_nothing_until_it_is_known_what_they_mean() -> None:
    snapshot = filled()
    level = snapshot.talents["level"].tolist()
    snapshot.change_encoder(Narrow())
    assert snapshot.talents["meaning"].tolist() == [[0, 0, 0]]
    assert snapshot.talents["level"].tolist() == level
    snapshot.put_offers([offer()])
    assert snapshot.offers["meaning"].tolist() == [[5, 5, 5]]
