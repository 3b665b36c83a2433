"""Tests of the pages for people."""

import re
from html.parser import HTMLParser

import pytest

from service.errors import Code
from tests.service.api.house import House

PAGES = ("/", "/docs", "/ranking", "/problems/invalid")


class Nesting(HTMLParser):
    """Reads a page and notes what is not closed in its order."""

    EMPTY = frozenset({"meta", "link", "br"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_well_formed_and_name_their_language(quiet_house: House, path: str) -> None:
    page = quiet_house(f"GET {path}").text
    nesting = Nesting(page)

    assert page.startswith("<!doctype html>")
    assert re.search(r'<html lang="(da|en)">', page)
    assert page.count("<h1") >= 1
    assert (nesting.open, nesting.wrong) == ([], [])


@pytest.mark.parametrize("path", PAGES)
def test_pages_ask_nobody_else_for_anything(quiet_house: House, path: str) -> None:
    page = quiet_house(f"GET {path}").text
    assert "<script" not in page
    assert re.findall(r'(?:src|href)="(?!/|#)', page) == []


@pytest.mark.parametrize("path", PAGES)
def test_links_lead_to_pages_that_are_there(quiet_house: House, path: str) -> None:
    page = quiet_house(f"GET {path}").text
    targets = {target.partition("#")[0] for target in re.findall(r'href="([^"]*)"', page)} - {""}
    assert {quiet_house(f"GET {target}").status_code for target in targets} == {200}


def test_the_start_page_says_in_both_languages_that_it_runs(quiet_house: House) -> None:
    page = quiet_house("GET /").text
    assert page.index("Samspil kører") < page.index("Samspil is running")


@pytest.mark.parametrize(("lang", "title"), [("da", "Sådan rangordner vi"), ("en", "How we rank")])
def test_the_ranking_is_told_in_plain_words(quiet_house: House, lang: str, title: str) -> None:
    page = quiet_house(f"GET /ranking?lang={lang}").text
    assert title in page
    assert "genre_affinity" in page


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_its_page(quiet_house: House, code: Code) -> None:
    assert quiet_house(f"GET /problems/{code.value}").status_code == 200


@pytest.mark.parametrize("code", ["cohort_outdated", "aim_age_narrow"])
def test_the_page_of_a_code_shows_no_empty_slots(quiet_house: House, code: str) -> None:
    page = quiet_house(f"GET /problems/{code}").text
    assert ("{" in page, "…" in page) == (False, True)


def test_a_code_that_is_none_has_no_page(quiet_house: House) -> None:
    answer = quiet_house("GET /problems/nonsense")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_problem")
