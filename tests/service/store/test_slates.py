"""Slates: what was answered comes back to the last bit, newest first."""

from dataclasses import asdict, replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, update
from sqlalchemy.exc import IntegrityError

from matcher.domain import (
    Audience,
    Direction,
    OfferId,
    Order,
    Slate,
    SlateId,
    SlateRequest,
    TalentId,
)
from service.store import SlatePlace, StoreRefused, appending, reading, slates
from service.store.schema import migrate, step_back
from service.store.tables import SlateRow
from tests.service.store.samples import NOW, slate, slate_item, unshown

NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=64).filter(
    lambda number: abs(number) < 1e300
)


def returned(engine: Engine, put: Slate) -> Slate | None:
    with appending(engine) as session:
        slates.add_many(session, [put])
    with reading(engine) as session:
        return slates.get(session, put.id)


def test_a_slate_comes_back_as_it_was_added(engine: Engine) -> None:
    assert returned(engine, slate()) == slate()


@pytest.mark.parametrize(
    "fields",
    [
        {"items": ()},
        {"unshown": (), "exploration": 0.0},
        {"items": (slate_item(wants=None, taken=None, contributions={}, seats_left=None),)},
        {"items": (slate_item("off-2", position=1), slate_item("off-1", position=2))},
        {"exclusions": {}},
        {"seed": 0},
        {"seed": 2**63 - 1},
        {"at": NOW.replace(microsecond=0)},
        {
            "request": SlateRequest(
                direction=Direction.TALENTS_FOR_OFFER,
                subject=OfferId("off-1"),
                audience=Audience.ORGANISATION,
                limit=3,
                min_score=0.25,
                order=Order.NEAREST,
                diverse=False,
            )
        },
    ],
)
def test_every_kind_of_slate_comes_back(engine: Engine, fields: dict[str, Any]) -> None:
    assert returned(engine, slate(**fields)) == slate(**fields)


def test_any_mapping_can_be_added(engine: Engine) -> None:
    item = slate_item(contributions=MappingProxyType({"wants": MappingProxyType({"genre": 0.5})}))
    put = slate(exclusions=MappingProxyType({"full": 2}), items=(item,))
    assert returned(engine, put) == put


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    numbers=st.lists(NUMBERS, min_size=4, max_size=8),
    seats=st.none() | st.integers(0, 10**6),
)
def test_every_number_comes_back_to_the_last_bit(
    engine: Engine, numbers: list[float], seats: int | None
) -> None:
    item = slate_item(
        score=numbers[0],
        wants=numbers[1],
        taken=numbers[2],
        propensity=numbers[3],
        prefix_propensity=numbers[-1],
        contributions={"wants": {f"term-{n}": number for n, number in enumerate(numbers)}},
        seats_left=seats,
    )
    kept = unshown(score=numbers[2], cells=(0, 255))
    put = slate(str(uuid4()), items=(item,), exploration=numbers[1], unshown=(kept,))
    found = returned(engine, put)
    assert repr(found) == repr(put)


@pytest.mark.parametrize(
    "item",
    [
        slate_item(score=float("nan")),
        slate_item(wants=float("inf"), contributions={}),
        slate_item(contributions={"taken": {"role": float("-inf")}}),
        slate_item(prefix_propensity=float("nan")),
    ],
)
def test_numbers_that_json_cannot_hold_are_refused(engine: Engine, item: Any) -> None:
    with pytest.raises(StoreRefused) as refused, appending(engine) as session:
        slates.add_many(session, [slate(items=(item,))])
    assert refused.value.problem.code == "slate_not_finite"


@pytest.mark.parametrize(
    "fields", [{"exploration": float("nan")}, {"unshown": (unshown(score=float("inf")),)}]
)
def test_so_are_those_of_the_whole_list(engine: Engine, fields: dict[str, Any]) -> None:
    with pytest.raises(StoreRefused) as refused, appending(engine) as session:
        slates.add_many(session, [slate(**fields)])
    assert refused.value.problem.code == "slate_not_finite"


def test_lists_from_before_there_were_cells_are_read_with_the_defaults(engine: Engine) -> None:
    then, unknown = slate_item(), ("cells", "prefix_propensity", "queue", "still_free")
    items = [{key: value for key, value in asdict(then).items() if key not in unknown}]
    with appending(engine) as session:
        slates.add_many(session, [slate()])
        session.execute(update(SlateRow.table()).values(items=items))
    step_back(engine, "0003")
    migrate(engine)
    with reading(engine) as session:
        found = slates.get(session, SlateId("sla-1"))
    item = replace(then, cells=(), prefix_propensity=1.0, queue=None, still_free=1.0)
    before: dict[str, Any] = {"exploration": 0.0, "unshown": (), "market_run": None}
    assert found == slate(items=(item,), **before)


def test_a_slate_is_never_overwritten(engine: Engine) -> None:
    with appending(engine) as session:
        slates.add_many(session, [slate()])
    with pytest.raises(IntegrityError), appending(engine) as session:
        slates.add_many(session, [slate(seed=1)])
    with reading(engine) as session:
        assert slates.get(session, SlateId("sla-1")) == slate()


def test_adding_none_is_nothing(engine: Engine) -> None:
    with appending(engine) as session:
        slates.add_many(session, [])


def test_an_unknown_slate_is_not_found(engine: Engine) -> None:
    with reading(engine) as session:
        assert slates.get(session, SlateId("none")) is None


def test_pages_run_from_the_newest_to_the_oldest_even_within_one_moment(engine: Engine) -> None:
    put = [slate(f"sla-{n}", at=NOW + timedelta(seconds=n // 2)) for n in range(7)]
    with appending(engine) as session:
        slates.add_many(session, put)
    seen: list[Slate] = []
    with reading(engine) as session:
        before = None
        while page := slates.page(session, before=before, limit=3):
            seen += page
            before = SlatePlace(page[-1].at, page[-1].id)
    assert seen == list(reversed(put))


def test_pages_can_be_of_one_subject(engine: Engine) -> None:
    request = SlateRequest(
        direction=Direction.OFFERS_FOR_TALENT,
        subject=TalentId("tal-2"),
        audience=Audience.TALENT,
    )
    with appending(engine) as session:
        slates.add_many(session, [slate("sla-1"), slate("sla-2", request=request)])
    with reading(engine) as session:
        assert [found.id for found in slates.page(session, subject="tal-2", limit=9)] == ["sla-2"]
