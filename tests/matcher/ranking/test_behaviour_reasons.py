"""Reasons of behaviour: said when true of enough people, and counting for little at first."""

import numpy as np
import pytest

from matcher.domain import Direction, OfferId, PairState, Problem, Side, TalentId
from matcher.features import Snapshot, feature_list, pairing, sentence_encoder
from matcher.ranking import day_zero
from matcher.ranking.priors import packaged_priors
from matcher.ranking.reasons import Reasons
from matcher.ranking.voices import VOICES
from matcher.vocabulary import Language, load
from service.api.reasons import FEATURES, FOR_ORGANISATIONS
from service.i18n import say
from tests import factories
from tests.matcher.features.behaviours import behaviour

NAMES = ("behaviour_affinity", "organisation_pull")
SAYS = {"organisation:org-0": [1.0], "organisation:org-1": [1.0]}


def said(
    feature: str, state: PairState, *, direction: Direction, pull: float = 1.0
) -> Problem | None:
    """What is said of tal-1 and an offer of org-1, after ``state`` with one of org-0."""
    snapshot = Snapshot(load(), sentence_encoder())
    snapshot.put_offers([factories.offer("off-0", organisation="org-0"), factories.offer("off-1")])
    snapshot.put_talents([factories.talent("tal-0"), factories.talent()], [factories.TODAY] * 2)
    snapshot.put_pairs([(TalentId("tal-1"), OfferId("off-0"), state)])
    together = [("organisation:org-0", "organisation:org-1")]
    snapshot.adopt(behaviour(SAYS, pull={"organisation:org-1": pull}, together=together))
    one = pairing(
        snapshot, direction, subject="tal-1" if direction.startswith("offers") else "off-1"
    )
    (voice,) = (voice for voice in VOICES if voice.features == (feature,))
    place = one.candidates.columns.row_of["off-1" if one.for_talent else "tal-1"]
    kept = one.keep(np.array([place]))
    found = voice.speak(Reasons(kept, factories.context()), 0)
    assert found is None or found.code in voice.codes
    return found


@pytest.mark.parametrize("direction", [Direction.OFFERS_FOR_TALENT, Direction.TALENTS_FOR_OFFER])
def test_what_enough_people_chose_together_is_said_both_ways(direction: Direction) -> None:
    found = said("behaviour_affinity", PairState.APPLIED, direction=direction)
    assert found == Problem("chosen_together")


@pytest.mark.parametrize("state", [PairState.NONE, PairState.HIDDEN_BY_TALENT, PairState.INVITED])
def test_who_chose_nothing_is_told_nothing_of_the_like(state: PairState) -> None:
    assert said("behaviour_affinity", state, direction=Direction.OFFERS_FOR_TALENT) is None


@pytest.mark.parametrize(("pull", "told"), [(1.0, True), (0.1, False), (-1.0, False)])
def test_an_organisation_is_chosen_more_often_only_when_plainly_so(pull: float, told: bool) -> None:
    found = said(
        "organisation_pull", PairState.NONE, direction=Direction.OFFERS_FOR_TALENT, pull=pull
    )
    assert (found is not None) is told


def test_an_organiser_is_not_told_of_its_own_pull() -> None:
    found = said("organisation_pull", PairState.NONE, direction=Direction.TALENTS_FOR_OFFER)
    assert found is None


def test_what_else_somebody_chose_is_not_told_to_organisations() -> None:
    assert not FOR_ORGANISATIONS & {"chosen_together", "organisation_pull"}
    assert FEATURES["chosen_together"] == ("behaviour_affinity",)
    assert FEATURES["organisation_pull"] == ("organisation_pull",)


@pytest.mark.parametrize("code", ["chosen_together", "organisation_pull"])
def test_both_languages_say_it(code: str) -> None:
    told = {say(code, {}, lang=lang, topic="reasons") for lang in Language}
    assert len(told - {code}) == len(Language)


def test_at_day_zero_what_is_missing_adds_nothing_and_the_provider_does_not_read_it() -> None:
    model, index = day_zero(), feature_list().index
    for term in model.terms:
        if term.features[0] in NAMES:
            assert not term.tables[Side.PROVIDER].any()
            assert term.tables[Side.TALENT][0] == 0
            assert term.features[0] in index


def test_the_priors_of_behaviour_are_mild() -> None:
    for prior in packaged_priors():
        if prior.term in NAMES:
            knots = [float(knot.rpartition(":")[2]) for knot in prior.shape.split("|")]
            assert max(map(abs, knots)) <= 0.6
            assert prior.side is Side.TALENT
