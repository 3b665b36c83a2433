"""A frozen snapshot thaws as it was, or not at all."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matcher.domain import OfferId, OrganisationId, PairState, TalentId
from matcher.features import Snapshot, freeze, sentence_encoder, thaw
from matcher.vocabulary import load
from tests import factories

ENCODER = sentence_encoder()


def _snapshot() -> Snapshot:
    snapshot = Snapshot(load(), ENCODER)
    snapshot.put_organisations([factories.organisation()])
    snapshot.put_offers([factories.offer(target_group="unge fra havnen"), factories.offer("off-2")])
    snapshot.put_talents([factories.talent(), factories.talent("tal-2")], [factories.TODAY] * 2)
    snapshot.put_pairs([(TalentId("tal-1"), OfferId("off-1"), PairState.ACCEPTED)])
    snapshot.put_blocks([(TalentId("tal-2"), OrganisationId("org-1"))])
    snapshot.drop_offers([OfferId("off-2")])
    return snapshot


def test_it_thaws_as_it_was(tmp_path: Path) -> None:
    before = _snapshot()
    freeze(before, tmp_path / "snapshot", mark="store 7, change 12")
    thawed = thaw(tmp_path / "snapshot", load(), ENCODER)
    assert thawed is not None
    after, mark = thawed
    assert mark == "store 7, change 12"
    for kind in ("talents", "offers", "organisations"):
        one, other = getattr(before, kind), getattr(after, kind)
        assert one.ids == other.ids
        assert one.row_of == other.row_of
        for name in one.names:
            assert np.array_equal(one[name], other[name], equal_nan=one[name].dtype.kind == "f")
    assert after.groups == before.groups
    assert after.states_of_talent == {"tal-1": {"off-1": PairState.ACCEPTED}}
    assert after.states_of_offer == {"off-1": {"tal-1": PairState.ACCEPTED}}
    assert after.blocked == before.blocked


def test_it_goes_on_growing_after_the_thaw(tmp_path: Path) -> None:
    freeze(_snapshot(), tmp_path / "snapshot", mark="")
    thawed = thaw(tmp_path / "snapshot", load(), ENCODER)
    assert thawed is not None
    snapshot, _ = thawed
    snapshot.put_offers([factories.offer(f"off-{n}", genres=("pop", "rock")) for n in range(100)])
    assert len(snapshot.offers.row_of) == 100
    snapshot.put_pairs([(TalentId("tal-1"), OfferId("off-1"), PairState.NONE)])
    assert snapshot.offers["taken"].sum() == 0


def test_an_empty_snapshot_thaws_too(tmp_path: Path) -> None:
    freeze(Snapshot(load(), ENCODER), tmp_path / "snapshot", mark="nothing")
    assert thaw(tmp_path / "snapshot", load(), ENCODER) is not None


def test_other_words_or_another_encoder_make_it_useless(tmp_path: Path) -> None:
    freeze(_snapshot(), tmp_path / "snapshot", mark="")
    assert thaw(tmp_path / "snapshot", replace(load(), content_hash="other"), ENCODER) is None
    assert thaw(tmp_path / "snapshot", load(), replace(ENCODER, hash="other")) is None


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 cut off", b"nonsense"])
def test_a_missing_or_damaged_file_is_no_snapshot(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "snapshot"
    if content is not None:
        path.write_bytes(content)
    assert thaw(path, load(), ENCODER) is None


def test_a_file_that_was_cut_off_is_no_snapshot(tmp_path: Path) -> None:
    path = tmp_path / "snapshot"
    freeze(_snapshot(), path, mark="")
    path.write_bytes(path.read_bytes()[:-2000])
    assert thaw(path, load(), ENCODER) is None
