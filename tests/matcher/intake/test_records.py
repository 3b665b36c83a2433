"""Tests of splitting text into records."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from matcher.intake import LINE_LIMIT, IntakeCode, Record, records


def read(text: str) -> list[Record]:
    return list(records(io.StringIO(text, newline=""), ";"))


def codes(found: list[Record]) -> list[str | None]:
    return [record.problem.code if record.problem else None for record in found]


def test_a_record_knows_the_line_that_an_editor_shows() -> None:
    found = read('a;b\n"x\ny";2\n\nc;d\n')
    assert [(record.line, record.cells) for record in found if not record.blank] == [
        (1, ("a", "b")),
        (2, ("x\ny", "2")),
        (5, ("c", "d")),
    ]


def test_lines_may_end_as_on_any_system() -> None:
    assert [record.cells for record in read("a;b\r\nc;d\re;f\n")] == [
        ("a", "b"),
        ("c", "d"),
        ("e", "f"),
    ]


def test_a_line_separator_inside_a_cell_is_no_new_line() -> None:
    assert [record.cells for record in read("a\u2028b\x0bc;d\n")] == [("a\u2028b\x0bc", "d")]


def test_quotes_keep_delimiters_quotes_and_line_breaks() -> None:
    assert read('"a;""b""\r\nc";d\n')[0].cells == ('a;"b"\r\nc', "d")


def test_a_quote_that_is_never_closed_spoils_only_its_own_row() -> None:
    found = read('a;"b\nc;d\ne;f\n')
    assert codes(found) == [IntakeCode.QUOTE_NOT_CLOSED, None, None]
    assert [record.line for record in found] == [1, 2, 3]


def test_text_after_a_closing_quote_spoils_only_its_own_row() -> None:
    assert codes(read('"a"b;c\nd;e\n')) == [IntakeCode.QUOTE_MISPLACED, None]


def test_a_quote_within_an_unquoted_cell_is_a_sign_like_any_other() -> None:
    assert read('5" disk;b\n')[0].cells == ('5" disk', "b")


def test_a_quote_that_swallows_good_rows_gives_them_back() -> None:
    good = "".join(f"{n};x\n" for n in range(3_000))
    found = read('bad;"oops\n' + good)
    assert codes(found) == [IntakeCode.QUOTE_NOT_CLOSED] + [None] * 3_000


def test_a_cell_larger_than_any_text_is_refused() -> None:
    assert codes(read(f"{'x' * 200_000};b\nc;d\n")) == [IntakeCode.ROW_TOO_LONG, None]


def test_a_line_in_pieces_is_refused_as_one_and_counted_as_one() -> None:
    pieces = ["x" * LINE_LIMIT, "y" * LINE_LIMIT, "z\n", "c;d\n"]
    found = list(records(pieces, ";"))
    assert codes(found) == [IntakeCode.ROW_TOO_LONG, None]
    assert [record.line for record in found] == [1, 2]


def test_the_last_record_knows_whether_its_line_was_ended() -> None:
    assert [record.ended for record in read("a;b\nc;d")] == [True, False]


@given(st.text(alphabet='a;"\n\r ,\t', max_size=60))
def test_every_physical_line_belongs_to_exactly_one_record(text: str) -> None:
    found = read(text)
    lines = list(io.StringIO(text, newline=""))
    starts = [record.line for record in found]
    assert starts == sorted(set(starts))
    assert all(1 <= start <= len(lines) for start in starts)


@given(st.lists(st.lists(st.text(alphabet='aø;"\n| ', max_size=6), min_size=2, max_size=2)))
def test_what_was_written_as_csv_is_read_back(rows: list[list[str]]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    assert [list(record.cells) for record in read(written.getvalue())] == rows
