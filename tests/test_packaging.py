"""The package: what the wheel holds, what a plain install brings, what is pinned."""

import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, entry_points

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.source_tree import PACKAGES, ROOT

NOT_AT_RUN_TIME = {
    "torch",
    "scipy",
    "scikit-learn",
    "pandas",
    "transformers",
    "sentence-transformers",
    "lightgbm",
    "pytest",
    "mypy",
}
NOT_FOR_HELP = {"fastapi", "sqlalchemy", "numpy", "alembic", "uvicorn", "prometheus_client"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The names of all files of a freshly built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        return archive.namelist()


def test_the_wheel_holds_every_file_of_the_packages(wheel: list[str]) -> None:
    missing = set(_sources()) - set(wheel)
    assert missing == set()


@pytest.mark.parametrize("ending", [".csv", ".npy", "py.typed", "migrations/env.py"])
def test_the_wheel_holds_data_types_and_migrations(wheel: list[str], ending: str) -> None:
    assert any(name.endswith(ending) for name in wheel)


def test_the_wheel_holds_nothing_but_the_packages(wheel: list[str]) -> None:
    roots = {name.split("/")[0] for name in wheel}
    assert {root for root in roots if not root.endswith(".dist-info")} == set(PACKAGES)


@pytest.mark.parametrize("name", ["LICENSE", "NOTICE"])
def test_the_wheel_carries_the_licence_and_the_notice(wheel: list[str], name: str) -> None:
    assert any(file.endswith(f".dist-info/licenses/{name}") for file in wheel)


def test_the_licence_is_the_whole_mozilla_public_licence() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("Mozilla Public License Version 2.0")
    assert "Exhibit B" in text


def test_a_plain_install_brings_no_torch() -> None:
    assert set(_closure("samspil")) & NOT_AT_RUN_TIME == set()


def test_the_commands_of_both_packages_are_announced() -> None:
    announced = {point.name for point in entry_points(group="samspil.commands")}
    assert announced == {"service", "training"}


def test_everything_that_gets_installed_is_pinned() -> None:
    pinned = {canonicalize_name(name) for name, _ in _pins()}
    assert set(_closure("samspil", "dev", "bench")) - {"samspil"} - pinned == set()


def test_pins_are_names_and_versions_alone() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []


def test_pins_satisfy_what_the_project_asks_for() -> None:
    pins = {canonicalize_name(name): version for name, version in _pins()}
    unmet = [
        str(asked)
        for asked in map(Requirement, _asked())
        if pins.get(canonicalize_name(asked.name), "0") not in asked.specifier
    ]
    assert unmet == []


def test_help_waits_for_nothing_heavy() -> None:
    script = (
        "import sys; from typer.testing import CliRunner; from service.cli import assembled; "
        "print(CliRunner().invoke(assembled(), ['--help']).output, file=sys.stderr); "
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert "serve" in answer.stderr
    assert set(answer.stdout.split()) & NOT_FOR_HELP == set()


def test_the_service_starts_without_the_solver() -> None:
    script = "import sys, service.app; print(*{name.split('.')[0] for name in sys.modules})"
    answer = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert set(answer.stdout.split()) & (NOT_AT_RUN_TIME | {"highspy"}) == set()


def _sources() -> Iterator[str]:
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                yield file.relative_to(ROOT).as_posix()


def _closure(name: str, *extras: str) -> dict[str, None]:
    """Every distribution that an install of ``name`` brings on this machine, by its name."""
    found: dict[str, None] = {}
    waiting: list[tuple[str, frozenset[str]]] = [(name, frozenset(extras))]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        found[canonicalize_name(one[0])] = None
        waiting += [(needed.name, frozenset(needed.extras)) for needed in _needed(*one)]
    return found


def _needed(name: str, extras: frozenset[str]) -> Iterator[Requirement]:
    try:
        requires = distribution(name).requires or []
    except PackageNotFoundError:
        return
    for requirement in map(Requirement, requires):
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras | {""}):
            yield requirement


def _pins() -> list[tuple[str, str]]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").split()
    return [(name, version) for name, _, version in (line.partition("==") for line in lines)]


def _asked() -> Iterator[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    yield from project["dependencies"]
    for extra in ("dev", "bench"):
        yield from project["optional-dependencies"][extra]
