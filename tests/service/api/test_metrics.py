"""Tests of the metrics of several processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.api.metrics import Metrics

COUNT = """
from service.api.metrics import Metrics
metrics = Metrics(shared=True)
metrics.event("apply", "recorded")
metrics.request("GET", "/healthz", status=200, seconds=0.01)
print(metrics.exposition({"talents": 3}).decode())
"""


@pytest.fixture
def shared(tmp_path: Path) -> dict[str, str]:
    """The environment of workers that count together."""
    return {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}


def counted(environment: dict[str, str]) -> str:
    """What a worker that has counted one event of its own tells."""
    answer = subprocess.run(
        [sys.executable, "-c", COUNT], env=environment, capture_output=True, text=True, check=True
    )
    return answer.stdout


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
