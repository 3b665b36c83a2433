"""``samspil serve`` as people start and end it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.commands.exits import ExitCode
from tests.service.cli.conftest import Cli
from tests.service.databases import SqliteFiles
from tests.service.served import Served


@pytest.fixture
def url(sqlite: SqliteFiles) -> Iterator[str]:
    """An empty store in a file."""
    made = sqlite.migrated()
    yield made
    sqlite.drop(made)


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_ends_it_cleanly(url: str, tmp_path: Path, workers: int) -> None:
    served = Served(tmp_path, url=url, workers=workers)
    served.start()
    assert served.interrupt() == ExitCode.OK
    assert "Traceback" not in served.log()


def test_it_says_where_it_is(url: str, tmp_path: Path) -> None:
    with Served(tmp_path, url=url, workers=1) as served:
        assert f"Samspil at {served.address}" in served.log()


def test_workers_count_together(url: str, tmp_path: Path) -> None:
    with Served(tmp_path, url=url, workers=2) as served:
        answers = [httpx.get(f"{served.address}/healthz").status_code for _ in range(8)]
    assert set(answers) == {200}
    assert any((tmp_path / "metrics").iterdir())


def test_products_are_shared_among_no_threads_unless_somebody_says_so(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.commands.serving.serve", lambda *_, **__: None)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    monkeypatch.setenv("MKL_NUM_THREADS", "3")
    assert cli("serve").exit_code == ExitCode.OK
    assert (os.environ["OPENBLAS_NUM_THREADS"], os.environ["MKL_NUM_THREADS"]) == ("1", "3")


def test_the_command_line_brings_no_numpy_which_would_have_read_its_threads_by_then() -> None:
    asked = "import service.cli, sys; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0


def test_a_taken_port_is_said_with_a_way_out(cli: Cli) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = cli("serve", "--port", taken.getsockname()[1])
    assert refused.exit_code == ExitCode.FAILED
    assert "--port" in refused.stderr
