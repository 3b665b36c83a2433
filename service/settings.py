"""Settings: what an installation may choose, read from the environment and checked once."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from matcher.vocabulary import Language

_NINE = ("0165", "0190", "0260", "0217", "0163", "0183", "0259", "0265", "0175")
_NONE = frozenset({"", "none", "null"})


def _split(value: object) -> object:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _codes(codes: tuple[str, ...]) -> tuple[str, ...]:
    wrong = [code for code in codes if not (len(code) == 4 and code.isdigit())]
    if wrong:
        raise ValueError(f"not a four-digit municipality code: {', '.join(wrong)}")
    return codes


def _or_none(value: object) -> object:
    return None if isinstance(value, str) and value.strip().lower() in _NONE else value


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"not a time zone: {name}") from error
    return name


Codes = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_codes)]
Age = Annotated[int, Field(ge=0, le=99)]
Whole = Annotated[int, Field(ge=1)]


class LearningBasis(StrEnum):
    """On what basis (GDPR 6) models learn from what people were shown and did."""

    PUBLIC_TASK = "public_task"
    CONSENT = "consent"


class Settings(BaseSettings):
    """Every field is the environment variable ``SAMSPIL_`` + its name; see docs/settings.md."""

    model_config = SettingsConfigDict(env_prefix="SAMSPIL_", frozen=True)

    data_folder: Path = Path("data")
    database_url: Annotated[str | None, BeforeValidator(_or_none), Field(repr=False)] = None
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    workers: Whole = 1
    partnership: Codes = _NINE
    guardian_below: Annotated[Age | None, BeforeValidator(_or_none)] = 15
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "Europe/Copenhagen"
    language: Language = Language.DA
    encoder: Annotated[str, StringConstraints(strip_whitespace=True)] = ""
    model: Annotated[Path | None, BeforeValidator(_or_none)] = None
    models: Annotated[Path | None, BeforeValidator(_or_none)] = None
    exploration: Annotated[float, Field(ge=0, le=0.2)] = 0.02
    market: bool = True
    learning_basis: LearningBasis = LearningBasis.PUBLIC_TASK
    upload_limit_mb: Whole = 64
    body_limit_kb: Whole = 2048
    events_per_batch: Annotated[int, Field(ge=1, le=10_000)] = 1000
    receipt_days: Whole = 30
    key_cache_seconds: Annotated[float, Field(ge=0, le=300)] = 2.0
    log_level: Annotated[str, Field(pattern="^(debug|info|warning|error)$")] = "info"

    @property
    def url(self) -> str:
        """The database: the one named, else SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data_folder / 'samspil.db'}"

    @property
    def learned_unasked(self) -> bool:
        """Whether models learn from people who have said neither yes nor no."""
        return self.learning_basis is LearningBasis.PUBLIC_TASK

    @property
    def zone(self) -> ZoneInfo:
        """Where "today" is decided."""
        return ZoneInfo(self.time_zone)
