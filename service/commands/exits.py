"""Exits: what the exit status of a command means."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Documented in docs/cli.md; scripts rely on them."""

    OK = 0
    FAILED = 1
    USAGE = 2
    ROWS_REFUSED = 3
    UNKNOWN = 4
    INTERRUPTED = 130
