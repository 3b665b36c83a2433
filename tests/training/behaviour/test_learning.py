"""Learning behaviour: what goes together is found, what few did is not, and nobody stands out."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from matcher.domain import EventKind, LogTable, OfferId, OrganisationId, PairState, Side
from matcher.features import Behaviour, Snapshot, sentence_encoder
from matcher.features.behaviour import FEWEST_PEOPLE, token_hashes, worth
from matcher.vocabulary import load
from tests import factories
from tests.training.data import logs
from training.behaviour import BehaviourConfig, learn_behaviour
from training.behaviour.engagement import engagement
from training.behaviour.tokens import offer_tokens
from training.data import Log
from training.data.schema import in_schema

WORDS = load()
PEOPLE, OFFERS = 60, 12


def offer_rows(organisations: Sequence[str]) -> pa.Table:
    """Offers by turns rock gigs and jazz courses, of these organisations."""
    count = len(organisations)
    columns = {
        "offer": [f"off-{n:02}" for n in range(count)],
        "organisation": list(organisations),
        "kind": ["gig" if n % 2 == 0 else "course" for n in range(count)],
        "genres": [["punk"] if n % 2 == 0 else ["bebop"] for n in range(count)],
        "roles": [[] for _ in range(count)],
    }
    return in_schema(columns, LogTable.OFFERS)


def by_turns(count: int) -> list[str]:
    """Four organisations, each of every fourth offer."""
    return [f"org-{n % 4}" for n in range(count)]


def town(applied: Sequence[tuple[int, int]], organisations: Sequence[str] | None = None) -> Log:
    """A log in which everybody saw everything and ``applied`` are pairs of person and offer."""
    owners = organisations or by_turns(OFFERS)
    seen = [
        logs.shown(f"tal-{t:02}", f"off-{o:02}", 1.0, position=o + 1)
        for t in range(PEOPLE)
        for o in range(len(owners))
    ]
    events = [logs.done(EventKind.APPLY, f"tal-{t:02}", f"off-{o:02}", 2.0) for t, o in applied]
    made = logs.log_of(seen, events)
    return Log(made.manifest, {**made.tables, LogTable.OFFERS: offer_rows(owners)})


def by_taste(seed: int = 5, *, offers: int = OFFERS) -> list[tuple[int, int]]:
    """Even people mostly take even offers, odd ones odd: three each."""
    rng = np.random.default_rng(seed)
    pairs = []
    for person in range(PEOPLE):
        own = [n for n in range(offers) if n % 2 == person % 2]
        pairs += [(person, int(offer)) for offer in rng.choice(own, 3, replace=False)]
    return pairs


def learned(log: Log) -> Behaviour:
    found = learn_behaviour(log, WORDS)
    assert found is not None
    return found


def product(behaviour: Behaviour, one: str, other: str) -> float:
    first, second = rows_of(behaviour, one, other)
    return float(behaviour.says[first] @ behaviour.draws[second])


def rows_of(behaviour: Behaviour, *names: str) -> list[int]:
    """Where these tokens stand; all were learned."""
    rows = behaviour.rows_of(np.array(token_hashes(names)[: len(names)], dtype=np.uint64))
    assert (rows >= 0).all()
    return [int(row) for row in rows]


def test_what_the_same_people_chose_goes_together() -> None:
    found = learned(town(by_taste()))
    rock, jazz = "kind_genre:gig:rock", "kind_genre:course:jazz"
    assert product(found, rock, rock) > 0.01
    assert product(found, jazz, jazz) > 0.01
    assert product(found, rock, jazz) <= 0.01


def test_the_same_log_gives_the_same_vectors() -> None:
    assert learned(town(by_taste())).hash == learned(town(by_taste())).hash


def test_a_token_of_too_few_people_is_not_learned() -> None:
    owners = ["org-0"] * (OFFERS - 2) + ["org-few", "org-enough"]
    few = [(person, OFFERS - 2) for person in range(FEWEST_PEOPLE - 1)]
    enough = [(person, OFFERS - 1) for person in range(FEWEST_PEOPLE)]
    found = learned(town([*by_taste(offers=OFFERS - 2), *few, *enough], owners))
    names = ["organisation:org-few", "organisation:org-enough"]
    rows = found.rows_of(np.array(token_hashes(names)[:2], dtype=np.uint64))
    assert (rows >= 0).tolist() == [False, True]


def test_no_less_than_five_people_stand_behind_any_token() -> None:
    log = town(by_taste())
    found, tokens, done = learned(log), offer_tokens(log.offers, WORDS), engagement(log)
    for token in found.tokens:
        place = int(np.flatnonzero(tokens.tokens == token)[0])
        offers = set(tokens.matrix[:, place].nonzero()[0].tolist())
        people = {t for t, o in zip(done.talent, done.offer, strict=True) if o in offers}
        assert len(people) >= FEWEST_PEOPLE


def test_two_tokens_go_together_only_by_different_offers_of_enough_people() -> None:
    log = town(by_taste())
    found, tokens, done = learned(log), offer_tokens(log.offers, WORDS), engagement(log)
    chosen: dict[int, list[set[int]]] = {}
    for talent, offer in zip(done.talent.tolist(), done.offer.tolist(), strict=True):
        names = set(tokens.tokens[tokens.matrix[offer].indices].tolist())
        chosen.setdefault(talent, []).append(names)
    for one, first in enumerate(found.tokens.tolist()):
        for other, second in enumerate(found.tokens.tolist()):
            people = sum(
                any(
                    first in a and second in b
                    for x, a in enumerate(sets)
                    for y, b in enumerate(sets)
                    if x != y
                )
                for sets in chosen.values()
            )
            assert found.together[one, other] == (people > FEWEST_PEOPLE)


@pytest.mark.parametrize("people", [FEWEST_PEOPLE, FEWEST_PEOPLE + 1])
def test_five_people_besides_the_one_who_reads_it_chose_two_together(people: int) -> None:
    owners = [*by_turns(OFFERS), "org-one", "org-odd", "org-other"]
    chosen = [(person, offer) for person in range(people) for offer in (OFFERS, OFFERS + 2)]
    found = learned(town([*by_taste(), *chosen], owners))
    one, other = rows_of(found, "organisation:org-one", "organisation:org-other")
    assert found.together[one, other] == (people > FEWEST_PEOPLE)


def test_with_whom_of_two_somebody_goes_together_is_not_in_the_vectors() -> None:
    owners = [*by_turns(OFFERS), *(f"org-{'abcd'[n // 2]}" for n in range(8))]
    first, second, third, fourth = range(OFFERS, OFFERS + 8, 2)
    rest = [pair for pair in by_taste() if pair[0] < 58]
    rest += [(2 * nth, OFFERS + 2 * (nth // 7)) for nth in range(28)]
    rest += [(58, 0), (58, first), (59, 0), (59, third)]
    one = learned(town([*rest, (58, second), (59, fourth)], owners))
    other = learned(town([*rest, (58, fourth), (59, second)], owners))
    assert one.says[rows_of(one, "organisation:org-a")].any()
    np.testing.assert_allclose(one.says @ one.draws.T, other.says @ other.draws.T, atol=1e-7)


def test_what_too_few_chose_beside_anything_else_says_nothing_and_draws_nobody() -> None:
    owners = [*by_turns(OFFERS), "org-alone"]
    alone = [(person, OFFERS) for person in range(50, 59)]
    rest = [pair for pair in by_taste() if pair[0] < 50]
    found = learned(town([*rest, *alone, (0, OFFERS)], owners))
    [row] = rows_of(found, "organisation:org-alone")
    assert not found.says[row].any()
    assert not found.draws[row].any()


def test_only_the_tokens_that_most_people_chose_are_learned() -> None:
    log = town(by_taste())
    few = learn_behaviour(log, WORDS, config=BehaviourConfig(most_tokens=2))
    assert few is not None
    names = token_hashes(["kind_genre:gig:rock", "kind_genre:course:jazz"])[:2]
    assert set(few.tokens.tolist()) == set(names)


def test_with_too_few_people_nothing_is_learned() -> None:
    assert learn_behaviour(town([(0, 0), (0, 2), (1, 0)]), WORDS) is None
    assert learn_behaviour(town([]), WORDS) is None


def test_choosing_only_once_shows_nothing_that_goes_together() -> None:
    assert learn_behaviour(town([(person, 0) for person in range(20)]), WORDS) is None


@pytest.mark.parametrize("fields", [{"fewest": 4}, {"directions": 33}, {"directions": 0}])
def test_nobody_may_ask_for_less_privacy_or_wider_vectors(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="fewest"):
        BehaviourConfig(**fields)


def test_an_organisation_that_is_taken_more_often_when_shown_pulls_more() -> None:
    applied = [*by_taste(), *((person, offer) for person in range(40) for offer in (0, 4, 8))]
    found = learned(town(applied))
    rows = found.rows_of(
        np.array(token_hashes([f"organisation:org-{n}" for n in range(4)])[:4], dtype=np.uint64)
    )
    pulls = found.pull[rows]
    assert pulls.argmax() == 0
    assert (np.abs(pulls) <= 2).all()


def test_one_person_who_clicks_all_its_offers_pulls_no_more_than_another() -> None:
    busy = learned(town([*by_taste(), *((1, offer) for offer in (0, 4, 8))]))
    once = learned(town([*by_taste(), (1, 0)]))
    org = np.array(token_hashes(["organisation:org-0"])[:1], dtype=np.uint64)
    assert busy.pull[busy.rows_of(org)] == once.pull[once.rows_of(org)]


def test_only_what_the_person_did_counts_and_hiding_takes_it_back() -> None:
    made = [
        logs.done(EventKind.APPLY, "tal-00", "off-00", 1),
        logs.done(EventKind.SAVE, "tal-00", "off-00", 2),
        logs.done(EventKind.SAVE, "tal-00", "off-01", 1),
        logs.done(EventKind.HIDE, "tal-00", "off-01", 2),
        logs.done(EventKind.INVITE, "tal-01", "off-00", 1, side=Side.PROVIDER.value),
        logs.done(EventKind.VIEW, "tal-01", "off-01", 1),
        logs.done(EventKind.APPLY, "tal-01", "off-unknown", 1),
    ]
    seen = [logs.shown(f"tal-0{t}", f"off-0{o}", 0.5) for t in range(2) for o in range(2)]
    done = engagement(logs.log_of(seen, made))
    assert list(zip(done.talent.tolist(), done.offer.tolist(), strict=True)) == [(0, 0)]
    assert done.weight.tolist() == [worth(PairState.APPLIED)]
    assert len(done.shown) == 4


def test_lists_that_somebody_else_saw_expose_nothing() -> None:
    seen = [
        logs.shown("tal-00", "off-00", 1),
        logs.shown("tal-00", "off-01", 1, audience="coordinator"),
        logs.shown("tal-00", "off-02", 1, position=0),
        logs.found("off-03", "tal-00", 1),
    ]
    assert engagement(logs.log_of(seen)).shown.tolist() == [[0, 0]]


def test_a_log_and_a_snapshot_give_an_offer_the_same_tokens() -> None:
    offers = [
        factories.offer("off-0", kind="camp", genres=("punk", "bebop", "jazz")),
        factories.offer("off-1", kind=None, genres=()),
        factories.offer(
            "off-2", organisation=OrganisationId("org-æ"), published_on=date(2026, 1, 1)
        ),
    ]
    snapshot = Snapshot(WORDS, sentence_encoder())
    snapshot.put_offers(offers)
    columns = {
        "offer": [offer.id for offer in offers],
        "organisation": [offer.organisation for offer in offers],
        "kind": [offer.kind for offer in offers],
        "genres": [list(offer.genres) for offer in offers],
        "roles": [list(offer.roles) for offer in offers],
    }
    found = offer_tokens(in_schema(columns, LogTable.OFFERS), WORDS)
    for place, offer in enumerate(offers):
        cell = snapshot.offers["tokens"][snapshot.offers.row_of[OfferId(offer.id)]]
        assert set(found.tokens[found.matrix[place].indices]) == set(cell[cell > 0])
        assert found.tokens[found.organisations[place]] == cell[0]
