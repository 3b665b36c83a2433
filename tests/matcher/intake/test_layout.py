"""Tests of telling what the columns of a file are."""

import io

import pytest

from matcher.intake import (
    IntakeCode,
    IntakeRefused,
    Layout,
    SheetKind,
    read_layout,
    read_table,
    recognise,
)

TALENTS = SheetKind.TALENTS


def fields(layout: Layout) -> list[str]:
    return [place.column.field for place in layout.places]


def refusal_of(header: str, kind: SheetKind = TALENTS) -> tuple[str, dict[str, object]]:
    with pytest.raises(IntakeRefused) as refused:
        read_layout(header, kind)
    problem = refused.value.problem
    return problem.code, dict(problem.params)


def test_columns_may_come_in_any_order() -> None:
    assert fields(read_layout("name;bio;id", TALENTS)) == ["name", "bio", "id"]


def test_danish_headers_are_known() -> None:
    header = "id;navn;fødselsdato;kommune;mål;rammer;om_mig;tilknytning;må_findes"
    assert fields(read_layout(header, TALENTS)) == [
        "id",
        "name",
        "birth_date",
        "municipality",
        "goals",
        "conditions",
        "bio",
        "organisation",
        "discoverable",
    ]


@pytest.mark.parametrize(
    "spelling",
    ["FØDSELSDATO", "Foedselsdato", "fødsels-dato", " Fødsels dato ", "fo\u0308dselsdato"],
)
def test_headers_may_be_spelled_in_many_ways(spelling: str) -> None:
    assert "birth_date" in fields(read_layout(f"id;navn;{spelling}", TALENTS))


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_delimiter_is_told_by_the_known_columns(delimiter: str) -> None:
    layout = read_layout(delimiter.join(["id", '"name"', "bio"]), TALENTS)
    assert (layout.delimiter, fields(layout)) == (delimiter, ["id", "name", "bio"])


def test_a_comma_within_an_unknown_header_does_not_mislead() -> None:
    layout = read_layout("id;name;note, if any, here, or there", TALENTS)
    assert layout.delimiter == ";"
    assert layout.unknown == ("note, if any, here, or there",)


def test_unknown_columns_are_named() -> None:
    assert read_layout("id;name;cpr;shoe size;", TALENTS).unknown == ("cpr", "shoe size")


def test_a_missing_mandatory_column_is_named_in_both_languages() -> None:
    assert refusal_of("id;bio") == (
        IntakeCode.COLUMN_MISSING,
        {"column": "name", "danish": "navn"},
    )


def test_one_column_in_two_languages_is_refused() -> None:
    assert refusal_of("id;name;municipality;kommune") == (
        IntakeCode.COLUMN_TWICE,
        {"column": "municipality", "other": "kommune"},
    )


def test_a_header_of_nothing_known_is_refused_with_what_was_found() -> None:
    assert refusal_of("foo;bar") == (IntakeCode.NO_KNOWN_COLUMNS, {"columns": "foo, bar"})


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("id;name;type;municipality;contact_email", SheetKind.ORGANISATIONS),
        ("id,organisation,titel,slags,frist", SheetKind.OFFERS),
        ("id\tnavn\tfødselsdato\troller\tgenrer", TALENTS),
        ("talent_id;offer_id;grade", None),
        ("id;name", None),
        ("id;name;email;phone;shoe size;salary;department;office", None),
    ],
)
def test_the_kind_is_recognised_only_from_columns_that_speak_clearly(
    header: str, kind: SheetKind | None
) -> None:
    assert recognise(header) is kind


def test_the_header_may_stand_under_blank_lines_and_a_line_naming_the_delimiter() -> None:
    text = "\ufeffsep=;\n\n ;;\nid;name\n1;A\n"
    layout, records = read_table(io.StringIO("\n\n" + text, newline=""), TALENTS)
    assert fields(layout) == ["id", "name"]
    assert [record.line for record in records] == [7]


def test_text_without_a_header_is_empty() -> None:
    with pytest.raises(IntakeRefused) as refused:
        read_table(io.StringIO("\n  \n"), TALENTS)
    assert refused.value.problem.code == IntakeCode.FILE_EMPTY
