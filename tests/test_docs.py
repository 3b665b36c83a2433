"""The documents: what they show is run, what they list is complete, where they point is there."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperCommand, TyperGroup, TyperOption

from service.app import create_app
from service.cli import assembled
from service.commands.exits import ExitCode
from service.settings import Settings
from tests import markdown
from tests.shown import DOCUMENTS, Shown, checkout, commands, printed
from tests.source_tree import ROOT

README = ROOT / "README.md"
CLI = ROOT / "docs" / "cli.md"
API = ROOT / "docs" / "api.md"
SETTINGS = ROOT / "docs" / "settings.md"


def _id(document: Path) -> str:
    return document.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", DOCUMENTS, ids=_id)
def test_commands_print_what_the_document_shows(
    document: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    place = checkout(tmp_path)
    for one in commands(document):
        if "../shared" in one.command:
            request.getfixturevalue("shared")
        now = printed(one.command, place)
        assert one.allows(now), (
            f"$ {one.command}\n{now}\n--- but the document shows ---\n{one.output}"
        )


@pytest.mark.parametrize(("output", "text"), [("one …\n…\nend", "one 1\n2\n3\nend"), ("…", "")])
def test_an_ellipsis_stands_for_what_differs_every_time(output: str, text: str) -> None:
    assert Shown("samspil", output).allows(text)


def test_what_is_not_an_ellipsis_must_be_printed_as_shown() -> None:
    assert not Shown("samspil", "two … lines").allows("two lines")


@pytest.mark.parametrize("document", DOCUMENTS, ids=_id)
def test_links_lead_somewhere(document: Path) -> None:
    dead = [link for link in markdown.links(document) if not _resolves(link, document)]
    assert dead == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=_id)
def test_named_make_targets_are_there(document: Path) -> None:
    for target in set(re.findall(r"`?make ([a-z]+)`", document.read_text(encoding="utf-8"))):
        subprocess.run(["make", "-n", target], cwd=ROOT, check=True, capture_output=True)


def test_the_readme_begins_with_what_it_is_and_the_two_commands() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    first_commands = next(number for number, line in enumerate(lines) if "make run" in line)
    assert first_commands <= 24
    assert any("make test" in line for line in lines[first_commands : first_commands + 4])


def test_every_setting_is_documented_and_every_documented_one_is_there() -> None:
    documented = set(re.findall(r"^\| `SAMSPIL_(\w+)`", _text(SETTINGS), flags=re.MULTILINE))
    assert documented == {name.upper() for name in Settings.model_fields}


def test_every_command_is_documented_and_every_documented_one_is_there() -> None:
    assert _documented().keys() == dict(_commands(_whole())).keys()


def test_every_option_is_documented_and_every_documented_one_is_there() -> None:
    documented = {
        name: set(re.findall(r"`(--[a-z-]+)", text)) for name, text in _documented().items()
    }
    assert documented == {name: set(_options(command)) for name, command in _commands(_whole())}


def test_every_exit_status_is_documented() -> None:
    documented = re.findall(r"^\| (\d+) \|", _text(CLI), flags=re.MULTILINE)
    assert {int(status) for status in documented} == set(ExitCode)


def test_every_route_is_documented_and_every_documented_one_is_there() -> None:
    documented = set(re.findall(r"^\| `([A-Z]+ /[^`]*)`", _text(API), flags=re.MULTILINE))
    assert documented == set(_routes())


def _resolves(link: str, document: Path) -> bool:
    """Whether a link within the repository has a target; others are left to their owners."""
    if re.match(r"[a-z]+:", link):
        return True
    name, _, anchor = link.partition("#")
    target = document.parent / name if name else document
    return target.exists() and (not anchor or anchor in markdown.anchors(target))


def _text(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def _documented() -> dict[str, str]:
    """The sections of docs/cli.md that are about one command, by the command's words."""
    titles = {title: text for title, text in markdown.sections(CLI).items() if title[0] == "`"}
    return {re.sub(r" [A-Z_]+|`", "", title): text for title, text in titles.items()}


def _whole() -> TyperGroup:
    whole = typer.main.get_command(assembled())
    assert isinstance(whole, TyperGroup)
    return whole


def _commands(group: TyperGroup, path: str = "samspil") -> Iterator[tuple[str, TyperCommand]]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from _commands(command, f"{path} {name}")
        elif isinstance(command, TyperCommand):
            yield f"{path} {name}", command


def _options(command: TyperCommand) -> Iterator[str]:
    for parameter in command.params:
        if isinstance(parameter, TyperOption):
            yield from parameter.opts


def _routes() -> Iterator[str]:
    paths = create_app(Settings()).openapi()["paths"]
    for path, methods in paths.items():
        yield from (f"{method.upper()} {path}" for method in methods)
