"""Eligibility without a subject: the same rules, as far as they need one side alone."""

from hypothesis import given
from hypothesis import strategies as st

from matcher.domain import (
    Direction,
    EligibilityContext,
    Exclusion,
    Offer,
    OfferId,
    OfferStatus,
    OpenTo,
    OrganisationId,
    Talent,
)
from matcher.features import (
    Snapshot,
    Verdicts,
    findable_talents,
    open_offers,
    pairing,
    sentence_encoder,
    verdicts,
)
from matcher.vocabulary import load
from tests import factories, strategies

WORDS = load()
TALENTS = st.lists(strategies.talents(WORDS), min_size=1, max_size=5, unique_by=lambda t: t.id)
OFFERS = st.lists(strategies.offers(WORDS), min_size=1, max_size=5, unique_by=lambda o: o.id)
# An offer that is for everybody.
FOR_ALL = {
    "level_min": None,
    "level_max": None,
    "age_min": None,
    "age_max": None,
    "deadline": None,
    "end_date": None,
    "start_date": None,
    "capacity": None,
    "open_to": OpenTo.ALL,
    "status": OfferStatus.PUBLISHED,
}
OF_OFFERS = {Exclusion.NOT_PUBLISHED, Exclusion.DEADLINE_PASSED, Exclusion.FULL}


def snapshot() -> Snapshot:
    made = Snapshot(WORDS, sentence_encoder())
    made.put_organisations([factories.organisation()])
    return made


@given(TALENTS, strategies.contexts(), st.data())
def test_talents_are_found_who_could_be_shown_for_an_offer_to_everybody(
    talents: list[Talent], context: EligibilityContext, data: st.DataObject
) -> None:
    made = snapshot()
    made.put_talents(talents, [factories.TODAY] * len(talents))
    made.put_offers([factories.offer("off-1", **FOR_ALL)])
    blocked = data.draw(st.lists(st.sampled_from(talents), max_size=2))
    made.put_blocks((talent.id, OrganisationId("org-1")) for talent in blocked)
    everybody = pairing(made, Direction.TALENTS_FOR_OFFER, subject=OfferId("off-1"))
    alone = findable_talents(made, context, seeker="org-1")
    assert codes(alone) == codes(verdicts(everybody, context))


@given(OFFERS, strategies.contexts())
def test_offers_are_open_that_no_rule_of_their_own_closes(
    offers: list[Offer], context: EligibilityContext
) -> None:
    made = snapshot()
    made.put_offers(offers)
    made.put_talents([factories.talent()], [factories.TODAY])
    everything = pairing(made, Direction.OFFERS_FOR_TALENT, subject="tal-1")
    ours, all_rules = codes(open_offers(made, context)), codes(verdicts(everything, context))
    expected = [
        code if code and list(Exclusion)[code - 1] in OF_OFFERS else 0 for code in all_rules
    ]
    assert ours == expected


def codes(found: Verdicts) -> list[int]:
    return [int(code) for code in found.codes]
