"""Recorded: lists and events in a store, and the log that is written of them, read again."""

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from sqlalchemy import Engine

from matcher.domain import (
    Audience,
    Direction,
    EventKind,
    LogTable,
    OfferId,
    OfferStatus,
    Slate,
    SlateItem,
    SlateRequest,
    TalentId,
)
from matcher.features import feature_list
from service.exchange.log import export_log
from service.exchange.log_rows import Exported, LogSpan
from service.exchange.pseudonyms import Pseudonyms
from service.store import OFFERS, ORGANISATIONS, TALENTS, slates, writing
from service.store.events import record
from tests.factories import offer, organisation, talent
from tests.service.store.samples import NOW, event, slate, slate_item

WIDTH = len(feature_list().features)
LATER = NOW + timedelta(days=30)
AFTER = LATER + timedelta(microseconds=1)
CELLS = tuple(n % 6 for n in range(WIDTH))
PEOPLE = ("tal-1", "tal-2", "tal-3", "tal-4")
NAMES = Pseudonyms(b"k" * 32)
Rows = list[dict[str, Any]]


def item(key: str = "off-1", **fields: Any) -> SlateItem:
    return slate_item(key, **{"cells": CELLS, **fields})


def recorded(key: str = "sla-1", *, of: str = "tal-1", **fields: Any) -> Slate:
    """A list of this release's features."""
    request = SlateRequest(
        direction=Direction.OFFERS_FOR_TALENT, subject=TalentId(of), audience=Audience.TALENT
    )
    schema = feature_list().hash
    given = {"schema_hash": schema, "request": request, "items": (item(),), "unshown": ()}
    return slate(key, **{**given, **fields})


def for_offer(key: str, *talents: str, **fields: Any) -> Slate:
    request = SlateRequest(
        direction=Direction.TALENTS_FOR_OFFER,
        subject=OfferId("off-1"),
        audience=Audience.COORDINATOR,
    )
    items = tuple(item(one, position=place) for place, one in enumerate(talents, 1))
    return recorded(key, **{"request": request, "items": items, **fields})


def fill(engine: Engine, *, found: Sequence[Slate] = (), **people: Any) -> None:
    """Four talents, two offers and a draft; ``people`` are fields of ``tal_2`` and so on."""
    with writing(engine) as session:
        ORGANISATIONS.put_many(session, [organisation()], now=NOW)
        told = {name.replace("_", "-"): fields for name, fields in people.items()}
        talents = [talent(key, **told.get(key, {})) for key in PEOPLE]
        TALENTS.put_many(session, talents, now=NOW)
        draft = offer("off-draft", status=OfferStatus.DRAFT)
        OFFERS.put_many(session, [offer("off-1"), offer("off-2"), draft], now=NOW)
        slates.add_many(session, found)


def did(engine: Engine, key: str, of: str = "tal-1", **fields: Any) -> None:
    with writing(engine) as session:
        made = event(key, EventKind.VIEW, talent=TalentId(of), **fields)
        record(session, made, recorded_by="key-1", now=fields.get("at", NOW))


def exported(engine: Engine, folder: Path, **span: Any) -> Exported:
    given = LogSpan(**{"exported_at": LATER, **span})
    return export_log(engine, folder, span=given, names=NAMES)


def rows(folder: Path, table: LogTable) -> Rows:
    found: Rows = pq.read_table(folder / f"{table.value}.parquet").to_pylist()
    return found


def impressions(folder: Path) -> Rows:
    return rows(folder, LogTable.IMPRESSIONS)


def manifest(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / "log.json").read_bytes())
    return read


def texts(folder: Path) -> set[str]:
    """Every text in any column of any table."""
    return {text for table in LogTable for row in rows(folder, table) for text in _texts(row)}


def _texts(row: dict[str, Any]) -> Iterator[str]:
    for value in row.values():
        yield from (one for one in (value if isinstance(value, list) else [value]) if one)
