"""A refusal: why nothing is learned from a log, or nothing measured on it."""

from collections.abc import Mapping

from matcher.domain import MatcherError, Problem

TEXTS: Mapping[str, str] = {
    "nothing_to_learn": (
        "Nothing can be learned from this log: of what was shown before {since}, fewer than "
        "{least} people, and fewer than {least} organisations, have had the time to answer. "
        "Export a longer log (samspil export-log without --from), or measure on fewer days "
        "(--days)."
    ),
    "nothing_to_measure": (
        "Nothing can be measured on this log: nobody was shown anything from {since} until "
        "{until}. Export a newer log."
    ),
    "audit_of_nobody": (
        "The audit tells of nobody who was shown a list of their own from {since} on. People have "
        "pseudonyms in an exported log: have the audit written with it (samspil export-log FOLDER "
        "--audit FILE), or leave out --audit."
    ),
    "audit_unreadable": (
        "{file} cannot be read. It must be a CSV file in UTF-8, with semicolons and the columns "
        "talent and gender, or a Parquet file (.parquet) with these two."
    ),
    "nobody_measured": (
        "Nobody can be measured on this log: from {since} until {until} nobody has answered what "
        "they were shown. Export a newer log. What was said of the model before holds."
    ),
    "fit_not_settled": (
        "The fit found no answer for the {side} side, so that no model was made and what serves "
        "goes on ({why}). Look at the newest part of the log, or learn from another stretch of "
        "time."
    ),
}


class LearningRefused(MatcherError):
    """No model was made or measured; the problem's code says why."""

    def __str__(self) -> str:
        return TEXTS[self.problem.code].format(**self.problem.params)


def refused(code: str, params: Mapping[str, str | int | float]) -> LearningRefused:
    """The refusal with this code and these parameters."""
    return LearningRefused(Problem(code, params))
