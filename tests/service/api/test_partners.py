"""Tests of lists of partners: actors for actors."""

from tests.service.api.house import House

PARTNERS = "/v1/organisations/org-1/partners"


def test_an_organisation_is_shown_others_and_why(quiet_house: House) -> None:
    body = quiet_house(f"GET {PARTNERS}", "organisation").json()
    (item,) = body["items"]
    assert item["organisation"]["id"] == "org-2"
    assert "partner_new" in {reason["code"] for reason in item["reasons"]}
    assert all(reason["contribution"] is not None for reason in item["reasons"])
    assert 0 < item["score"] < 1


def test_the_list_is_read_again_by_the_organisation_it_is_for(quiet_house: House) -> None:
    seen = quiet_house(f"GET {PARTNERS}", "organisation").json()["recommendation_id"]
    path = f"GET /v1/recommendations/{seen}"
    assert quiet_house(path, "organisation").json()["items"][0]["organisation"]["id"] == "org-2"
    assert quiet_house(path, "other organisation").status_code == 403
    assert quiet_house(path, "coordinator").status_code == 200


def test_far_ones_can_be_left_out(quiet_house: House) -> None:
    body = quiet_house(f"GET {PARTNERS}?max_km=5", "organisation").json()
    assert body["items"] == []
    assert body["excluded"][0]["code"] == "beyond_max_km"


def test_an_unknown_organisation_has_no_partners(quiet_house: House) -> None:
    answer = quiet_house("GET /v1/organisations/none/partners", "admin")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_organisation")


def test_nobody_else_is_told_of_an_organisations_partners(quiet_house: House) -> None:
    assert quiet_house(f"GET {PARTNERS}", "other organisation").status_code == 403
    assert quiet_house(f"GET {PARTNERS}", "talent").status_code == 403
