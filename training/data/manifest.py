"""A manifest: what a log says of itself, so that nobody learns from a part or from another one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from matcher.domain import LOG_FORMAT, LOG_VERSION, MANIFEST
from matcher.features import FeatureList
from training.data.refusal import refused

_MEMBERS = frozenset(
    {"format", "version", "exported_at", "from", "to", "features", "schema", "rows", "sha256"}
)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """Of which time the log is, which features its cells have, and who is left out.

    ``begins`` and ``ends`` are the bounds of the time told; what lies before ``ends`` is complete.
    ``rows`` and ``sha256`` are by name of the table and of the file.
    """

    exported_at: datetime
    begins: datetime
    ends: datetime
    features: tuple[str, ...]
    schema: str
    rows: Mapping[str, int] = field(default_factory=dict)
    sha256: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """The JSON file; the same manifest gives the same bytes."""
        members = {
            "format": LOG_FORMAT,
            "version": LOG_VERSION,
            "exported_at": self.exported_at.isoformat(),
            "from": self.begins.isoformat(),
            "to": self.ends.isoformat(),
            "features": list(self.features),
            "schema": self.schema,
            "rows": dict(self.rows),
            "sha256": dict(self.sha256),
            "left_out": dict(self.left_out),
        }
        return orjson.dumps(members, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the log in ``folder``; raises ``LogRefused`` when there is none to read."""
    path = folder / MANIFEST
    if not path.is_file():
        raise refused("log_file_missing", {"file": MANIFEST, "folder": str(folder)})
    try:
        members = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise refused("log_unreadable", {"file": MANIFEST, "why": str(error)}) from error
    _require_ours(members, folder)
    if lacking := sorted(_MEMBERS - members.keys()):
        raise refused("log_columns_missing", {"file": MANIFEST, "columns": ", ".join(lacking)})
    try:
        return _read(members)
    except (TypeError, ValueError) as error:
        raise refused("log_unreadable", {"file": MANIFEST, "why": str(error)}) from error


def require_features(manifest: Manifest, features: FeatureList) -> None:
    """Raise ``LogRefused`` when cells of the log mean something else than ``features`` says."""
    if manifest.schema == features.hash:
        return
    changed = sorted(set(manifest.features) ^ features.index.keys())
    params = {
        "found": manifest.schema,
        "expected": features.hash,
        "changed": ", ".join(changed) or "order, ranges or cells",
    }
    raise refused("log_of_other_features", params)


def _read(members: Mapping[str, Any]) -> Manifest:
    return Manifest(
        exported_at=datetime.fromisoformat(members["exported_at"]),
        begins=datetime.fromisoformat(members["from"]),
        ends=datetime.fromisoformat(members["to"]),
        features=tuple(members["features"]),
        schema=members["schema"],
        rows=dict(members["rows"]),
        sha256=dict(members["sha256"]),
        left_out=dict(members.get("left_out", {})),
    )


def _require_ours(members: object, folder: Path) -> None:
    found = members if isinstance(members, dict) else {}
    if found.get("format") != LOG_FORMAT:
        params = {"folder": str(folder), "found": str(found.get("format")), "expected": LOG_FORMAT}
        raise refused("log_of_other_format", params)
    if found.get("version") != LOG_VERSION:
        raise refused(
            "log_of_other_version", {"found": str(found.get("version")), "expected": LOG_VERSION}
        )
