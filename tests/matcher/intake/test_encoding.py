"""Tests of telling the encoding of bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.intake import Encoding, IntakeCode, IntakeRefused, sniff

DANISH = "id;navn\n1;Sørens Værksted på Åen\n"


def refusal_of(content: bytes) -> str:
    with pytest.raises(IntakeRefused) as refused:
        sniff([content])
    return refused.value.problem.code


def test_ascii_is_utf_8() -> None:
    assert sniff([b"id;name\n1;A\n"]) is Encoding.UTF_8


def test_danish_letters_in_utf_8_are_recognised() -> None:
    assert sniff([DANISH.encode()]) is Encoding.UTF_8


def test_a_byte_order_mark_is_recognised() -> None:
    assert sniff([DANISH.encode("utf-8-sig")]) is Encoding.UTF_8_MARKED


def test_danish_letters_in_windows_1252_are_recognised() -> None:
    assert sniff([DANISH.encode("cp1252")]) is Encoding.WINDOWS_1252


def test_one_damaged_byte_does_not_turn_a_utf_8_file_into_windows_1252() -> None:
    assert sniff([DANISH.encode() * 3 + b"2;S\xf8ren\n"]) is Encoding.UTF_8


def test_a_file_cut_off_within_a_letter_is_still_utf_8() -> None:
    assert sniff([DANISH.encode() + "2;Bodil Ø".encode()[:-1]]) is Encoding.UTF_8


@given(st.integers(1, 8))
def test_letters_split_between_chunks_are_whole(size: int) -> None:
    content = DANISH.encode()
    chunks = [content[start : start + size] for start in range(0, len(content), size)]
    assert sniff(chunks) is Encoding.UTF_8


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", IntakeCode.FILE_EMPTY),
        ("id;navn".encode("utf-16"), IntakeCode.FILE_IS_UTF16),
        ("id;navn".encode("utf-16-le"), IntakeCode.FILE_IS_BINARY),
        (b"PK\x03\x04\x14\x00\x06\x00", IntakeCode.FILE_IS_WORKBOOK),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", IntakeCode.FILE_IS_WORKBOOK),
        (b"\x89PNG\r\n\x1a\n\x00\x00", IntakeCode.FILE_IS_BINARY),
    ],
)
def test_what_is_no_text_is_refused_by_name(content: bytes, code: IntakeCode) -> None:
    assert refusal_of(content) == code


@given(st.lists(st.binary(max_size=200), max_size=5))
def test_any_bytes_have_an_encoding_or_a_reason(chunks: list[bytes]) -> None:
    try:
        encoding = sniff(chunks)
    except IntakeRefused:
        return
    b"".join(chunks).decode(encoding.value, "surrogateescape")
