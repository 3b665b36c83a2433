"""Tests of importing: what becomes of good and bad rows, and when anything is written at all."""

from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matcher.domain import FreeTag, Offer, OrganisationId, Talent, TalentId
from matcher.intake import IntakeCode, SheetKind
from service.exchange import Progress, Report, commit, find
from service.store import ORGANISATIONS as ORGANISATION_STORE
from service.store import TALENTS as TALENT_STORE
from service.store import writing
from tests.factories import organisation, talent
from tests.service.exchange.folders import (
    CREATED,
    NOW,
    OFFERS,
    ORGANISATIONS,
    REFUSED,
    TALENTS,
    TOWN,
    UNCHANGED,
    UPDATED,
    counts,
    head,
    ids,
    imported,
    options,
    previewed,
    refusals,
    stored,
    write,
)


def files_by_kind(report: Report) -> dict[SheetKind, dict[str, int]]:
    return {file.kind: counts(file) for file in report.files}


def test_good_rows_are_stored(engine: Engine, tmp_path: Path) -> None:
    report = imported(engine, write(tmp_path, TOWN))
    assert counts(report) == {CREATED: 6}
    assert ids(engine) == ["org-1", "org-2", "off-1", "off-2", "tal-1", "tal-2"]
    assert report.committed


def test_what_is_stored_is_what_was_written(sqlite_engine: Engine, tmp_path: Path) -> None:
    imported(sqlite_engine, write(tmp_path, TOWN))
    first, second = stored(sqlite_engine)[SheetKind.OFFERS]
    assert isinstance(first, Offer)
    assert (first.genres, first.published_on) == (("pop", "viser"), NOW.date())
    assert second.free_tags == (FreeTag("genres", "Zwirbelquark"),)


def test_a_preview_writes_nothing_and_says_what_a_commit_then_does(
    engine: Engine, tmp_path: Path
) -> None:
    folder = write(tmp_path, TOWN)
    preview = previewed(engine, folder)
    assert (ids(engine), head(engine)) == ([], 0)
    assert replace(preview, committed=True) == imported(engine, folder)


def test_the_same_files_twice_change_nothing(engine: Engine, tmp_path: Path) -> None:
    folder = write(tmp_path, TOWN)
    imported(engine, folder)
    before = head(engine)
    assert counts(imported(engine, folder)) == {UNCHANGED: 6}
    assert head(engine) == before


def test_an_update_changes_only_what_the_file_says(sqlite_engine: Engine, tmp_path: Path) -> None:
    imported(sqlite_engine, write(tmp_path, TOWN))
    newer = write(tmp_path / "newer", {"talents.csv": "id;name;level\ntal-1;Alma Testrup;4\n"})
    report = imported(sqlite_engine, newer)
    assert [verdict.changed for verdict in report.files[0].changed] == [("level",)]
    alma = stored(sqlite_engine)[SheetKind.TALENTS][0]
    assert isinstance(alma, Talent)
    assert (alma.level, alma.genres, alma.organisation) == (4, ("pop",), "org-2")


def test_a_bad_row_stays_out_and_the_good_ones_go_in(sqlite_engine: Engine, tmp_path: Path) -> None:
    rows = "id;name;level\na;A;1\nb;B;9\nc;C;3\n"
    report = imported(sqlite_engine, write(tmp_path, {"talents.csv": rows}))
    assert ids(sqlite_engine) == ["a", "c"]
    assert refusals(report.files[0]) == [(3, "level", IntakeCode.OUT_OF_RANGE)]


def test_an_offer_of_an_unknown_organisation_is_refused_with_the_nearest(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    rows = "id;organisation;title\noff-1;org-11;A\noff-2;Klub Kælderen;B\noff-3;org-2;C\n"
    files = {"organisations.csv": ORGANISATIONS, "offers.csv": rows}
    report = imported(sqlite_engine, write(tmp_path, files))
    nearest = [finding.problem.params for v in report.files[1].refused for finding in v.refused]
    assert nearest[0]["nearest"] == "org-1, org-2"
    assert nearest[1]["nearest"] == "org-2"
    assert "off-3" in ids(sqlite_engine)


def test_the_organisation_may_be_in_the_store_already(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    imported(sqlite_engine, write(tmp_path / "1", {"organisations.csv": ORGANISATIONS}))
    report = imported(sqlite_engine, write(tmp_path / "2", {"offers.csv": OFFERS}))
    assert counts(report) == {CREATED: 2}


def test_an_organisation_that_was_refused_takes_its_offers_along(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    wrong = ORGANISATIONS.replace("217", "Atlantis")
    report = imported(sqlite_engine, write(tmp_path, {**TOWN, "organisations.csv": wrong}))
    assert files_by_kind(report) == {
        SheetKind.ORGANISATIONS: {CREATED: 1, REFUSED: 1},
        SheetKind.OFFERS: {CREATED: 1, REFUSED: 1},
        SheetKind.TALENTS: {CREATED: 1, REFUSED: 1},
    }


def test_rows_that_repeat_each_other_count_once(sqlite_engine: Engine, tmp_path: Path) -> None:
    rows = "id;name\na;A\nb;B\na;A\n"
    report = imported(sqlite_engine, write(tmp_path, {"talents.csv": rows}))
    assert counts(report) == {CREATED: 2, UNCHANGED: 1}
    (repeated,) = report.files[0].warned
    assert (repeated.line, repeated.warned[0].problem.code) == (4, IntakeCode.DUPLICATE_ROW)


def test_of_rows_that_contradict_each_other_none_goes_in(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    files = {"talents.csv": "id;name\na;A\nb;B\n", "unge.csv": "id;name\na;Another\n"}
    report = imported(sqlite_engine, write(tmp_path, files))
    assert ids(sqlite_engine) == ["b"]
    assert [refusals(file) for file in report.files] == [
        [(2, "id", IntakeCode.CONFLICTING_DUPLICATE)],
        [(2, "id", IntakeCode.CONFLICTING_DUPLICATE)],
    ]


def test_duplicates_are_seen_however_far_apart(sqlite_engine: Engine, tmp_path: Path) -> None:
    between = "".join(f"n{number};N\n" for number in range(2_500))
    rows = f"id;name\na;A\n{between}a;A\n"
    report = imported(sqlite_engine, write(tmp_path, {"talents.csv": rows}))
    assert counts(report) == {CREATED: 2_501, UNCHANGED: 1}


def test_what_must_become_true_together_does(engine: Engine, tmp_path: Path) -> None:
    def fails(session: Session, report: Report) -> None:
        assert TALENT_STORE.get(session, TalentId("tal-1"))
        assert report.committed
        raise RuntimeError("the receipt could not be kept")

    found = find(write(tmp_path, TOWN))
    with pytest.raises(RuntimeError, match="receipt"):
        commit(engine, found, options=options(), beside=fails)
    assert (ids(engine), head(engine)) == ([], 0)


def test_a_profile_edited_during_the_import_keeps_what_the_file_does_not_say(
    engine: Engine, tmp_path: Path
) -> None:
    imported(engine, write(tmp_path / "1", TOWN))
    folder = write(tmp_path / "2", {"talents.csv": "id;name;level\ntal-1;Alma Testrup;4\n"})
    edits = iter(["Ny tekst"])

    def edit(_: Progress) -> None:
        for bio in edits:
            with writing(engine) as session:
                there = TALENT_STORE.get_many(session, (TalentId("tal-1"),))[TalentId("tal-1")]
                TALENT_STORE.put_many(session, [replace(there.value, bio=bio)], now=NOW)

    imported(engine, folder, progress=edit)
    alma = stored(engine)[SheetKind.TALENTS][0]
    assert isinstance(alma, Talent)
    assert (alma.level, alma.bio) == (4, "Ny tekst")


def test_an_organisation_deleted_during_the_import_is_unknown(
    engine: Engine, tmp_path: Path
) -> None:
    with writing(engine) as session:
        ORGANISATION_STORE.put_many(session, [organisation("org-9")], now=NOW)
    offers = "id;organisation;title\noff-1;org-9;Åben scene\n"
    folder = write(tmp_path, {"organisations.csv": ORGANISATIONS, "offers.csv": offers})

    def delete(_: Progress) -> None:
        with writing(engine) as session:
            ORGANISATION_STORE.delete(session, OrganisationId("org-9"), now=NOW)

    report = imported(engine, folder, progress=delete)
    assert files_by_kind(report)[SheetKind.OFFERS] == {REFUSED: 1}


def test_an_import_that_is_always_overtaken_takes_the_lock_in_the_end(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    folder = write(tmp_path, {"talents.csv": TALENTS.replace("org-2", "")})
    attempts: list[int] = []

    def overtake(_: Progress) -> None:
        attempts.append(len(attempts))
        if len(attempts) <= 3:
            with writing(sqlite_engine) as session:
                edited = talent("tal-1", name=f"Alma {len(attempts)}")
                TALENT_STORE.put_many(session, [edited], now=NOW)

    report = imported(sqlite_engine, folder, progress=overtake)
    assert (len(attempts), counts(report)) == (4, {CREATED: 1, UPDATED: 1})


def test_other_people_s_writes_do_not_hold_an_import_up(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    told: list[Progress] = []

    def write_beside(progress: Progress) -> None:
        told.append(progress)
        with writing(sqlite_engine) as session:
            TALENT_STORE.put_many(session, [talent("tal-9")], now=NOW)

    folder = write(tmp_path, {"talents.csv": TALENTS.replace("org-2", "")})
    imported(sqlite_engine, folder, progress=write_beside)
    assert len(told) == 1
    assert ids(sqlite_engine) == ["tal-1", "tal-2", "tal-9"]


def test_progress_runs_from_the_first_byte_to_the_last(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    told: list[Progress] = []
    previewed(sqlite_engine, write(tmp_path, TOWN), progress=told.append)
    done = [progress.done for progress in told]
    assert done == sorted(done)
    assert done[-1] == told[-1].total == sum(len(text.encode()) for text in TOWN.values())


def test_a_report_lists_only_so_many_rows_and_counts_the_rest(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    bad = "".join(f"b{number};B;9;\n" for number in range(5))
    warned = "".join(f"w{number};W;;Zwirbelquark{number}\n" for number in range(5))
    good = "".join(f"g{number};G;1;pop\n" for number in range(5))
    rows = f"id;name;level;genres\n{warned}{good}{bad}"
    report = previewed(sqlite_engine, write(tmp_path, {"talents.csv": rows}), listed=3)
    (file,) = report.files
    assert counts(file) == {CREATED: 10, REFUSED: 5}
    assert (len(file.refused), len(file.warned), len(file.changed)) == (3, 3, 3)
    assert (file.unlisted, len(file.unresolved)) == (6, 3)


def test_unknown_terms_are_counted_with_what_comes_near(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    rows = "id;name;genrer\na;A;shoegasmus\nb;B;shoegasmus|Zwirbelquark\n"
    report = previewed(sqlite_engine, write(tmp_path, {"talents.csv": rows}))
    first, second = report.files[0].unresolved
    assert (first.column, first.term, first.count) == ("genrer", "shoegasmus", 2)
    assert "shoegaze" in first.nearest
    assert (second.term, second.count) == ("Zwirbelquark", 1)


def test_unknown_columns_are_named(sqlite_engine: Engine, tmp_path: Path) -> None:
    report = previewed(sqlite_engine, write(tmp_path, {"talents.csv": "id;name;cpr\na;A;x\n"}))
    assert report.files[0].unknown_columns == ("cpr",)


def test_a_report_is_plain_json(sqlite_engine: Engine, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = dict(TOWN)
    files["unge.csv"] = b"id;name;level\n\xff\xfe;\x01;9\nx;y;z\n"
    files["offers.csv"] = OFFERS + "off-3;org-9;gig\n"
    plain = previewed(sqlite_engine, write(tmp_path, files)).to_json()
    assert orjson.loads(orjson.dumps(plain)) == plain
    assert plain["counts"][REFUSED] == 3


def test_a_file_cut_off_midway_loses_only_its_last_row(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    cut = OFFERS.encode()[: -len("08-10-2026\n") - 1]
    files: dict[str, str | bytes] = {"organisations.csv": ORGANISATIONS, "offers.csv": cut}
    report = imported(sqlite_engine, write(tmp_path, files))
    assert refusals(report.files[1]) == [(3, None, IntakeCode.CUT_OFF)]
    assert "off-1" in ids(sqlite_engine)
