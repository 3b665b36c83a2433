"""Tests of the metrics of several processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.actions.drift_watch import Drift
from service.api.metrics import Metrics

COUNT = """
from service.api.metrics import Metrics
metrics = Metrics(shared=True)
metrics.event("apply", "recorded")
metrics.request("GET", "/healthz", status=200, seconds=0.01)
print(metrics.exposition({"talents": 3}).decode())
"""

LOOKED = """
import sys
from service.api.metrics import Metrics
metrics = Metrics(shared=True)
metrics.models_folder(missing=bool(float(sys.argv[1])))
print(metrics.exposition({}).decode())
"""

DRIFTED = """
import sys
from service.actions.drift_watch import Drift
from service.api.metrics import Metrics
metrics = Metrics(shared=True)
index, alarms, shown, views = map(float, sys.argv[1:])
metrics.model("abc")
counts = {"shown": shown, "view": views, "apply": 0.0, "accept": 0.0}
drift = Drift(
    model="abc",
    indices={"score": index},
    alarms=("score",) * int(alarms),
    counts=counts,
    usual={"view": 0.2},
)
metrics.drifted(drift)
print(metrics.exposition({}).decode())
"""


OLD = Drift(
    model="old",
    indices={"score": 0.4},
    alarms=("score",),
    counts={"shown": 9.0, "view": 1.0, "apply": 0.0, "accept": 0.0},
    usual={"view": 0.5, "apply": 0.1},
)


@pytest.fixture
def shared(tmp_path: Path) -> dict[str, str]:
    """The environment of workers that count together."""
    return {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}


def counted(environment: dict[str, str], code: str = COUNT, *numbers: float) -> str:
    """What a worker that has counted one event of its own tells."""
    answer = subprocess.run(
        [sys.executable, "-c", code, *map(str, numbers)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout


def test_everything_that_is_counted_is_explained() -> None:
    lines = Metrics(shared=False).exposition({}).decode().splitlines()
    told = {line.split()[2] for line in lines if line.startswith("# TYPE")}
    documented = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
    names = {name for name in told if not name.endswith("_created")}
    assert "samspil_drift_alarms" in names
    assert not [name for name in sorted(names) if f"`{name}" not in documented]


def test_the_folder_is_as_the_last_worker_that_looked_found_it(shared: dict[str, str]) -> None:
    tellings = [counted(shared, LOOKED, missing) for missing in (0, 1, 0)]
    line = "samspil_models_folder_missing"
    assert [f"{line} 1.0" in told for told in tellings] == [False, True, False]


def test_each_worker_tells_what_all_have_counted(shared: dict[str, str]) -> None:
    tellings = [counted(shared) for _ in range(2)]
    line = 'samspil_events_total{kind="apply",status="recorded"}'
    assert f"{line} 1.0" in tellings[0]
    assert f"{line} 2.0" in tellings[1]
    assert 'samspil_snapshot{of="talents"} 3.0' in tellings[1]


def test_one_process_tells_its_own() -> None:
    metrics = Metrics(shared=False)
    metrics.rows("talents", "created", count=40)
    told = metrics.exposition({"offers": 2}).decode()
    assert 'samspil_import_rows_total{kind="talents",outcome="created"} 40.0' in told
    assert 'samspil_snapshot{of="offers"} 2.0' in told


def test_of_several_workers_the_worst_index_and_the_rate_of_all_are_told(
    shared: dict[str, str],
) -> None:
    counted(shared, DRIFTED, 0.4, 2, 900, 20)
    told = counted(shared, DRIFTED, 0.1, 0, 100, 30)
    assert 'samspil_drift_psi{of="score"} 0.4' in told
    assert 'samspil_recent{of="shown"} 1000.0' in told
    assert 'samspil_outcome_rate{bound="",of="view"} 0.05' in told
    assert "samspil_drift_alarm 3.0" in told, "two by their index, and how often one views"
    assert 'samspil_model_info{hash="abc"} 1.0' in told


def test_before_anything_was_counted_nothing_has_drifted() -> None:
    told = Metrics(shared=False).exposition({}).decode()
    assert "samspil_drift_alarm 0.0" in told
    assert "samspil_outcome_rate{" not in told
    assert "samspil_model_refused_total 0.0" in told


def test_another_model_begins_with_nothing_against_it() -> None:
    metrics = Metrics(shared=False)
    metrics.model("old")
    metrics.drifted(OLD)
    assert 'samspil_drift_psi{of="score"} 0.4' in metrics.exposition({}).decode()
    metrics.model("new")
    told = metrics.exposition({}).decode()
    assert "samspil_drift_psi{" not in told
    assert "samspil_outcome_reference{" not in told
    assert "samspil_drift_alarm 0.0" in told
    assert 'samspil_model_info{hash="old"} 0.0' in told


def test_a_late_list_of_the_model_before_is_not_held_against_the_one_that_serves() -> None:
    metrics = Metrics(shared=False)
    metrics.model("old")
    metrics.drifted(OLD)
    metrics.model("day zero")
    swapped = metrics.exposition({})
    metrics.drifted(OLD)
    told = metrics.exposition({})
    assert [line for line in told.splitlines() if b"drift" in line or b"outcome" in line] == [
        line for line in swapped.splitlines() if b"drift" in line or b"outcome" in line
    ]
    assert b'samspil_recent{of="shown"} 0.0' in told
