"""Tests of exploring: as much as the setting says, told to everybody, and not of who objects."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import Engine

from matcher.domain import Slate, SlateId
from service.settings import Settings
from service.store import OFFERS, connect, reading, slates, writing
from tests.factories import offer
from tests.service.api.house import NOW, House, settled
from tests.service.databases import SqliteFiles

FEED = "GET /v1/talents/tal-1/offers"


@pytest.fixture
def bold(sqlite: SqliteFiles, tmp_path: Path) -> Iterator[House]:
    """A house that may give up a fifth of a list's value, with a dozen offers that are alike."""
    url = sqlite.migrated()
    with settled(tmp_path / "data", url, also={"exploration": 0.2}) as running:
        with _store(running) as engine, writing(engine) as session:
            many = [offer(f"off-{n}", organisation=f"org-{n % 2 + 1}") for n in range(10, 22)]
            OFFERS.put_many(session, many, now=NOW)
        yield running
    sqlite.drop(url)


@pytest.fixture
def greedy(sqlite: SqliteFiles, tmp_path: Path) -> Iterator[House]:
    """A house that explores nothing."""
    url = sqlite.migrated()
    with settled(tmp_path / "data", url, also={"exploration": 0}) as running:
        yield running
    sqlite.drop(url)


@contextmanager
def _store(house: House) -> Iterator[Engine]:
    engine = connect(house.settings.url)
    yield engine
    engine.dispose()


def recorded(house: House) -> Slate:
    key = house(FEED, "talent").json()["recommendation_id"]
    with _store(house) as engine, reading(engine) as session:
        found = slates.get(session, SlateId(key))
    assert found is not None
    return found


def test_an_explored_list_is_recorded_with_its_chances_and_its_pool(bold: House) -> None:
    slate = recorded(bold)
    assert slate.exploration == 0.2
    assert any(item.propensity < 1 for item in slate.items)
    assert slate.propensity < 1
    widths = {len(item.cells) for item in slate.items} | {len(one.cells) for one in slate.unshown}
    assert len(widths) == 1
    assert widths != {0}


def test_without_exploration_every_place_is_certain_and_cells_are_recorded(greedy: House) -> None:
    slate = recorded(greedy)
    assert (slate.exploration, slate.unshown, slate.propensity) == (0, (), 1)
    assert {item.propensity for item in slate.items} == {1}
    assert all(item.cells for item in slate.items)


@pytest.mark.parametrize("no", ["profiling", "learning"])
def test_who_objects_is_not_explored(bold: House, no: str) -> None:
    tag = bold("GET /v1/talents/tal-1", "talent").headers["etag"]
    changed = bold("PATCH /v1/talents/tal-1", "talent", json={no: False}, headers={"If-Match": tag})
    assert changed.is_success
    slate = recorded(bold)
    assert (slate.exploration, slate.unshown, slate.propensity) == (0, (), 1)


@pytest.mark.parametrize(
    ("lang", "said"), [("da", "højst 20 % af den værdi"), ("en", "at most 20 % of the value")]
)
def test_the_page_about_ranking_says_how_much(bold: House, lang: str, said: str) -> None:
    assert said in bold(f"GET /ranking?lang={lang}").text


@pytest.mark.parametrize("lang", ["da", "en"])
def test_it_says_so_too_where_nothing_is_explored(greedy: House, lang: str) -> None:
    page = greedy(f"GET /ranking?lang={lang}").text
    assert {"da": "den højeste score står øverst", "en": "the highest score comes first"}[
        lang
    ] in page


@pytest.mark.parametrize("share", [-0.01, 0.21, "much"])
def test_a_share_that_cannot_be_is_refused(share: object) -> None:
    with pytest.raises(ValidationError):
        Settings(exploration=share)
