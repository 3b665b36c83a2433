"""A verdict: what one row does to the store, and the profile that it makes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum

from matcher.domain import FreeTag, Problem
from matcher.intake.checks import Conflict, conflicts
from matcher.intake.codes import IntakeCode, suggesting
from matcher.intake.columns import Profile, SheetKind
from matcher.intake.finding import Finding
from matcher.intake.row import Row


class Outcome(StrEnum):
    """What becomes of a row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``changed`` names the fields that an update changes; a refused row says why, completely."""

    outcome: Outcome
    line: int
    id: str
    changed: tuple[str, ...] = ()
    refused: tuple[Finding, ...] = ()
    warned: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a row is judged by beside itself.

    ``unknown`` are the organisations that the rows name and nobody knows, each with the nearest
    known ids. ``today`` is the day of the import. ``learned_unasked`` is ``learning`` of a talent
    whose row does not say it.
    """

    today: date
    unknown: Mapping[str, tuple[str, ...]]
    learned_unasked: bool = True


def judge(
    row: Row, existing: Profile | None, *, around: Surroundings
) -> tuple[Verdict, Profile | None]:
    """The verdict on ``row``, and the profile to be stored where there is anything to store."""
    refused = [*row.refused, *_unknown_organisations(row, around.unknown)]
    if not row.fields:
        return _refusal(row, refused), None
    value = merge(row, existing, around=around)
    found = [one for one in conflicts(value, today=around.today) if _touches(one, row)]
    refused.extend(_placed(one, row) for one in found if one.refuses)
    if refused:
        return _refusal(row, refused), None
    warned = (*row.warned, *(_placed(one, row) for one in found))
    changed = () if existing is None else changed_fields(existing, value)
    outcome = Outcome.CREATED if existing is None else _updated_if(changed)
    verdict = Verdict(outcome=outcome, line=row.line, id=row.id, changed=changed, warned=warned)
    return verdict, None if outcome is Outcome.UNCHANGED else value


def as_repeated(verdict: Verdict, row: Row, *, said: Problem) -> Verdict:
    """The verdict on a row whose id stands in other rows too.

    A row that contradicts the others is refused; one that repeats them changes nothing more.
    """
    note = row.finding(said, "id")
    if said.code == IntakeCode.CONFLICTING_DUPLICATE:
        return _refusal(row, [note, *verdict.refused])
    if verdict.outcome is Outcome.REFUSED:
        return verdict
    return replace(verdict, outcome=Outcome.UNCHANGED, changed=(), warned=(*verdict.warned, note))


def merge(row: Row, existing: Profile | None, *, around: Surroundings) -> Profile:
    """The profile after ``row``: what the file has no column for stays as it was.

    A new offer whose file does not say when it was published is published today.
    """
    stated = dict(row.fields)
    kind, tags = row.layout.schema.kind, set(row.tags)
    # An empty cell is no answer; without the column a profile keeps the one it has.
    unasked = not row.texts.get("learning") and ("learning" in stated or existing is None)
    if kind is SheetKind.TALENTS and unasked:
        stated["learning"] = around.learned_unasked
    if existing is not None:
        tags.update(tag for tag in existing.free_tags if tag.field not in stated)
        return replace(existing, **stated, free_tags=_in_order(tags, existing.free_tags))
    if kind is SheetKind.OFFERS:
        stated.setdefault("published_on", around.today)
    return row.layout.schema.make(**stated, free_tags=tuple(sorted(tags)))


def changed_fields(before: Profile, after: Profile) -> tuple[str, ...]:
    """The names of the fields in which the two differ."""
    names = (field.name for field in fields(before))
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def organisations_named(row: Row) -> Iterator[tuple[str, str]]:
    """Each organisation that the row names: the field, and the id."""
    if row.fields.get("organisation"):
        yield "organisation", row.fields["organisation"]
    for partner in row.fields.get("partners") or ():
        yield "partners", partner


def _unknown_organisations(row: Row, unknown: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    for field, named in organisations_named(row):
        if named in unknown:
            code = IntakeCode.UNKNOWN_ORGANISATION
            yield row.finding(suggesting(code, unknown[named], organisation=named), field)


def _refusal(row: Row, refused: Sequence[Finding]) -> Verdict:
    return Verdict(
        outcome=Outcome.REFUSED,
        line=row.line,
        id=row.id,
        refused=tuple(refused),
        warned=row.warned,
    )


def _updated_if(changed: tuple[str, ...]) -> Outcome:
    return Outcome.UPDATED if changed else Outcome.UNCHANGED


def _touches(conflict: Conflict, row: Row) -> bool:
    """Whether the file speaks of it, and in cells that could be read."""
    unread = {finding.column for finding in row.refused}
    spoken = [field for field in conflict.fields if field in row.fields]
    return bool(spoken) and not any(row.layout.header(field) in unread for field in spoken)


def _placed(conflict: Conflict, row: Row) -> Finding:
    field = next(field for field in conflict.fields if field in row.fields)
    return row.finding(conflict.problem, field)


def _in_order(tags: set[FreeTag], before: tuple[FreeTag, ...]) -> tuple[FreeTag, ...]:
    """Free tags have no order of their own, so another order alone is no change."""
    return before if tags == set(before) else tuple(sorted(tags))
