"""From a log to a training set: targets, censoring, weights, and the provider's decisions."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matcher.domain import EventKind, Side
from tests.training.data import logs
from training.data import (
    Log,
    SetConfig,
    TrainingSet,
    assembled,
    effective_size,
    exposures,
    training_set,
    training_sets,
)
from training.data.answers import ACTS
from training.data.reaction import BY_PROVIDER, BY_TALENT

SHOWN = logs.shown("tal-1", "off-1", 10)


def talent_rows(*events: logs.Row, config: SetConfig | None = None) -> TrainingSet:
    """The set of one showing on day 10 and what came of it."""
    return training_set(logs.log_of([SHOWN], events), Side.TALENT, config=config)


def did(kind: EventKind, at: float, **fields: Any) -> logs.Row:
    return logs.done(kind, "tal-1", "off-1", at, **fields)


def by_provider(kind: EventKind, at: float, **fields: Any) -> logs.Row:
    return did(kind, at, side="provider", **fields)


ATTENDED = [did(EventKind.APPLY, 11), did(EventKind.ATTEND, 60)]


@pytest.mark.parametrize(
    ("events", "target", "grade"),
    [
        ([], 0.0, 0),
        ([did(EventKind.VIEW, 11)], 0.15, 1),
        ([did(EventKind.SAVE, 11), did(EventKind.VIEW, 12)], 0.5, 2),
        ([did(EventKind.APPLY, 11)], 1.0, 3),
        ([by_provider(EventKind.INVITE, 11), did(EventKind.ACCEPT, 12)], 1.0, 3),
        ([did(EventKind.APPLY, 11), by_provider(EventKind.ACCEPT, 12)], 1.0, 3),
        (ATTENDED, 1.0, 4),
        ([did(EventKind.APPLY, 11), by_provider(EventKind.COMPLETE, 60)], 1.0, 4),
        ([*ATTENDED, did(EventKind.RATE, 61, rating=5)], 1.0, 4),
        ([*ATTENDED, did(EventKind.RATE, 61, rating=1)], 0.4, 3),
        ([*ATTENDED, did(EventKind.RATE, 62, rating=5), did(EventKind.RATE, 61, rating=1)], 1.0, 4),
        ([*ATTENDED, by_provider(EventKind.RATE, 61, rating=1)], 1.0, 4),
        ([did(EventKind.VIEW, 11), did(EventKind.HIDE, 12)], 0.0, 0),
        ([did(EventKind.HIDE, 11), did(EventKind.VIEW, 12)], 0.0, 0),
        ([did(EventKind.HIDE, 11), did(EventKind.SAVE, 12)], 0.5, 2),
        ([did(EventKind.APPLY, 11), did(EventKind.WITHDRAW, 12)], 0.5, 2),
        ([by_provider(EventKind.VIEW, 11)], 0.0, 0),
        ([did(EventKind.VIEW, 39)], 0.0, 0),
    ],
)
def test_what_a_talent_does_says_how_much_it_was_wanted(
    events: Sequence[logs.Row], target: float, grade: int
) -> None:
    rows = talent_rows(*events)
    assert rows.target.tolist() == pytest.approx([target])
    assert rows.grade.tolist() == [grade]


def test_rows_carry_what_the_list_said() -> None:
    rows = talent_rows()
    assert rows.talent_ids[rows.talent].tolist() == ["tal-1"]
    assert rows.offer_ids[rows.offer].tolist() == ["off-1"]
    assert rows.cells.tolist() == [[1] * logs.WIDTH]
    assert rows.at[0] == np.datetime64("2026-01-11T00:00:00")
    assert (rows.position[0], rows.propensity[0]) == (1, 1.0)


def test_the_dtypes_are_those_of_the_contract() -> None:
    rows = talent_rows()
    told = {name: getattr(rows, name).dtype for name in ("cells", "target", "grade", "weight")}
    assert told == {
        "cells": np.uint8, "target": np.float32, "grade": np.int8, "weight": np.float32,
    }  # fmt: skip


def test_rows_of_one_list_share_its_number() -> None:
    rows = training_set(
        logs.log_of(
            [SHOWN, logs.shown("tal-1", "off-2", 10, position=2), logs.shown("tal-2", "off-1", 11)]
        ),
        Side.TALENT,
    )
    assert rows.slate[0] == rows.slate[1] != rows.slate[2]


@pytest.mark.parametrize(
    "fields",
    [
        {"position": 0},
        {"audience": "coordinator"},
        {"schema": "of-before"},
        {"cells": []},
        {"direction": "talents_for_offer"},
    ],
)
def test_what_the_talent_did_not_see_or_cannot_be_learnt_from_is_no_row(
    fields: dict[str, Any],
) -> None:
    log = logs.log_of([logs.shown("tal-1", "off-1", 10, **fields)])
    assert len(training_set(log, Side.TALENT)) == 0


def test_a_deed_answers_the_last_list_only() -> None:
    log = logs.log_of([SHOWN, logs.shown("tal-1", "off-1", 12)], [did(EventKind.VIEW, 13)])
    assert training_set(log, Side.TALENT).grade.tolist() == [0, 1]


def test_a_deed_that_names_its_list_answers_that() -> None:
    log = logs.log_of(
        [SHOWN, logs.shown("tal-1", "off-1", 12)], [did(EventKind.VIEW, 13, slate="tal-1@10")]
    )
    assert training_set(log, Side.TALENT).grade.tolist() == [1, 0]


def test_a_young_row_without_an_answer_is_censored() -> None:
    log = logs.log_of([SHOWN], ends=logs.day(10.2))
    assert training_set(log, Side.TALENT).censored.tolist() == [True]


def test_a_row_whose_window_is_over_is_not() -> None:
    assert talent_rows().censored.tolist() == [False]


def test_a_young_row_with_an_answer_is_not() -> None:
    log = logs.log_of([SHOWN], [did(EventKind.VIEW, 10.1)], ends=logs.day(10.2))
    assert training_set(log, Side.TALENT).censored.tolist() == [False]


def test_asked_to_wait_for_the_whole_window_every_young_silent_row_is_censored() -> None:
    log = logs.log_of([SHOWN], ends=logs.day(37))
    config = SetConfig(settled=1.0)
    assert training_set(log, Side.TALENT).censored.tolist() == [False]
    assert training_set(log, Side.TALENT, config=config).censored.tolist() == [True]


def places(*positions: int, **fields: Any) -> Log:
    return logs.log_of(
        [logs.shown("tal-1", f"off-{p}", 10, position=p, **fields) for p in positions],
        [logs.done(EventKind.VIEW, "tal-1", "off-1", 11)],
    )


def test_a_silent_row_weighs_less_the_further_down_it_stood() -> None:
    weight = training_set(places(1, 2, 5, 10), Side.TALENT).weight
    assert weight[0] == 1.0
    assert np.all(np.diff(weight[1:]) < 0)


def test_what_seldom_stands_where_it_was_weighs_more_within_its_place() -> None:
    log = logs.log_of(
        [
            logs.shown(f"tal-{n}", "off-1", 10, propensity=p, exploration=0.05)
            for n, p in enumerate([0.5, 0.25, 0.001])
        ],
        [logs.done(EventKind.VIEW, f"tal-{n}", "off-1", 11) for n in range(3)],
    )
    weight = training_set(log, Side.TALENT).weight
    assert weight.mean() == pytest.approx(1.0)
    assert (weight / weight[0]).tolist() == pytest.approx([1, 2, 5])


def test_the_effective_size_says_how_many_equal_rows_weigh_as_much() -> None:
    assert effective_size(np.ones(7)) == pytest.approx(7)
    assert effective_size(np.array([1.0, 0.0, 0.0])) == pytest.approx(1)
    assert effective_size(np.zeros(3)) == 0


def provider_rows(shown: Sequence[logs.Row], *events: logs.Row) -> TrainingSet:
    return training_set(logs.log_of(shown, events), Side.PROVIDER)


def test_a_provider_s_list_and_what_came_of_it_are_rows() -> None:
    found = [logs.found("off-1", f"tal-{n}", 10, position=n) for n in (1, 2, 3)]
    rows = provider_rows(
        found,
        logs.done(EventKind.INVITE, "tal-1", "off-1", 11, side="provider"),
        logs.done(EventKind.HIDE, "tal-2", "off-1", 11, side="provider"),
        logs.done(EventKind.VIEW, "tal-3", "off-1", 11),
    )
    assert rows.target.tolist() == [1, 0, 0]
    assert rows.weight.tolist()[:2] == [1, 1]


@pytest.mark.parametrize(
    ("events", "targets"),
    [
        ([], []),
        ([by_provider(EventKind.ACCEPT, 13)], [1.0]),
        ([by_provider(EventKind.DECLINE, 13)], [0.0]),
        ([by_provider(EventKind.ACCEPT, 13), by_provider(EventKind.NO_SHOW, 70)], [0.3]),
        ([by_provider(EventKind.ACCEPT, 13), did(EventKind.ATTEND, 70)], [1.0]),
        ([did(EventKind.DECLINE, 13)], []),
    ],
)
def test_an_application_that_was_answered_is_a_row(
    events: Sequence[logs.Row], targets: Sequence[float]
) -> None:
    rows = provider_rows([SHOWN], did(EventKind.APPLY, 12), *events)
    assert rows.target.tolist() == pytest.approx(targets)


def test_an_answer_to_an_application_may_name_any_list() -> None:
    rows = provider_rows(
        [SHOWN], did(EventKind.APPLY, 12), by_provider(EventKind.ACCEPT, 13, slate="tal-1@10")
    )
    assert rows.target.tolist() == [1.0]
    assert rows.at[0] == np.datetime64("2026-01-13T00:00:00")


def test_an_application_that_waits_for_its_answer_is_censored() -> None:
    log = logs.log_of([SHOWN], [did(EventKind.APPLY, 12)], ends=logs.day(20))
    assert training_set(log, Side.PROVIDER).censored.tolist() == [True]


def test_an_application_that_no_list_led_to_has_no_cells_and_is_no_row() -> None:
    assert (
        len(provider_rows([SHOWN], did(EventKind.APPLY, 9), by_provider(EventKind.ACCEPT, 13))) == 0
    )


def test_the_applications_of_an_offer_are_a_group_of_their_own() -> None:
    shown = [
        SHOWN,
        logs.shown("tal-2", "off-1", 10),
        logs.found("off-1", "tal-3", 10),
    ]
    decisions = [
        logs.done(kind, talent, "off-1", at, side=side)
        for talent in ("tal-1", "tal-2")
        for kind, at, side in ((EventKind.APPLY, 11, "talent"), (EventKind.ACCEPT, 12, "provider"))
    ]
    rows = provider_rows(shown, *decisions)
    assert rows.slate[1] == rows.slate[2] != rows.slate[0]


def test_an_empty_log_gives_an_empty_set_for_both_sides() -> None:
    log = logs.log_of([logs.shown("tal-1", "off-1", 10, position=0)])
    for side in Side:
        assert len(training_set(log, side)) == 0


def test_read_in_batches_the_set_is_the_same() -> None:
    tables = logs.many(3_000)
    whole = logs.log_in_memory(tables)
    for side in Side:
        one = training_set(whole, side)
        other = training_set(replace(whole, rows_at_once=170), side)
        logs.assert_equal(one, other)


def test_read_once_both_sets_are_those_of_each_side_alone() -> None:
    log = logs.log_in_memory(logs.many(3_000))
    for side, rows in training_sets(log).items():
        logs.assert_equal(rows, training_set(log, side))


@pytest.mark.parametrize("side", Side)
def test_every_row_knows_its_showing_among_all(side: Side) -> None:
    log = logs.log_in_memory(logs.many(3_000))
    seen, made = exposures(log), assembled(log, side)
    np.testing.assert_array_equal(seen.cells[made.source], made.rows.cells)
    shown, told = seen.talent_ids.to_numpy(zero_copy_only=False), made.rows.talent_ids
    np.testing.assert_array_equal(shown[seen.talent[made.source]], told[made.rows.talent])


def test_a_talents_set_has_the_ids_of_talents_lists_alone() -> None:
    mine = logs.shown("tal-1", "off-1", 10)
    other = logs.shown("tal-2", "off-2", 9, direction="talents_for_offer", slate="sla-2")
    rows = training_set(logs.log_of([other, mine]), Side.TALENT)
    assert (rows.talent_ids.tolist(), rows.offer_ids.tolist()) == (["tal-1"], ["off-1"])


def test_every_reaction_is_a_thing_its_side_can_do() -> None:
    for reaction in (*BY_TALENT, *BY_PROVIDER):
        assert (reaction.kind, reaction.by) in ACTS
        assert 0 <= reaction.target <= 1
