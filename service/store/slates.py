"""Slates: every list that was answered, exactly as it was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from sqlalchemy import Row, insert, select, tuple_
from sqlalchemy.orm import Session

from matcher.domain import Problem, Slate, SlateId, SlateItem, SlateRequest, Step, Unshown, Viewer
from service.store.refusal import StoreRefused
from service.store.tables import SlateRow

_SLATES = SlateRow.table()


@dataclass(frozen=True, slots=True)
class SlatePlace:
    """Where a slate stands among all: by time, and by id within one moment."""

    at: datetime
    id: SlateId


def add_many(session: Session, slates: Sequence[Slate]) -> None:
    """Add slates with new ids, in one statement.

    Raises ``StoreRefused`` (``slate_not_finite``) for numbers that JSON cannot hold.
    """
    rows = [_row(slate) for slate in slates]
    if rows:
        session.execute(insert(_SLATES), rows)


def get(session: Session, slate_id: SlateId) -> Slate | None:
    """The slate, equal to the one that was added to the last bit."""
    row = session.execute(select(_SLATES).where(_SLATES.c.id == slate_id)).one_or_none()
    return None if row is None else _slate(row)


def page(
    session: Session,
    *,
    subject: str | None = None,
    before: SlatePlace | None = None,
    limit: int,
) -> list[Slate]:
    """The newest ``limit`` slates before the place ``before``, newest first."""
    newest = select(_SLATES).order_by(_SLATES.c.at.desc(), _SLATES.c.id.desc()).limit(limit)
    if subject is not None:
        newest = newest.where(_SLATES.c.subject == subject)
    if before is not None:
        newest = newest.where(tuple_(_SLATES.c.at, _SLATES.c.id) < (before.at, before.id))
    return [_slate(row) for row in session.execute(newest)]


def _row(slate: Slate) -> dict[str, object]:
    _require_finite(slate)
    return {
        "id": slate.id,
        "at": slate.at,
        "viewer_role": slate.viewer.role,
        "viewer_key": slate.viewer.key,
        "viewer_surface": slate.viewer.surface,
        "direction": slate.request.direction,
        "subject": slate.request.subject,
        "audience": slate.request.audience,
        "item_limit": slate.request.limit,
        "item_order": slate.request.order,
        "min_score": slate.request.min_score,
        "diverse": slate.request.diverse,
        "max_km": slate.request.max_km,
        "query": slate.request.query,
        "near": slate.request.near,
        "step": None if slate.request.step is None else asdict(slate.request.step),
        "market": slate.request.market,
        "model_hash": slate.model_hash,
        "schema_hash": slate.schema_hash,
        "encoder_hash": slate.encoder_hash,
        "market_run": slate.market_run,
        "seed": slate.seed,
        "candidates": slate.candidates,
        "candidate_hash": slate.candidate_hash,
        "exclusions": dict(slate.exclusions),
        "items": slate.items,
        "exploration": slate.exploration,
        "unshown": slate.unshown or None,
    }


def _require_finite(slate: Slate) -> None:
    """A sum is finite exactly when nothing in it is infinite or not a number."""
    rest = (one.score + one.still_free for one in slate.unshown)
    numbers = [*map(_sum, slate.items), *rest, slate.exploration]
    if not all(map(isfinite, numbers)):
        raise StoreRefused(Problem("slate_not_finite", {"slate": slate.id}))


def _sum(item: SlateItem) -> float:
    terms = sum(sum(side.values()) for side in item.contributions.values())
    chances = item.propensity + item.prefix_propensity + item.still_free
    return terms + item.score + chances + (item.wants or 0.0) + (item.taken or 0.0)


def _slate(row: Row[*tuple[Any, ...]]) -> Slate:
    return Slate(
        id=row.id,
        at=row.at,
        viewer=Viewer(role=row.viewer_role, key=row.viewer_key, surface=row.viewer_surface),
        request=_request(row),
        model_hash=row.model_hash,
        schema_hash=row.schema_hash,
        encoder_hash=row.encoder_hash,
        market_run=row.market_run,
        seed=row.seed,
        candidates=row.candidates,
        candidate_hash=row.candidate_hash,
        exclusions=row.exclusions,
        items=tuple(_item(item) for item in row.items),
        exploration=row.exploration,
        unshown=tuple(_unshown(one) for one in row.unshown or ()),
    )


def _request(row: Row[*tuple[Any, ...]]) -> SlateRequest:
    return SlateRequest(
        direction=row.direction,
        subject=row.subject,
        audience=row.audience,
        limit=row.item_limit,
        min_score=row.min_score,
        order=row.item_order,
        diverse=row.diverse,
        max_km=row.max_km,
        query=row.query,
        near=row.near,
        step=None if row.step is None else Step(**row.step),
        market=row.market,
    )


def _item(fields: Mapping[str, Any]) -> SlateItem:
    """Items of lists from before there were cells, queues and markets have none."""
    words = {name: _problems(fields[name]) for name in ("reasons", "notes")}
    return SlateItem(**{**fields, **words, "cells": tuple(fields.get("cells", ()))})


def _unshown(fields: Mapping[str, Any]) -> Unshown:
    return Unshown(**{**fields, "cells": tuple(fields["cells"])})


def _problems(problems: Sequence[Mapping[str, Any]]) -> tuple[Problem, ...]:
    return tuple(Problem(problem["code"], problem["params"]) for problem in problems)
