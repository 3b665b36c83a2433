"""Tests of the texts: none missing, each with the parameters that its code has."""

import csv
import io
import re
from importlib import resources
from pathlib import Path
from string import Formatter

import pytest

from matcher.domain import EventKind, Exclusion, PairState, Problem, Side
from matcher.domain.event import EventRefused, follow
from matcher.ranking.narrowing import BEYOND_MAX_KM, PROFILING_OBJECTED
from matcher.vocabulary import Language
from service.api.faults import CODES
from service.api.slates import NOT_AVAILABLE
from service.auth import Role
from service.errors import Code
from service.i18n import LISTS, catalogue, label, say, word_list

KINDS = {
    "",
    "plain",
    "day",
    "moment",
    "kroner",
    "km",
    "key_role",
    "give_back_state",
    "give_back_obstacle",
    *LISTS,
}


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_text_names_the_same_parameters_in_both_languages() -> None:
    differing = [
        f"{topic}: {code}"
        for topic, texts in catalogue().items()
        # Headers of spreadsheets have a Danish and an English name, and are parameters.
        if topic != "intake"
        for code, text in texts.items()
        if names(text.da) != names(text.en)
    ]
    assert differing == []


@pytest.mark.parametrize("topic", sorted(catalogue()))
def test_every_line_has_a_code_and_two_texts(topic: str) -> None:
    file = resources.files("service.i18n").joinpath("data", f"{topic}.csv")
    lines = io.StringIO(file.read_text(encoding="utf-8"), newline="")
    odd = [line[0] for line in csv.reader(lines, delimiter=";") if len(line) != 3]
    assert odd == [], "a text with a semicolon needs quotes"


def test_every_kind_of_parameter_is_known() -> None:
    kinds = {
        kind or ""
        for texts in catalogue().values()
        for text in texts.values()
        for template in (text.da, text.en)
        for _, name, kind, _ in Formatter().parse(template)
        if name
    }
    assert kinds <= KINDS


@pytest.mark.parametrize("code", list(Code))
def test_every_problem_of_the_service_has_its_text(code: Code) -> None:
    assert code.value in catalogue()["problems"]


@pytest.mark.parametrize(
    "status", [400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428, 500, 501, 503]
)
def test_every_status_has_its_title(status: int) -> None:
    assert f"status_{status}" in catalogue()["problems"]


@pytest.mark.parametrize("code", [*Exclusion, BEYOND_MAX_KM, PROFILING_OBJECTED, NOT_AVAILABLE])
def test_every_exclusion_is_told_of_one_and_of_many(code: str) -> None:
    assert str(code) in catalogue()["left_out"]
    assert str(code) in catalogue()["exclusions"]


def test_every_fault_of_a_body_has_its_text() -> None:
    assert {code for code, _ in CODES.values()} <= catalogue()["faults"].keys()


def test_every_refusal_of_an_event_has_its_text() -> None:
    refusals: set[str] = set()
    for state in (PairState.NONE, *PairState):
        for kind in EventKind:
            for side in Side:
                try:
                    follow(state, kind, side=side)
                except EventRefused as refused:
                    refusals.add(refused.problem.code)
    assert refusals
    assert refusals <= catalogue()["events"].keys()


@pytest.mark.parametrize("lang", list(Language))
@pytest.mark.parametrize("name", LISTS)
def test_every_code_of_every_list_has_a_label(name: str, lang: Language) -> None:
    assert all(label(name, code, lang=lang) for code in word_list(name).codes)


def test_a_code_without_a_text_is_shown_as_it_is() -> None:
    assert say("never_heard_of", {}, lang=Language.DA) == "never_heard_of"


def test_a_parameter_that_is_missing_is_left_open() -> None:
    assert say("organisation_in_use", {"offers": 2}, lang=Language.EN) == (
        "The organisation is still named by 2 offers and … talents."
    )


def test_parameters_are_not_read_as_texts() -> None:
    said = say("already_exists", {"id": "{talents} {0}"}, lang=Language.EN)
    assert said == "{talents} {0} is there already."


@pytest.mark.parametrize(
    ("problem", "da", "en"),
    [
        (Problem("not_home", {"municipality": "0217"}),
         "Kun for dem, der bor i Helsingør.", "Only for those who live in Helsingør."),
        (Problem("deadline_passed", {"last_day": "2026-10-01"}),
         "Fristen er overskredet: sidste dag var 1. oktober 2026.",
         "The deadline has passed: the last day was 1 October 2026."),
        (Problem("guest_fee", {"dkk": 1250.5}),
         "Som gæst fra en anden kommune koster det 1.250,50 kr.",
         "As a guest from another municipality it costs DKK 1,250.50"),
        (Problem("genres_shared", {"genres": "pop|rock|hiphop"}),
         "Samme genre: Pop, Rock og Hiphop", "Same genre: Pop, Rock and Hip hop"),
        (Problem("genres_near", {"genres_own": "pop", "genres_other": "rock"}),
         "Pop ligger tæt på Rock", "Pop is close to Rock"),
    ],
)  # fmt: skip
def test_codes_are_said_in_both_languages(problem: Problem, da: str, en: str) -> None:
    assert say(problem.code, problem.params, lang=Language.DA) == da
    assert say(problem.code, problem.params, lang=Language.EN) == en


def test_one_code_may_be_worded_for_its_topic() -> None:
    params = {"organisation": "org-9"}
    by_topic = {
        topic: say("unknown_organisation", params, lang=Language.EN, topic=topic)
        for topic in ("problems", "intake")
    }
    assert by_topic["problems"] != by_topic["intake"]


def test_what_the_house_itself_refuses_has_its_text() -> None:
    """Every code of the store and of model files, found where it is written."""
    root = Path(__file__).parents[3]
    files = [*root.glob("service/store/*.py"), root / "matcher/ranking/artefact.py"]
    written = {
        code
        for file in files
        for code in re.findall(
            r'"((?:artefact|backup|slate|store)_[a-z_]+)"', file.read_text(encoding="utf-8")
        )
    }
    known = {code for texts in catalogue().values() for code in texts}
    assert written - known == set()


@pytest.mark.parametrize("lang", list(Language))
def test_what_a_key_may_not_do_is_said_without_codes(lang: Language) -> None:
    for role in Role:
        params = {"role": role.value, "action": "compose_cohort"}
        text = say(Code.NOT_ALLOWED, params, lang=lang, topic="problems")
        assert "compose" not in text
        assert "role_" not in text
    assert "læsere" in say("not_allowed", {"role": "reader"}, lang=Language.DA)
