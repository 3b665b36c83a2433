"""Serving: the API on a port, in one process or several."""

import gc
import os
import shutil
import socket
from pathlib import Path

import uvicorn

from service.commands.call import Call
from service.commands.demo import welcome
from service.commands.exits import ExitCode
from service.settings import Settings

# The name under which the Prometheus client looks for what its siblings count.
_SHARED_METRICS = "PROMETHEUS_MULTIPROC_DIR"
# What is being answered when somebody presses Ctrl-C gets so many seconds.
_GRACE_SECONDS = 10


def serve(call: Call, *, demo: bool) -> None:
    """Serve until Ctrl-C; with ``demo``, the invented town comes first into an empty store."""
    settings = call.settings
    _require_free_port(call)
    told = _welcomed(call) if demo else []
    address = f"http://{settings.host}:{settings.port}"
    call.terminal.people.print(f"[bold]Samspil[/] at {address} (Ctrl-C ends it)")
    for line in told:
        call.terminal.people.print(line, soft_wrap=True)
    _prepare_environment(settings)
    # Importing makes a few hundred thousand objects that all stay; looking for garbage among them
    # is an eighth of the start. The application turns it on again when it is loaded.
    gc.disable()
    uvicorn.run(
        "service.app:factory",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        log_level=_server_log_level(settings),
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


def _welcomed(call: Call) -> list[str]:
    with call.store(create=True) as engine:
        return welcome(call, engine)


def _require_free_port(call: Call) -> None:
    """A taken port is said at once, not by a worker that dies."""
    host, port = call.settings.host, call.settings.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise call.refuse(
                f"Cannot listen on {host} port {port}: {error.strerror}.",
                advice="Choose another with --port.",
                exit_code=ExitCode.FAILED,
            ) from error


def _prepare_environment(settings: Settings) -> None:
    """What was chosen on the command line reaches the workers as environment variables."""
    os.environ["SAMSPIL_DATA_FOLDER"] = str(settings.data_folder)
    os.environ["SAMSPIL_HOST"] = settings.host
    os.environ["SAMSPIL_PORT"] = str(settings.port)
    os.environ["SAMSPIL_WORKERS"] = str(settings.workers)
    if settings.workers > 1:
        os.environ[_SHARED_METRICS] = str(_emptied(settings.data_folder / "metrics"))


def _emptied(folder: Path) -> Path:
    """What workers of an earlier run counted must not be added to what these count."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _server_log_level(settings: Settings) -> str:
    """Uvicorn's own lines are of interest only when something is wrong, or wanted in detail."""
    return "debug" if settings.log_level == "debug" else "warning"
