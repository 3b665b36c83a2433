"""The drift watch counts what its own model ranked, and what came of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from matcher.domain import EventKind, Order, Side, Slate, SlateRequest
from matcher.features import feature_list
from matcher.ranking.drift import Reference, load_reference
from service.actions.drift_watch import Drift, DriftWatch
from tests.service.model_folders import even_reference
from tests.service.store.samples import slate, slate_item

FEATURES = feature_list()
CELLS = (1,) * len(FEATURES.features)
Drifts = list[Drift]


@pytest.fixture
def reference(tmp_path: Path) -> Reference:
    """Every cell came as often as any other."""
    path = tmp_path / "reference.json"
    path.write_text(json.dumps(even_reference()), encoding="utf-8")
    return load_reference(path, FEATURES)


def watch(reference: Reference, told: Drifts | None = None) -> DriftWatch:
    tell = (told if told is not None else []).append
    return DriftWatch(FEATURES, reference, model="model", tell=tell)


def shown(**fields: Any) -> Slate:
    items = (slate_item(cells=CELLS), slate_item("off-2", position=2, cells=CELLS))
    return slate(**{"items": items, **fields})


def newest() -> SlateRequest:
    request = slate().request
    return SlateRequest(
        direction=request.direction,
        subject=request.subject,
        audience=request.audience,
        order=Order.NEWEST,
    )


def test_items_of_its_own_lists_are_counted(reference: Reference) -> None:
    watching = watch(reference)
    watching.saw(shown())
    now = watching.now()
    assert now.counts["shown"] == 2
    assert now.usual == reference.outcomes
    assert now.model == "model", "whoever hears of it can tell a late list of a model before"


@pytest.mark.parametrize(
    "fields",
    [
        {"model_hash": "another"},
        {"items": ()},
        {"items": (slate_item(cells=()),)},
        {"request": newest()},
    ],
)
def test_other_lists_are_not(reference: Reference, fields: dict[str, Any]) -> None:
    watching = watch(reference)
    watching.saw(shown(**fields))
    assert watching.now().counts["shown"] == 0


@pytest.mark.parametrize(
    ("kind", "side", "named", "counts"),
    [
        (EventKind.VIEW, Side.TALENT, True, True),
        (EventKind.APPLY, Side.TALENT, True, True),
        (EventKind.VIEW, Side.TALENT, False, False),
        (EventKind.VIEW, Side.PROVIDER, True, False),
        (EventKind.ACCEPT, Side.PROVIDER, False, True),
    ],
)
def test_what_came_of_lists_is_counted(
    reference: Reference, kind: EventKind, side: Side, named: bool, counts: bool
) -> None:
    watching = watch(reference)
    watching.did(kind, side, named=named)
    assert watching.now().counts[kind.value] == counts


def test_what_is_of_no_outcome_is_not_counted(reference: Reference) -> None:
    watching = watch(reference)
    watching.did(EventKind.HIDE, Side.TALENT, named=True)
    assert not any(watching.now().counts.values())


def test_it_tells_of_itself_now_and_then(reference: Reference) -> None:
    told: Drifts = []
    watching = watch(reference, told)
    for _ in range(60):
        watching.saw(shown())
    assert [one.counts["shown"] for one in told] == [2, 52, 102]


def test_how_far_it_has_moved_is_not_said_of_few_lists(reference: Reference) -> None:
    watching = watch(reference)
    for _ in range(99):
        watching.saw(shown())
    assert not watching.now().indices
    watching.saw(shown())
    assert set(watching.now().indices) == {*FEATURES.index, "score"}


def test_a_shift_raises_the_alarm_when_there_are_enough_lists(reference: Reference) -> None:
    watching = watch(reference)
    for _ in range(99):
        watching.saw(shown())
    assert watching.now().alarms == ()
    watching.saw(shown())
    assert {"score", FEATURES.features[0].name} <= set(watching.now().alarms)
