"""Load: many requests over kept connections to a server on this machine, each one timed."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of requests took; ``seconds`` holds one latency for each request."""

    wall: float
    seconds: NDArray[np.float64]
    failed: int

    @property
    def per_second(self) -> float:
        """Requests answered per second."""
        return len(self.seconds) / self.wall

    def percentile_ms(self, percent: float) -> float:
        """A latency percentile in milliseconds."""
        return float(np.percentile(self.seconds, percent)) * 1e3


def run_load(
    port: int, paths: Sequence[str], *, connections: int, headers: Mapping[str, str]
) -> Run:
    """GET every path once, ``connections`` at a time; nothing but 200 counts as answered."""
    return asyncio.run(_run(port, paths, connections, headers))


async def _run(
    port: int, paths: Sequence[str], connections: int, headers: Mapping[str, str]
) -> Run:
    waiting = iter(paths)
    latencies: list[float] = []
    failures: list[int] = []
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())

    async def work() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for path in waiting:
            writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".encode())
            started = perf_counter()
            status = await _answer(reader)
            latencies.append(perf_counter() - started)
            if status != 200:
                failures.append(status)
        writer.close()
        await writer.wait_closed()

    started = perf_counter()
    await asyncio.gather(*(work() for _ in range(connections)))
    return Run(perf_counter() - started, np.array(latencies), len(failures))


async def _answer(reader: asyncio.StreamReader) -> int:
    """Read one whole response; every server here says how long its answers are."""
    head = await reader.readuntil(b"\r\n\r\n")
    status, _, rest = head.partition(b"\r\n")
    fields = rest.lower().split(b"\r\n")
    length = next(int(f.split(b":")[1]) for f in fields if f.startswith(b"content-length:"))
    await reader.readexactly(length)
    return int(status.split()[1])
