"""A recollection: cells as another behaviour would have made them, and all else as it was."""

from dataclasses import replace

import numpy as np
import pytest

from matcher.domain import Direction, EventKind, LogTable, Side
from matcher.features import feature_list, pair_values, pairing
from matcher.ranking.artefact import Artefact
from matcher.ranking.priors import day_zero
from tests import factories
from tests.training.behaviour.pasts import LEARNT, WORDS, events, log_of, moments, served
from tests.training.behaviour.test_learning import by_taste, town
from tests.training.data import logs
from training.behaviour.learning import BehaviourConfig
from training.behaviour.past import FEATURES, past_of
from training.data import Log, training_set
from training.data.splits import held
from training.evaluate.trial import predicted
from training.learn.recollection import cross_fitted, recollected, recollections, side_by_side

PLACES = [feature_list().index[name] for name in FEATURES]
DONE = events(100, seed=1)
LOG = log_of([logs.shown(f"tal-{n % 6}", f"off-{n % 5}", n + 0.5) for n in range(40)], DONE)
PAST = past_of(LOG, WORDS)


def cells(log: Log) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    return np.array(log.impressions["cells"].to_pylist())


def test_the_cells_are_those_that_a_service_would_have_logged() -> None:
    found = cells(recollected(LOG, PAST, LEARNT))
    rows = LOG.impressions.select(["talent", "offer"]).to_pylist()
    for row, at, made in zip(rows[-12:], moments(LOG)[-12:], found[-12:], strict=True):
        one = pairing(served(DONE, at, LEARNT), Direction.OFFERS_FOR_TALENT, subject=row["talent"])
        values = pair_values(one, factories.context(), feature_list())
        place = one.candidates.columns.row_of[row["offer"]]
        wanted = feature_list().discretise(values)[PLACES, place]
        assert made[PLACES].tolist() == wanted.tolist()
    assert (found[:, PLACES[0]] > 0).any()


def test_everything_else_stays_as_it_was() -> None:
    told = recollected(LOG, PAST, LEARNT)
    np.testing.assert_array_equal(
        np.delete(cells(told), PLACES, axis=1), np.delete(cells(LOG), PLACES, axis=1)
    )
    assert told.impressions.schema == LOG.impressions.schema
    assert told.impressions.drop_columns("cells").equals(LOG.impressions.drop_columns("cells"))


def test_without_a_behaviour_nothing_is_known() -> None:
    assert not cells(recollected(LOG, PAST, None))[:, PLACES].any()


def test_lists_that_a_model_made_itself_keep_what_it_said_of_a_longer_past() -> None:
    logged = recollected(LOG, PAST, LEARNT).since(logs.day(20))
    made = [{**row, "model": "other"} for row in logged.impressions.to_pylist()[::2]]
    mixed = log_of([*made, *logged.impressions.to_pylist()[1::2]], DONE).since(logs.day(20))
    late = [row for row in DONE if row["at"] >= logs.day(20)]
    cut = Log(mixed.manifest, {**mixed.tables, LogTable.EVENTS: log_of([], late).events})
    told = recollected(cut, past_of(cut, WORDS), LEARNT, own=["m"])
    before, after = (cells(one)[:, PLACES[0]] for one in (cut, told))
    own = np.array(cut.impressions["model"].to_pylist()) == "m"
    assert (before[own] == after[own]).all()
    assert (before[~own] != after[~own]).any()


def test_models_of_the_same_behaviour_remember_the_lists_of_each_alike() -> None:
    plain = day_zero()
    made = ["other" if n % 2 else plain.hash for n in range(40)]
    rows = [
        logs.shown(f"tal-{n % 6}", f"off-{n % 5}", n + 0.5, model=by) for n, by in enumerate(made)
    ]
    log = log_of(rows, DONE)
    known = Artefact(replace(plain, behaviour_hash=LEARNT.hash), LEARNT)
    alike = [Artefact(replace(plain, intercepts=dict.fromkeys(Side, 0.5))), Artefact(plain)]
    first, second, third = recollections(log, past_of(log, WORDS), [*alike, known])
    assert first is second
    own = np.array(log.impressions["model"].to_pylist()) == plain.hash
    before, same, other = (cells(one)[:, PLACES] for one in (log, second, third))
    assert (same[own] == before[own]).all()
    assert not same[~own].any()
    assert (other[own] != before[own]).any()


def test_rows_of_other_features_stay_as_they_are() -> None:
    other = logs.shown("tal-0", "off-0", 39.0, schema="other", cells=[3, 2])
    log = log_of([other, logs.shown("tal-1", "off-1", 39.5, cells=[])], DONE)
    told = recollected(log, past_of(log, WORDS), LEARNT)
    before, after = (one.impressions["cells"].to_pylist() for one in (log, told))
    assert [row for row in after if len(row) < 3] == [row for row in before if len(row) < 3]
    assert [3, 2] in after


def _taste(without: frozenset[str] = frozenset()) -> Log:
    """People who take by taste, and are shown a list after that."""
    log = town([pair for pair in by_taste() if f"tal-{pair[0]:02}" not in without])
    shown = log.impressions.to_pylist()
    again = [{**row, "slate": row["slate"] + "b", "at": logs.day(9)} for row in shown]
    late = logs.log_of(again, []).impressions
    return Log(log.manifest, {**log.tables, LogTable.IMPRESSIONS: late})


def _crossed(log: Log) -> dict[tuple[str, str], tuple[int, ...]]:
    made = cross_fitted(log, past_of(log, WORDS), WORDS, config=BehaviourConfig())
    keys = zip(*(made.impressions[name].to_pylist() for name in ("talent", "offer")), strict=True)
    found = map(tuple, cells(made)[:, PLACES].tolist())
    return dict(zip(keys, found, strict=True))


def test_nobodys_own_half_speaks_of_them() -> None:
    people = np.array([f"tal-{n:02}" for n in range(60)])
    mine = people[held(people, share=0.5, seed=0)]
    me, others = str(mine[0]), frozenset(mine[1:].tolist())
    theirs = frozenset(people.tolist()) - {me} - others
    everybody, alone = _crossed(_taste()), _crossed(_taste(without=others))
    without_them = _crossed(_taste(without=theirs))
    own = [key for key in everybody if key[0] == me]
    assert any(everybody[key][0] for key in own)
    assert [everybody[key] for key in own] == [alone[key] for key in own]
    assert not any(without_them[key][0] for key in own)


def test_each_of_two_models_reads_its_own_cells() -> None:
    done = [logs.done(EventKind.APPLY, "tal-0", "off-0", 1.0)]
    seen = [logs.shown("tal-0", f"off-{n}", 2.0, position=n + 1) for n in range(4)]
    log = log_of(seen, done)
    mine, theirs = (
        training_set(recollected(log, past_of(log, WORDS), one), Side.TALENT)
        for one in (LEARNT, None)
    )
    model = replace(day_zero(), behaviour_hash="b")
    rows, other = side_by_side(mine, theirs.cells, model)
    np.testing.assert_allclose(predicted(model, rows), predicted(model, mine))
    np.testing.assert_allclose(predicted(other, rows), predicted(model, theirs))
    assert (predicted(model, mine) != predicted(model, theirs)).any()


@pytest.mark.parametrize("config", [None, BehaviourConfig()])
def test_too_little_to_learn_from_leaves_nothing_known(config: BehaviourConfig | None) -> None:
    assert not cells(cross_fitted(LOG, PAST, WORDS, config=config))[:, PLACES].any()
