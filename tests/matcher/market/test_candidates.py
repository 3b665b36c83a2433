"""Candidates: of all that a person may join the best few, as asking each person would find."""

import numpy as np
import pytest

from matcher.domain import (
    Audience,
    Direction,
    OfferId,
    OrganisationId,
    PairState,
    TalentId,
)
from matcher.features import Pairing, Snapshot, pairing, sentence_encoder, verdicts
from matcher.market.candidates import Survey, survey
from matcher.market.demand import UNLIMITED, Floats
from matcher.vocabulary import load
from tests import factories

CONTEXT = factories.context(Audience.TALENT)


def snapshot() -> Snapshot:
    made = Snapshot(load(), sentence_encoder())
    made.put_organisations([factories.organisation()])
    offers = [factories.offer(f"off-{n}", age_min=12 + n % 8, capacity=n) for n in range(1, 90)]
    offers += [factories.offer("off-free", capacity=None)]
    made.put_offers([*offers, factories.offer("off-full", capacity=0)])
    people = [factories.talent(f"tal-{n}") for n in range(5)]
    people += [factories.talent("tal-objects", profiling=False)]
    made.put_talents(people, [factories.TODAY] * len(people))
    return made


def values(asked: Pairing) -> tuple[Floats, Floats]:
    """Made up of the rows, so that everybody likes something else best."""
    offer, talent = np.broadcast_arrays(asked.offers["key"], asked.talents["key"])
    wants = ((offer ^ talent) % np.uint64(1000)).astype(np.float64) / 1000
    return wants, np.full(len(wants), 0.5)


def market(made: Snapshot, width: int = 8) -> Survey:
    return survey(made, CONTEXT, values=values, width=width)


def test_everybody_has_the_best_of_what_they_may_join() -> None:
    made = snapshot()
    found = market(made)
    for place, row in enumerate(found.people.tolist()):
        asked = pairing(made, Direction.OFFERS_FOR_TALENT, subject=made.talents.ids[row])
        open_to = asked.keep(verdicts(asked, CONTEXT).eligible())
        wants, _ = values(open_to)
        best = {open_to.ids()[n] for n in np.argsort(-wants)[:8].tolist()}
        own = found.candidates.offers[place]
        assert {made.offers.ids[found.offers[n]] for n in own.tolist()} == best


def test_who_objects_to_profiling_is_in_no_market() -> None:
    made = snapshot()
    assert made.talents.row_of["tal-objects"] not in market(made).people.tolist()


def test_seats_are_those_that_are_left() -> None:
    made = snapshot()
    made.put_pairs([(TalentId("tal-1"), OfferId("off-5"), PairState.ACCEPTED)])
    found = market(made)
    left = dict(zip((made.offers.ids[row] for row in found.offers), found.seats, strict=True))
    assert (left["off-5"], left["off-6"], left["off-free"]) == (4, 6, UNLIMITED)
    assert "off-full" not in left


def test_who_waits_counts_for_the_offer_and_for_the_person() -> None:
    made = snapshot()
    made.put_pairs(
        [
            (TalentId("tal-1"), OfferId("off-5"), PairState.APPLIED),
            (TalentId("tal-2"), OfferId("off-5"), PairState.INVITED),
            (TalentId("tal-2"), OfferId("off-9"), PairState.ACCEPTED),
        ]
    )
    found = market(made)
    waits = dict(zip((made.offers.ids[row] for row in found.offers), found.waiting, strict=True))
    engaged = dict(zip((made.talents.ids[row] for row in found.people), found.engaged, strict=True))
    assert (waits["off-5"], waits["off-9"]) == (0.5 + _wanted(made, "tal-2", "off-5"), 0.0)
    asked = 1.0 + _wanted(made, "tal-2", "off-5")
    assert (engaged["tal-1"], engaged["tal-2"], engaged["tal-3"]) == (0.5, asked, 0.0)


def _wanted(made: Snapshot, talent: str, offer: str) -> float:
    """Who is invited has the provider's yes: what is left is whether they want to."""
    asked = pairing(made, Direction.TALENTS_FOR_OFFER, subject=offer)
    return float(values(asked)[0][asked.ids().index(talent)])


def test_who_objects_to_profiling_and_waits_is_counted_like_others() -> None:
    made = snapshot()
    made.put_pairs([(TalentId("tal-objects"), OfferId("off-5"), PairState.APPLIED)])
    found = market(made)
    waits = dict(zip((made.offers.ids[row] for row in found.offers), found.waiting, strict=True))
    assert (waits["off-5"], waits["off-6"]) == (0.5, 0.0)
    assert not found.engaged.any()


@pytest.mark.parametrize("waits", [PairState.APPLIED, PairState.INVITED])
def test_blocked_offers_and_those_one_waits_for_already_are_nobodys_candidates(
    waits: PairState,
) -> None:
    """Who is invited sees the offer still, and is counted once."""
    made = snapshot()
    made.put_blocks([(TalentId("tal-1"), OrganisationId("org-1"))])
    made.put_pairs([(TalentId("tal-2"), OfferId("off-5"), waits)])
    found = market(made, width=90)
    place = {made.talents.ids[row]: n for n, row in enumerate(found.people.tolist())}
    five = made.offers.row_of["off-5"]
    assert (found.candidates.offers[place["tal-1"]] == -1).all()
    own = found.candidates.offers[place["tal-2"]]
    assert five not in found.offers[own[own >= 0]]


def test_progress_is_told_by_offers() -> None:
    told: list[tuple[int, int]] = []
    survey(snapshot(), CONTEXT, values=values, tell=lambda done, total: told.append((done, total)))
    assert told[-1] == (90, 90)


def test_several_threads_find_the_same() -> None:
    made = snapshot()
    made.put_pairs([(TalentId("tal-1"), OfferId("off-5"), PairState.APPLIED)])
    one, many = market(made), survey(made, CONTEXT, values=values, width=8, threads=3)
    for name in ("offers", "wants", "taken"):
        np.testing.assert_array_equal(getattr(one.candidates, name), getattr(many.candidates, name))
    np.testing.assert_array_equal(one.waiting, many.waiting)
    np.testing.assert_array_equal(one.engaged, many.engaged)


def test_what_goes_wrong_in_a_thread_is_raised() -> None:
    def fails(_: Pairing) -> tuple[Floats, Floats]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        survey(snapshot(), CONTEXT, values=fails, threads=2)


def test_a_market_with_nothing_in_it_is_empty() -> None:
    found = market(Snapshot(load(), sentence_encoder()))
    assert (len(found.people), len(found.offers), found.candidates.offers.size) == (0, 0, 0)
