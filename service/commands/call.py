"""A call: how a command was called, and how its errors are answered."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from matcher.domain import MatcherError
from matcher.vocabulary import Language
from service.commands.exits import ExitCode
from service.commands.terminal import Terminal
from service.errors import Code, Fault, ServiceError
from service.i18n import say
from service.settings import Settings
from service.store import connect
from service.store.schema import migrate

_NOON = time(12)
_UNKNOWN = frozenset(
    {
        "unknown_talent",
        "unknown_offer",
        "unknown_organisation",
        "unknown_key",
        "unknown_round",
        "unknown_wish",
        "unknown_cohort",
        "unknown_give_back",
        "unknown_connection",
        "unknown_peer",
        "unknown_recommendation",
    }
)
_UNUSABLE = frozenset({Code.INVALID.value, "encoder_unnamed", "encoder_folder_missing"})
# What the API takes as a parameter, and the command line not as an option.
_ARGUMENTS = {"q": "WORDS", "title": "TITLE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """``now`` is the moment at which the command is to believe itself, aware of its time zone."""

    settings: Settings
    terminal: Terminal
    now: datetime
    lang: Language

    @property
    def today(self) -> date:
        """The day of ``now`` where the installation is."""
        return self.now.astimezone(self.settings.zone).date()

    @contextmanager
    def store(self, *, create: bool = False) -> Iterator[Engine]:
        """The store, migrated; exits when there is none and the command is not to make one."""
        self.require_folder(create=create)
        engine = connect(self.settings.url)
        try:
            migrate(engine)
            yield engine
        finally:
            engine.dispose()

    def refuse(self, detail: str, *, advice: str | None = None, exit_code: ExitCode) -> typer.Exit:
        """Say what went wrong; the caller raises the answer."""
        return _refused(self.terminal, detail, advice=advice, exit_code=exit_code)

    def require_folder(self, *, create: bool = False) -> None:
        """Exit when SQLite is used, the data folder holds none, and none is to be made."""
        folder = self.settings.data_folder
        if self.settings.database_url is not None:
            return
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        elif not (folder / "samspil.db").is_file():
            raise self.refuse(
                f"There is no store in {folder}.",
                advice="Fill one with `samspil import DIR` or `samspil demo`, or name another "
                "folder with --data.",
                exit_code=ExitCode.FAILED,
            )


@contextmanager
def called(
    chosen: Mapping[str, Any] | None = None,
    *,
    now: datetime | None = None,
    lang: str | None = None,
    as_json: bool = False,
) -> Iterator[Call]:
    """The call of one command; what goes wrong within is said, and becomes the exit status.

    ``chosen`` are settings by name; ``None`` leaves one to the environment. ``now`` without a time
    zone is meant where the installation is, and midnight stands for the noon of that day.
    """
    terminal = Terminal(as_json=as_json)
    asked = _language(lang)
    with _answering(terminal, asked or Language.EN):
        given = {name: value for name, value in (chosen or {}).items() if value is not None}
        settings = Settings(**given)
        yield Call(
            settings=settings,
            terminal=terminal,
            now=_moment(now, settings),
            lang=asked or settings.language,
        )


@contextmanager
def _answering(terminal: Terminal, lang: Language) -> Iterator[None]:
    try:
        yield
    except (MatcherError, ServiceError) as error:
        raise _answered(terminal, error, lang) from error
    except ValidationError as error:
        raise _refused(
            terminal,
            "\n".join(map(_setting, error.errors())),
            advice="See docs/settings.md.",
            exit_code=ExitCode.USAGE,
        ) from error
    except DBAPIError as error:
        detail = f"The database says: {error.orig}"
        raise _refused(terminal, detail, exit_code=ExitCode.FAILED) from error
    except BrokenPipeError:
        # Whoever read the output has read enough.
        raise
    except OSError as error:
        detail = f"{error.strerror}: {error.filename}"
        raise _refused(terminal, detail, exit_code=ExitCode.FAILED) from error


def _setting(fault: ErrorDetails) -> str:
    """Which setting is meant, and what is wrong with it."""
    name = "_".join(str(part) for part in fault["loc"][:1]).upper()
    return f"SAMSPIL_{name}: {fault['msg']}"


def _refused(
    terminal: Terminal, detail: str, *, advice: str | None = None, exit_code: ExitCode
) -> typer.Exit:
    """What has no code of its own is named by its exit status."""
    terminal.refuse(detail, advice=advice)
    code = exit_code.name.lower()
    terminal.answer({"error": {"code": code, "params": {}, "detail": detail}})
    return typer.Exit(exit_code)


def _answered(terminal: Terminal, error: MatcherError | ServiceError, lang: Language) -> typer.Exit:
    """The error in the language of ``--lang``, else in English; as JSON beside it where asked."""
    problem = error.problem if isinstance(error, MatcherError) else error
    listed = error.faults if isinstance(error, ServiceError) else ()
    faults = [_told(fault, lang) for fault in listed]
    detail = "\n".join(f"{fault['option']}: {fault['detail']}" for fault in faults)
    detail = detail or say(problem.code, problem.params, lang=lang)
    terminal.refuse(detail, advice=" ".join(getattr(error, "__notes__", ())) or None)
    told = {"code": problem.code, "params": dict(problem.params), "detail": detail}
    terminal.answer({"error": told | ({"errors": faults} if faults else {})})
    return typer.Exit(_exit_code(problem.code))


def _exit_code(code: str) -> ExitCode:
    if code in _UNUSABLE:
        return ExitCode.USAGE
    return ExitCode.UNKNOWN if code in _UNKNOWN else ExitCode.FAILED


def _told(fault: Fault, lang: Language) -> dict[str, Any]:
    """Which argument or option is meant, and what is wrong with it."""
    option = _ARGUMENTS.get(fault.pointer, f"--{fault.pointer.replace('_', '-')}")
    detail = say(fault.code, fault.params, lang=lang, topic="faults")
    return {"option": option, "code": fault.code, "params": dict(fault.params), "detail": detail}


def _language(name: str | None) -> Language | None:
    try:
        return Language(name) if name else None
    except ValueError as error:
        known = ", ".join(Language)
        raise typer.BadParameter(f"Not {name}. Known: {known}.", param_hint="--lang") from error


def _moment(now: datetime | None, settings: Settings) -> datetime:
    if now is None:
        return datetime.now(UTC)
    if now.time() == time():
        now = datetime.combine(now.date(), _NOON)
    return now if now.tzinfo else now.replace(tzinfo=settings.zone)
