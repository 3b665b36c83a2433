"""A served store: ``samspil serve`` as a real group of processes, on a free port of loopback."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

_PATIENCE_SECONDS = 60.0


class Served:
    """Starts, kills, starts again; what the processes say goes to ``serve.log`` in ``folder``."""

    def __init__(self, folder: Path, *, url: str, workers: int) -> None:
        self.folder = folder
        self._url = url
        self._workers = workers
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if self._process is not None:
            self.kill()

    def start(self) -> None:
        """Start all processes in a group of their own, and wait until they answer."""
        command = [str(Path(sys.executable).parent / "samspil"), "serve"]
        command += ["--workers", str(self._workers), "--port", str(self._port)]
        kept = {name: value for name, value in os.environ.items() if "SAMSPIL" not in name}
        given = {"SAMSPIL_DATABASE_URL": self._url, "SAMSPIL_DATA_FOLDER": str(self.folder)}
        with (self.folder / "serve.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, env=kept | given, stdout=log, stderr=log, start_new_session=True
            )
        self._wait_until_ready()

    def kill(self) -> None:
        """``kill -9`` for every process at once: nobody can finish anything."""
        process = self._running()
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self._process = None

    def interrupt(self) -> int:
        """Ctrl-C, as the terminal sends it to all; answers with the exit status."""
        process = self._running()
        os.killpg(process.pid, signal.SIGINT)
        self._process = None
        return process.wait(timeout=_PATIENCE_SECONDS)

    def log(self) -> str:
        """All that the processes said."""
        return (self.folder / "serve.log").read_text(encoding="utf-8")

    def _running(self) -> subprocess.Popen[bytes]:
        assert self._process is not None
        return self._process

    def _wait_until_ready(self) -> None:
        give_up = time.monotonic() + _PATIENCE_SECONDS
        # One client for all: each new one reads the certificates of the world first.
        with httpx.Client(base_url=self.address, timeout=5) as client:
            while time.monotonic() < give_up and self._running().poll() is None:
                try:
                    if client.get("/readyz").status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                time.sleep(0.05)
        raise AssertionError(f"not ready: {self.log()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
