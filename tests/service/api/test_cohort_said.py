"""What a cohort says of itself: of what the group is the best, and what people's decisions cost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.api.camp import camp_town, changed, did, members, proposed
from tests.service.api.house import House
from tests.service.databases import SqliteFiles


@pytest.fixture
def town(sqlite: SqliteFiles, tmp_path: Path) -> Iterator[House]:
    """A camp of five seats and twenty-four people, some of whom are not to be found."""
    with camp_town(sqlite, tmp_path) as running:
        yield running


def test_what_may_be_given_for_fairer_chances_is_told(town: House) -> None:
    group = proposed(town, tolerance=0.05)
    assert "højst 5 % dårligere end det bedste, der blev fundet, for" in group["text"]
    assert group["decisions_cost"] is None
    after = changed(town, group, ("pin", members(group)[0]))
    assert "det bedste, der blev fundet med det, I selv har valgt," in after["text"]


def test_what_people_decide_has_a_price_like_an_aim(town: House) -> None:
    group = proposed(town)
    chances = {one["talent"]: one["chance"] for one in group["chances"]}
    unlikely = min(chances, key=lambda one: chances[one])
    pinned = changed(town, group, ("pin", unlikely))
    cost = pinned["decisions_cost"]
    assert cost == pytest.approx(group["best_fit"] - pinned["best_fit"], abs=1e-9)
    shown = f"{cost:.2f}".replace(".", ",")
    assert f"Det, I selv har valgt, koster {shown} i match." in pinned["text"]

    without = changed(town, proposed(town), ("leave_out", members(group)[0]))
    assert without["decisions_cost"] >= 0
    released = changed(town, pinned, ("release", unlikely))
    assert released["decisions_cost"] is None
    assert "intet andet hold passer bedre" in released["text"]


def test_a_pin_of_somebody_as_good_costs_nothing_and_it_is_said(town: House) -> None:
    group = proposed(town)
    pinned = changed(town, group, ("pin", members(group)[0]))
    assert pinned["decisions_cost"] == 0
    assert "koster ikke noget i match" in pinned["text"]
    assert "mulige med det, I selv har valgt." in pinned["lottery"]["text"]


def test_around_who_was_asked_already_it_is_said_that_the_group_is_around_them(
    town: House,
) -> None:
    did(town, "invite", "p-01", side="provider")
    assert "med dem, der allerede er spurgt eller har plads" in proposed(town)["text"]


def test_nothing_is_missing_in_a_proof_that_is_whole(town: House) -> None:
    assert "bevist" not in proposed(town)["lottery"]["text"]
