"""Servers: processes on this machine that a benchmark starts, waits for and ends."""

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running process and the seconds until it first answered."""

    pid: int
    port: int
    started_in: float

    def resident_mb(self) -> float:
        """Resident memory of the process in megabytes, as the kernel counts it."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024


def samspil(*arguments: str, data: Path) -> Any:
    """Run one command of the product on the folder ``data`` and read its JSON answer."""
    command = [_command(), *arguments, "--json"]
    done = subprocess.run(  # noqa: S603  our own command, our own arguments
        command, env=_environment(data), capture_output=True, check=False, text=True
    )
    if not done.stdout:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


@contextmanager
def serving(data: Path, *, ready: str, headers: Mapping[str, str]) -> Iterator[Server]:
    """The service on ``data``; it counts as started when ``ready`` is answered with 200."""
    port = _free_port()
    command = [_command(), "serve", "--port", str(port)]
    with _running(command, port, ready, headers=headers, env=_environment(data)) as server:
        yield server


@contextmanager
def bare(database: Path) -> Iterator[Server]:
    """The bare routes."""
    port = _free_port()
    command = [sys.executable, "-m", "training.benchmarks.bare", str(port), str(database)]
    with _running(command, port, "/nothing", headers={}, env=dict(os.environ)) as server:
        yield server


@contextmanager
def _running(
    command: Sequence[str], port: int, path: str, *, headers: Mapping[str, str], env: dict[str, str]
) -> Iterator[Server]:
    started = perf_counter()
    with subprocess.Popen(  # noqa: S603  our own command, our own arguments
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait(f"http://127.0.0.1:{port}{path}", headers, process, until=started + _PATIENCE_S)
            yield Server(process.pid, port, perf_counter() - started)
        finally:
            process.terminate()


def _wait(
    url: str, headers: Mapping[str, str], process: "subprocess.Popen[bytes]", *, until: float
) -> None:
    request = urllib.request.Request(url, headers=dict(headers))  # noqa: S310  http on this machine
    while perf_counter() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(request, timeout=5):  # noqa: S310  as above
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            sleep(0.01)
    raise RuntimeError(f"no answer from {url}")


def _command() -> str:
    """The command of the environment that runs this."""
    return str(Path(sys.executable).with_name("samspil"))


def _environment(data: Path) -> dict[str, str]:
    ours = {"SAMSPIL_DATA_FOLDER": str(data), "SAMSPIL_LOG_LEVEL": "warning"}
    return {**os.environ, **ours}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
