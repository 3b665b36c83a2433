"""Tests of plain HTML."""

from hypothesis import given
from hypothesis import strategies as st

from matcher.vocabulary import Language
from service.api.html import around, element, link, page, table

TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)


@given(TEXTS)
def test_no_text_becomes_markup(text: str) -> None:
    for made in (element("p", text), link(text, text), table([text], [[element("b", text)]])):
        inside = made.replace(element("p", ""), "")
        assert "<script" not in inside
        assert made.count("<") == made.count(">")


def test_what_could_end_an_attribute_is_escaped() -> None:
    assert element("p", "x", having={"id": '"><b'}) == '<p id="&quot;&gt;&lt;b">x</p>'


def test_parts_stand_within_their_element() -> None:
    assert around("ul", ["<li>a</li>", "<li>b</li>"]) == "<ul><li>a</li><li>b</li></ul>"


def test_a_page_is_whole_and_names_its_language() -> None:
    answer = page("<Title>", ["<p>body</p>"], lang=Language.DA)
    text = bytes(answer.body).decode()
    assert text.startswith("<!doctype html>")
    assert '<html lang="da">' in text
    assert "<title>&lt;Title&gt;</title>" in text
    assert answer.headers["content-language"] == "da"
