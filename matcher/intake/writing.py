"""Writing: profiles as rows of cells, such that reading them gives the same profiles again."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from matcher.intake.columns import Column, Profile, Schema
from matcher.intake.guard import guard
from matcher.intake.reading import Style


def header_cells(schema: Schema, style: Style) -> list[str]:
    """The header row."""
    return [column.header(style.language) for column in schema.columns]


def profile_cells(profile: Profile, schema: Schema, *, style: Style) -> list[str]:
    """The row of one profile, a cell for each column of ``schema``."""
    tags: dict[str, list[str]] = defaultdict(list)
    for tag in profile.free_tags:
        tags[tag.field].append(tag.text)
    return [
        _cell(column, getattr(profile, column.field), tags.get(column.field, ()), style)
        for column in schema.columns
    ]


def _cell(column: Column, value: Any, tags: Sequence[str], style: Style) -> str:
    if not tags and (value is None or value == "" or value == ()):
        return ""
    return guard(column.cell.write(value, tags, style))
