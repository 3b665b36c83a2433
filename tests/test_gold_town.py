"""The gold town through the real import: everybody in it gets an answer that can be checked."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matcher.domain import (
    Audience,
    Direction,
    OfferId,
    Slate,
    SlateId,
    SlateRequest,
    TalentId,
    Viewer,
)
from service.actions.resources import Resources
from service.app import composed
from service.cli import assembled
from service.settings import Settings

NOW = datetime(2026, 8, 1, 10, tzinfo=UTC)
TALENTS, OFFERS = 40, 60
#: How many lists have something in them; the floors stand at what is true.
TALENTS_WITH_A_LIST, OFFERS_WITH_A_LIST = 37, 59


@pytest.fixture(scope="module")
def resources(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Resources]:
    """What a process works with on a store that holds the gold town."""
    data = tmp_path_factory.mktemp("gold") / "data"
    town = shared / "gold" / "town_a"
    words = ["import", str(town), "--data", str(data), "--now", NOW.date().isoformat()]
    answer = CliRunner().invoke(assembled(), words)
    assert answer.exit_code == 0, answer.output
    with composed(Settings(data_folder=data), clock=lambda: NOW) as composed_:
        yield composed_


@pytest.fixture(scope="module")
def feeds(resources: Resources) -> list[Slate]:
    """What is recommended to every talent."""
    named = resources.live.snapshot.talents.ids
    return [_slate(resources, Direction.OFFERS_FOR_TALENT, TalentId(one)) for one in named]


@pytest.fixture(scope="module")
def suggestions(resources: Resources) -> list[Slate]:
    """Who is recommended for every offer."""
    named = resources.live.snapshot.offers.ids
    return [_slate(resources, Direction.TALENTS_FOR_OFFER, OfferId(one)) for one in named]


def test_everybody_gets_an_answer(feeds: list[Slate], suggestions: list[Slate]) -> None:
    assert (len(feeds), len(suggestions)) == (TALENTS, OFFERS)


def test_every_row_has_two_different_reasons(feeds: list[Slate], suggestions: list[Slate]) -> None:
    poor = [
        f"{item.id} for {slate.request.subject}"
        for slate in (*feeds, *suggestions)
        for item in slate.items
        if len({reason.code for reason in item.reasons}) < 2
    ]
    assert poor == []


def test_who_is_not_eligible_is_counted_with_a_reason(
    feeds: list[Slate], suggestions: list[Slate]
) -> None:
    assert {slate.candidates + sum(slate.exclusions.values()) for slate in feeds} == {OFFERS}
    assert {slate.candidates + sum(slate.exclusions.values()) for slate in suggestions} == {TALENTS}


def test_an_empty_list_says_of_everybody_why(feeds: list[Slate], suggestions: list[Slate]) -> None:
    for slates, everybody in ((feeds, OFFERS), (suggestions, TALENTS)):
        empty = [slate for slate in slates if not slate.items]
        assert all(sum(slate.exclusions.values()) == everybody for slate in empty)


def test_nearly_every_talent_has_a_list(feeds: list[Slate]) -> None:
    assert _filled(feeds) >= TALENTS_WITH_A_LIST, _why_empty(feeds)


def test_nobody_is_without_a_list_but_who_waits_for_a_guardian(feeds: list[Slate]) -> None:
    assert {code for slate in feeds if not slate.items for code in slate.exclusions} == {
        "guardian_missing"
    }


def test_nearly_every_offer_has_a_list(suggestions: list[Slate]) -> None:
    assert _filled(suggestions) >= OFFERS_WITH_A_LIST, _why_empty(suggestions)


def _slate(resources: Resources, direction: Direction, subject: TalentId | OfferId) -> Slate:
    audience = Audience.COORDINATOR
    return resources.recommender.recommend(
        resources.live.snapshot,
        SlateRequest(direction=direction, subject=subject, audience=audience),
        slate_id=SlateId("rec_gold"),
        viewer=Viewer(role="coordinator", key="gold"),
        at=NOW,
        context=resources.rules.context(NOW, audience=audience),
    )


def _filled(slates: list[Slate]) -> int:
    return sum(1 for slate in slates if slate.items)


def _why_empty(slates: list[Slate]) -> str:
    empty = [slate for slate in slates if not slate.items]
    return "\n".join(f"{slate.request.subject}: {dict(slate.exclusions)}" for slate in empty)
