"""Tests of the verdict on a row, and of what it makes of what was there before."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.domain import FreeTag, Offer, OfferStatus, OpenTo
from matcher.intake import (
    Duplicates,
    IntakeCode,
    Outcome,
    RowPlace,
    SheetKind,
    as_repeated,
    problem,
    repeated,
)
from tests.factories import TODAY, offer, talent
from tests.matcher.intake.spreadsheets import codes, judged, read_row, talent_of

OFFERS, TALENTS = SheetKind.OFFERS, SheetKind.TALENTS


def made_offer(cells: dict[str, str], existing: Offer | None = None) -> Offer:
    verdict, value = judged(read_row(OFFERS, cells), existing)
    assert isinstance(value, Offer), verdict
    return value


def test_a_row_of_an_unknown_id_creates() -> None:
    verdict, value = judged(read_row(TALENTS, {"level": "2"}))
    assert (verdict.outcome, verdict.changed) == (Outcome.CREATED, ())
    assert value is not None


def test_a_row_that_says_something_new_updates_and_says_which_fields() -> None:
    there = talent(name="Alma Testrup", level=2, bio="Hej")
    verdict, value = judged(read_row(TALENTS, {"level": "3", "om_mig": "Hej igen"}), there)
    assert (verdict.outcome, verdict.changed) == (Outcome.UPDATED, ("level", "bio"))
    assert value == replace(there, level=3, bio="Hej igen")


def test_a_row_that_says_what_is_there_changes_nothing() -> None:
    there = talent(level=2)
    verdict, value = judged(read_row(TALENTS, {"level": "2"}), there)
    assert (verdict.outcome, value) == (Outcome.UNCHANGED, None)


def test_a_column_that_is_absent_leaves_its_field_as_it_was() -> None:
    there = talent(bio="Gammel tekst", free_tags=(FreeTag("genres", "kælderfunk"),))
    changed = talent_of({"level": "5"}, there)
    assert (changed.bio, changed.free_tags) == (there.bio, there.free_tags)


def test_a_cell_that_is_empty_means_not_stated() -> None:
    there = talent(level=2, bio="Hej", links=("a.dk",), discoverable=True, profiling=False)
    cells = {"level": "", "bio": "", "links": "", "discoverable": "", "profiling": ""}
    changed = talent_of(cells, there)
    assert (changed.level, changed.bio, changed.links) == (None, "", ())
    assert (changed.discoverable, changed.profiling) == (False, True)


def test_empty_choices_fall_back_to_what_an_offer_begins_with() -> None:
    there = offer(open_to=OpenTo.HOME, status=OfferStatus.CLOSED)
    changed = made_offer({"open_to": "", "status": ""}, there)
    assert (changed.open_to, changed.status) == (OpenTo.ALL, OfferStatus.PUBLISHED)


def test_free_tags_of_a_column_go_when_the_column_no_longer_has_them() -> None:
    tags = (FreeTag("genres", "kælderfunk"), FreeTag("roles", "tryllekunstner"))
    assert talent_of({"genres": "pop"}, talent(free_tags=tags)).free_tags == tags[1:]


def test_another_order_of_free_tags_is_no_change() -> None:
    tags = (FreeTag("genres", "b-lyd"), FreeTag("genres", "a-lyd"))
    there = talent(name="Alma Testrup", genres=(), free_tags=tags)
    verdict, _ = judged(read_row(TALENTS, {"genres": "a-lyd|b-lyd"}), there)
    assert verdict.outcome is Outcome.UNCHANGED


def test_a_new_offer_is_published_on_the_day_of_its_import() -> None:
    assert made_offer({}).published_on == TODAY


@pytest.mark.parametrize(("text", "day"), [("", None), ("2026-01-02", date(2026, 1, 2))])
def test_a_file_that_says_when_an_offer_was_published_is_believed(
    text: str, day: date | None
) -> None:
    assert made_offer({"offentliggjort": text}).published_on == day


def test_an_offer_that_is_there_keeps_the_day_it_was_published() -> None:
    there = offer(published_on=date(2026, 1, 2))
    assert made_offer({"title": "Ny titel"}, there).published_on == date(2026, 1, 2)


def test_an_organisation_that_nobody_knows_is_refused_with_the_nearest() -> None:
    row = read_row(OFFERS, {"organisation": "org-11", "partners": "org-2|org-x"})
    verdict, _ = judged(row, unknown={"org-11": ("org-1",), "org-x": ()})
    assert codes(verdict.refused) == [
        ("organisation", IntakeCode.UNKNOWN_ORGANISATION_NEAR),
        ("partners", IntakeCode.UNKNOWN_ORGANISATION),
    ]


def test_the_organisation_of_a_talent_must_be_known_too() -> None:
    verdict, _ = judged(read_row(TALENTS, {"tilknytning": "org-9"}), unknown={"org-9": ()})
    assert codes(verdict.refused) == [("tilknytning", IntakeCode.UNKNOWN_ORGANISATION)]


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"level_min": "3", "level_max": "2"}, "level_min", IntakeCode.RANGE_REVERSED),
        ({"age_min": "30", "age_max": "20"}, "age_min", IntakeCode.RANGE_REVERSED),
        ({"start": "2026-10-02", "slut": "2026-10-01"}, "slut", IntakeCode.END_BEFORE_START),
        ({"target_group": "piger"}, "target_group", IntakeCode.GROUND_MISSING),
        ({"target_group": "piger", "hjemmel": ""}, "hjemmel", IntakeCode.GROUND_MISSING),
    ],
)
def test_cells_that_contradict_each_other_are_refused(
    cells: dict[str, str], column: str, code: IntakeCode
) -> None:
    verdict, value = judged(read_row(OFFERS, cells))
    assert (codes(verdict.refused), value) == ([(column, code)], None)


def test_a_contradiction_is_named_beside_the_bad_cells_of_the_row() -> None:
    cells = {"level_min": "3", "level_max": "2", "capacity": "mange"}
    verdict, _ = judged(read_row(OFFERS, cells))
    assert codes(verdict.refused) == [
        ("capacity", IntakeCode.NOT_A_WHOLE_NUMBER),
        ("level_min", IntakeCode.RANGE_REVERSED),
    ]


def test_a_cell_that_could_not_be_read_contradicts_nothing() -> None:
    verdict, _ = judged(read_row(OFFERS, {"target_group": "piger", "hjemmel": "a\x01"}))
    assert codes(verdict.refused) == [("hjemmel", IntakeCode.CONTROL_CHARACTERS)]


def test_a_cell_is_held_against_what_the_store_has() -> None:
    verdict, _ = judged(read_row(OFFERS, {"trin_fra": "4"}), offer(level_max=3))
    assert codes(verdict.refused) == [("trin_fra", IntakeCode.RANGE_REVERSED)]


def test_a_contradiction_that_the_file_does_not_touch_is_not_its_fault() -> None:
    verdict, _ = judged(read_row(OFFERS, {"title": "Ny"}), offer(level_min=5, level_max=3))
    assert verdict.outcome is Outcome.UPDATED


def test_a_deadline_after_the_start_is_taken_in_with_a_word() -> None:
    verdict, value = judged(read_row(OFFERS, {"start": "2026-10-01", "frist": "2026-10-02"}))
    assert codes(verdict.warned) == [("frist", IntakeCode.DEADLINE_AFTER_START)]
    assert value is not None


@pytest.mark.parametrize("day", ["2026-09-02", "1899-01-01"])
def test_nobody_is_born_tomorrow_or_too_long_ago(day: str) -> None:
    verdict, _ = judged(read_row(TALENTS, {"birth_date": day}))
    assert codes(verdict.refused) == [("birth_date", IntakeCode.BIRTH_DATE_IMPLAUSIBLE)]


def test_of_rows_that_agree_the_first_counts() -> None:
    found = Duplicates(repeated(["a", "b", "a"]))
    for line, key in enumerate(["a", "b", "a"], start=2):
        found.add(RowPlace("x.csv", line), {"id": key, "name": "N"})
    said = [
        found.problem_at(RowPlace("x.csv", line), key)
        for line, key in [(2, "a"), (3, "b"), (4, "a")]
    ]
    assert said == [None, None, problem(IntakeCode.DUPLICATE_ROW, id="a", place="x.csv:2")]


def test_of_rows_that_disagree_none_counts() -> None:
    found = Duplicates(repeated(["a", "a"]))
    found.add(RowPlace("x.csv", 2), {"id": "a", "name": "N"})
    found.add(RowPlace("y.csv", 7), {"id": "a", "name": "M"})
    conflict = problem(IntakeCode.CONFLICTING_DUPLICATE, id="a", places="x.csv:2, y.csv:7")
    assert found.problem_at(RowPlace("x.csv", 2), "a") == conflict
    assert found.problem_at(RowPlace("y.csv", 7), "a") == conflict


def test_a_row_that_repeats_another_changes_nothing_more() -> None:
    row = read_row(TALENTS, {})
    said = problem(IntakeCode.DUPLICATE_ROW, id="tal-1", place="x.csv:2")
    verdict = as_repeated(judged(row)[0], row, said=said)
    assert (verdict.outcome, codes(verdict.warned)) == (
        Outcome.UNCHANGED,
        [("id", IntakeCode.DUPLICATE_ROW)],
    )


def test_a_row_that_contradicts_another_is_refused_with_its_other_faults() -> None:
    row = read_row(TALENTS, {"level": "9"})
    said = problem(IntakeCode.CONFLICTING_DUPLICATE, id="tal-1", places="x.csv:2, x.csv:3")
    verdict = as_repeated(judged(row)[0], row, said=said)
    assert codes(verdict.refused) == [
        ("id", IntakeCode.CONFLICTING_DUPLICATE),
        ("level", IntakeCode.OUT_OF_RANGE),
    ]


def test_a_bad_row_that_repeats_a_bad_row_is_as_bad() -> None:
    row = read_row(TALENTS, {"level": "9"})
    said = problem(IntakeCode.DUPLICATE_ROW, id="tal-1", place="x.csv:2")
    assert as_repeated(judged(row)[0], row, said=said).outcome is Outcome.REFUSED
