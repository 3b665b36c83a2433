"""A refusal: why a log cannot be learnt from, and what its reader can do about it."""

from collections.abc import Mapping

from matcher.domain import MatcherError, Problem

TEXTS: Mapping[str, str] = {
    "log_file_missing": "{file} is not in {folder}. Export the log again, or copy all of it.",
    "log_unreadable": "{file} cannot be read ({why}). Export the log again.",
    "log_of_other_format": (
        "{folder} is not a log of Samspil. Name the folder that `samspil export-log` wrote."
    ),
    "log_unwritable": (
        "A log cannot be kept in {folder} ({why}). Name a folder that can be written to."
    ),
    "log_of_other_version": (
        "The log has version {found}; this release reads {expected}. "
        "Export it again with the release that will learn from it."
    ),
    "log_file_changed": (
        "{file} is not the file that was exported: its hash differs from that in the manifest. "
        "Export the log again, or copy it again."
    ),
    "log_columns_missing": "{file} lacks {columns}. Export the log again with this release.",
    "log_columns_unknown": (
        "{file} holds {columns}, which are no part of the log. Leave them out: what nobody needs "
        "for learning does not belong there."
    ),
    "log_column_of_other_kind": "{column} in {file} holds {found} in place of {expected}.",
    "log_of_other_features": (
        "The log was exported with the feature list {found}, this release has {expected} "
        "(differing: {changed}). Export it again with this release: lists that were made with "
        "other features are left out then, and newer ones are learnt from."
    ),
    "log_rows_differ": "{file} has {found} rows, the manifest says {expected}. Export it again.",
}


class LogRefused(MatcherError):
    """The log is not what the contract says; the problem's code says how."""

    def __str__(self) -> str:
        return TEXTS[self.problem.code].format(**self.problem.params)


def refused(code: str, params: Mapping[str, str | int | float]) -> LogRefused:
    """The refusal with this code and these parameters."""
    return LogRefused(Problem(code, params))
