"""Eligibility over columns equals the rules asked one by one."""

from hypothesis import given
from hypothesis import strategies as st

from matcher.domain import (
    Direction,
    EligibilityContext,
    Offer,
    OrganisationId,
    Pair,
    PairState,
    Talent,
    exclusions,
    takes_seat,
)
from matcher.features import Snapshot, pairing, sentence_encoder, verdicts
from matcher.features.eligibility import RULES
from matcher.features.encoding import declared_groups
from matcher.vocabulary import load
from tests import factories, strategies

WORDS = load()
ENCODER = sentence_encoder()
HOMES = {"org-1": "0217", "org-2": None, "org-3": "0101"}
TALENTS = st.lists(strategies.talents(WORDS), min_size=1, max_size=4, unique_by=lambda t: t.id)
OFFERS = st.lists(strategies.offers(WORDS), min_size=1, max_size=4, unique_by=lambda o: o.id)


class World:
    """A small snapshot and the same facts as plain values."""

    def __init__(self, data: st.DataObject) -> None:
        self.talents = data.draw(TALENTS)
        self.offers = data.draw(OFFERS)
        pairs = [(t.id, o.id) for t in self.talents for o in self.offers]
        self.states = {pair: data.draw(strategies.states()) for pair in pairs}
        owners = st.sets(st.sampled_from(["org-1", "org-2", "org-3", "org-7"]))
        self.blocks = {t.id: data.draw(owners) for t in self.talents}
        self.snapshot = Snapshot(WORDS, ENCODER)
        self.snapshot.put_organisations(
            [factories.organisation(key, municipality=home) for key, home in HOMES.items()]
        )
        self.snapshot.put_offers(self.offers)
        self.snapshot.put_talents(self.talents, [factories.TODAY] * len(self.talents))
        self.snapshot.put_pairs((t, o, state) for (t, o), state in self.states.items())
        self.snapshot.put_blocks(
            (t, OrganisationId(key)) for t, keys in self.blocks.items() for key in keys
        )

    def first(self, talent: Talent, offer: Offer, context: EligibilityContext) -> str | None:
        """The first rule that says no, asked by the scalar rules."""
        taken = sum(takes_seat(s) for (_, o), s in self.states.items() if o == offer.id)
        pair = Pair(
            talent=talent,
            offer=offer,
            home=offer.municipality or HOMES[offer.organisation],
            declared=declared_groups(talent, WORDS),
            seats_left=None if offer.capacity is None else offer.capacity - taken,
            state=self.states[talent.id, offer.id],
            blocked=not {offer.organisation, *offer.partners}.isdisjoint(self.blocks[talent.id]),
        )
        answers = exclusions(pair, context)
        return answers[0].code if answers else None


@given(data=st.data(), context=strategies.contexts())
def test_eligibility_of_one_pair_is_the_same_in_both_columns_and_nobody_is_forgotten(
    data: st.DataObject, context: EligibilityContext
) -> None:
    world = World(data)
    for talent in world.talents:
        found = _codes(world.snapshot, Direction.OFFERS_FOR_TALENT, talent.id, context)
        assert found == {o.id: world.first(talent, o, context) for o in world.offers}
    for offer in world.offers:
        found = _codes(world.snapshot, Direction.TALENTS_FOR_OFFER, offer.id, context)
        assert found == {t.id: world.first(t, offer, context) for t in world.talents}
    world.snapshot.drop_talents([world.talents[0].id])
    _require_eligible_and_excluded_to_be_everybody(world, context)


def test_seats_count_from_the_states_of_pairs() -> None:
    snapshot = Snapshot(WORDS, ENCODER)
    offer, talent = factories.offer(capacity=1), factories.talent()
    snapshot.put_pairs([(talent.id, offer.id, PairState.ACCEPTED)])
    snapshot.put_offers([offer])
    assert snapshot.offers["taken"].tolist() == [1]
    snapshot.put_pairs([(talent.id, offer.id, PairState.NONE)])
    assert snapshot.offers["taken"].tolist() == [0]


def _require_eligible_and_excluded_to_be_everybody(
    world: World, context: EligibilityContext
) -> None:
    for offer in world.offers:
        everybody = pairing(world.snapshot, Direction.TALENTS_FOR_OFFER, subject=offer.id)
        answer = verdicts(everybody, context)
        total = len(answer.eligible()) + sum(answer.counts().values())
        assert total == len(world.talents) - 1


def _codes(
    snapshot: Snapshot, direction: Direction, subject: str, context: EligibilityContext
) -> dict[str, str | None]:
    everybody = pairing(snapshot, direction, subject=subject)
    codes = verdicts(everybody, context).codes.tolist()
    named = [RULES[code - 1].value if code else None for code in codes]
    return dict(zip(everybody.ids(), named, strict=True))
