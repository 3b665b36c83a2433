"""Exporting: all profiles of one kind as the spreadsheet that an import reads back unchanged."""

from typing import IO

from matcher.intake import SheetKind, Style
from matcher.vocabulary import Language, Vocabularies
from service.actions.resources import Resources
from service.errors import Code, ServiceError
from service.exchange import export_csv
from service.store.engine import reading


def sheet_kind(name: str) -> SheetKind:
    """The kind of that name. Raises ``ServiceError`` (404 ``unknown_export``)."""
    if name not in set(SheetKind):
        raise ServiceError(Code.UNKNOWN_EXPORT, 404, params={"known": ", ".join(SheetKind)})
    return SheetKind(name)


def export_profiles(
    resources: Resources, kind: SheetKind, *, lang: Language, words: Vocabularies, into: IO[bytes]
) -> None:
    """Write the whole spreadsheet, as it is at one moment, to ``into``."""
    with reading(resources.engine) as session:
        into.writelines(export_csv(session, kind, style=Style(language=lang, words=words)))
