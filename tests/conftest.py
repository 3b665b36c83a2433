"""Fixtures that every test may use."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Many tests start processes; compiling all packages anew in each of them takes longer than what
# most of them do.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# How fast a machine is tells nothing about a property; the same examples in every run do.
settings.register_profile(
    "samspil", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("samspil")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public data and gold towns beside the checkout; CI requires it."""
    named = os.environ.get("SAMSPIL_SHARED")
    folder = Path(named) if named else Path(__file__).parents[2] / "shared"
    if folder.is_dir():
        return folder
    reason = f"no shared data at {folder}: put it beside the checkout or set SAMSPIL_SHARED"
    if os.environ.get("SAMSPIL_REQUIRE_SHARED") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
