"""Tests of reading rows: nothing is half a row, and everything wrong is named."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain import FreeTag, OfferStatus, OpenTo
from matcher.intake import IntakeCode, IntakeRefused, SheetKind
from tests.matcher.intake.spreadsheets import codes, judged, read_row, read_rows

OFFERS, TALENTS = SheetKind.OFFERS, SheetKind.TALENTS


def refused(kind: SheetKind, column: str, text: str) -> list[tuple[str | None, str]]:
    return codes(read_row(kind, {column: text}).refused)


def value(kind: SheetKind, column: str, text: str, field: str | None = None) -> object:
    row = read_row(kind, {column: text})
    assert not row.refused
    return row.fields[field or column]


@pytest.mark.parametrize(
    ("kind", "column", "text", "code"),
    [
        (TALENTS, "id", "", IntakeCode.CELL_REQUIRED),
        (TALENTS, "id", "x" * 121, IntakeCode.TEXT_TOO_LONG),
        (TALENTS, "id", "2026/17", IntakeCode.SLASH_IN_ID),
        (TALENTS, "name", "Alma\nTestrup", IntakeCode.LINE_BREAK_IN_CELL),
        (TALENTS, "bio", "a\x01b", IntakeCode.CONTROL_CHARACTERS),
        (TALENTS, "bio", "a\udce6b", IntakeCode.UNDECODABLE),
        (TALENTS, "bio", "x" * 20_001, IntakeCode.TEXT_TOO_LONG),
        (TALENTS, "email", "alma at example", IntakeCode.NOT_AN_EMAIL),
        (TALENTS, "birth_date", "14-11-06", IntakeCode.NOT_A_DATE),
        (TALENTS, "level", "6", IntakeCode.OUT_OF_RANGE),
        (TALENTS, "level", "2,5", IntakeCode.NOT_A_WHOLE_NUMBER),
        (TALENTS, "max_km", "langt", IntakeCode.NOT_A_NUMBER),
        (TALENTS, "discoverable", "måske", IntakeCode.NOT_YES_OR_NO),
        (TALENTS, "links", "javascript:alert(1)", IntakeCode.NOT_A_LINK),
        (TALENTS, "links", "|".join(f"a{n}.dk" for n in range(101)), IntakeCode.LIST_TOO_LONG),
        (TALENTS, "genres", "x" * 201, IntakeCode.TEXT_TOO_LONG),
        (TALENTS, "municipality", "Helsingborg", IntakeCode.UNKNOWN_MUNICIPALITY_NEAR),
        (TALENTS, "municipality", "9999", IntakeCode.UNKNOWN_MUNICIPALITY),
        (TALENTS, "postcode", "12", IntakeCode.UNKNOWN_POSTCODE),
        (OFFERS, "age_min", "-1", IntakeCode.OUT_OF_RANGE),
        (OFFERS, "capacity", "-1", IntakeCode.OUT_OF_RANGE),
        (OFFERS, "price_dkk", "9" * 400, IntakeCode.OUT_OF_RANGE),
        (OFFERS, "open_to", "vennerne", IntakeCode.UNKNOWN_CHOICE),
        (OFFERS, "status", "hemmelig", IntakeCode.UNKNOWN_CHOICE),
        (OFFERS, "kind", "x" * 201, IntakeCode.TEXT_TOO_LONG),
        (OFFERS, "target_group", "x" * 201, IntakeCode.TEXT_TOO_LONG),
    ],
)
def test_a_cell_that_cannot_be_right_is_refused(
    kind: SheetKind, column: str, text: str, code: IntakeCode
) -> None:
    assert refused(kind, column, text) == [(column, code)]


def test_every_bad_cell_of_a_row_is_named() -> None:
    row = read_row(TALENTS, {"level": "9", "email": "x", "birth_date": "x", "genres": "pop"})
    assert codes(row.refused) == [
        ("level", IntakeCode.OUT_OF_RANGE),
        ("email", IntakeCode.NOT_AN_EMAIL),
        ("birth_date", IntakeCode.NOT_A_DATE),
    ]
    assert [finding.value for finding in row.refused] == ["9", "x", "x"]


def test_a_problem_names_the_column_as_the_file_does() -> None:
    assert codes(read_row(TALENTS, {"Fødsels dato": "x"}).refused) == [
        ("Fødsels dato", IntakeCode.NOT_A_DATE)
    ]


@pytest.mark.parametrize(
    ("kind", "column", "text", "expected"),
    [
        (TALENTS, "level", "3", 3),
        (TALENTS, "level", "3,0", 3),
        (TALENTS, "max_travel_km", "12,5", 12.5),
        (TALENTS, "discoverable", "Ja", True),
        (TALENTS, "discoverable", "x", True),
        (TALENTS, "discoverable", "NEJ", False),
        (TALENTS, "links", "https://a.dk/x?y=1|b.dk/z", ("https://a.dk/x?y=1", "b.dk/z")),
        (TALENTS, "municipality", "217", "0217"),
        (TALENTS, "municipality", "helsingoer kommune", "0217"),
        (TALENTS, "postcode", "3000 Helsingør", "3000"),
        (TALENTS, "genres", "pop|Hip-Hop|hiphop", ("pop", "hiphop")),
        (TALENTS, "target_groups", "piger|os fra kælderen", ("girls_and_women", "os fra kælderen")),
        (OFFERS, "kind", "Koncert", "gig"),
        (OFFERS, "open_to", "partnerskabet", OpenTo.PARTNERSHIP),
        (OFFERS, "status", "aflyst", OfferStatus.CANCELLED),
        (OFFERS, "price_dkk", "kr. 1.250,50", 1250.5),
        (OFFERS, "partners", "org-2|org-3", ("org-2", "org-3")),
        (OFFERS, "target_group", "piger og kvinder", "girls_and_women"),
        (OFFERS, "target_group", "os fra kælderen", "os fra kælderen"),
    ],
)
def test_a_cell_is_read_as_people_write_it(
    kind: SheetKind, column: str, text: str, expected: object
) -> None:
    assert value(kind, column, text) == expected


@pytest.mark.parametrize(
    ("kind", "column", "field"),
    [
        (TALENTS, "roles", "roles"),
        (TALENTS, "genres", "genres"),
        (TALENTS, "goals", "goals"),
        (TALENTS, "formats", "conditions"),
        (TALENTS, "languages", "languages"),
        (TALENTS, "times", "times"),
        (OFFERS, "kind", "kind"),
        (OFFERS, "setting", "setting"),
        (OFFERS, "reach", "reach"),
        (SheetKind.ORGANISATIONS, "type", "type"),
    ],
)
def test_a_term_that_nobody_knows_stays_as_a_free_tag(
    kind: SheetKind, column: str, field: str
) -> None:
    row = read_row(kind, {column: "Zwirbelquark"})
    assert row.tags == (FreeTag(field, "Zwirbelquark"),)
    assert not row.fields[field]
    assert [finding.problem.params["term"] for finding in row.warned] == ["Zwirbelquark"]


def test_known_and_unknown_terms_may_stand_together() -> None:
    row = read_row(TALENTS, {"genres": "pop|Zwirbelquark|rock"})
    assert row.fields["genres"] == ("pop", "rock")
    assert row.tags == (FreeTag("genres", "Zwirbelquark"),)


def test_a_misspelled_term_comes_with_what_may_be_meant() -> None:
    (finding,) = read_row(TALENTS, {"genres": "shoegazers wave"}).warned
    assert finding.problem.code == IntakeCode.UNKNOWN_TERM_NEAR
    assert "shoegaze" in str(finding.problem.params["nearest"])


def test_a_word_that_says_nothing_is_kept_without_a_guess_at_what_it_means() -> None:
    row = read_row(TALENTS, {"genres": "ved ikke"})
    assert row.tags == (FreeTag("genres", "ved ikke"),)
    assert codes(row.warned) == [("genres", IntakeCode.SAYS_NOTHING)]


def test_a_second_value_where_one_fits_stays_as_a_free_tag() -> None:
    row = read_row(OFFERS, {"kind": "Koncert|gig|festival|Zwirbelquark"})
    assert row.fields["kind"] == "gig"
    assert row.tags == (FreeTag("kind", "festival"), FreeTag("kind", "Zwirbelquark"))
    assert codes(row.warned) == [("kind", IntakeCode.ONE_VALUE_ONLY)]


def test_suggestions_stop_where_nothing_is_known() -> None:
    genres = "\n".join(f"{n};A;" + "|".join(f"qq{n}x{i}" for i in range(90)) for n in range(20))
    rows = read_rows(f"id;name;genres\n{genres}\n", TALENTS)
    assert codes(rows[-1].warned)[-1] == ("genres", IntakeCode.UNKNOWN_TERM)
    assert len(rows[-1].tags) == 90


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1;A\n2;B;c\n", IntakeCode.TOO_FEW_CELLS),
        ("1;A;b;c\n2;B;c\n", IntakeCode.TOO_MANY_CELLS),
        ('1;A;"b"c\n', IntakeCode.QUOTE_MISPLACED),
        ('1;A;"b\n', IntakeCode.QUOTE_NOT_CLOSED),
        ("1;A", IntakeCode.CUT_OFF),
        ("1;A;S\udcc3", IntakeCode.CUT_OFF),
    ],
)
def test_a_broken_row_is_refused_whole(text: str, code: IntakeCode) -> None:
    row = read_rows(f"id;name;bio\n{text}", TALENTS)[0]
    assert (row.line, codes(row.refused)) == (2, [(None, code)])
    verdict, stored = judged(row)
    assert (verdict.refused, stored) == (row.refused, None)


def test_empty_cells_beyond_the_header_do_no_harm() -> None:
    assert not read_rows("id;name\n1;A;;\n", TALENTS)[0].refused


def test_blank_rows_are_passed_over() -> None:
    assert [row.line for row in read_rows("id;name\n;\n\n1;A\n ; \n", TALENTS)] == [4]


def test_a_last_row_without_a_line_break_is_worth_a_look() -> None:
    row = read_rows("id;name\n1;A", TALENTS)[0]
    assert (row.refused, codes(row.warned)) == ((), [(None, IntakeCode.NO_LINE_BREAK_AT_END)])


def test_what_cannot_be_shown_is_shown_as_a_replacement() -> None:
    (finding,) = read_row(TALENTS, {"email": "\udce6" + "x" * 500}).refused
    assert finding.value == "\ufffd" + "x" * 199


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(list(SheetKind)),
    st.sampled_from(["", "id;name;genres;level\n", "id,organisation,title,start\n"]),
    st.text(
        alphabet=st.one_of(st.characters(), st.sampled_from(list(";,\"\n|\\'=1"))), max_size=80
    ),
)
def test_no_text_whatever_breaks_the_reading(kind: SheetKind, header: str, text: str) -> None:
    try:
        rows = read_rows(header + text, kind)
    except IntakeRefused:
        return
    for row in rows:
        verdict, stored = judged(row)
        assert (stored is None) == bool(verdict.refused)
