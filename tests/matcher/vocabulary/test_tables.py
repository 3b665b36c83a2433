"""The tables: that the packaged data files hold together."""

from collections.abc import Iterator

import pytest

from matcher.vocabulary import How, Vocabularies, WordList
from matcher.vocabulary.ear import load_confidence
from matcher.vocabulary.normal import normal
from matcher.vocabulary.tables import listed, read_rows, weighted

LISTS = (
    "genres", "roles", "goals", "conditions", "kinds", "organisation_types", "settings", "reaches",
    "times", "languages", "open_to", "offer_statuses", "target_groups", "placeholders",
    "equipment", "loudness", "audiences",
)  # fmt: skip
LEAST = {"genres": 330, "roles": 80, "goals": 11, "conditions": 20, "kinds": 11, "languages": 60}
NEEDED = {
    "genres": (
        "hiphop singer_songwriter pop rock indie electronic techno house trap drill rnb soul funk "
        "jazz folk viser choir classical contemporary_classical film_music game_music metal "
        "hardcore punk noise ambient experimental idm gospel balkan world dansktop "
        "spillemandsmusik hojskolesang danish_rap hymns morning_singing rhythmic"
    ),
    "roles": (
        "singer choir_singer songwriter producer beatmaker rapper dj guitar bass drums keys violin "
        "viola cello flute clarinet saxophone trumpet accordion percussion ukulele composer "
        "sound_engineer light_engineer organiser"
    ),
    "goals": (
        "perform release learn write_songs find_people band record wellbeing work_in_music "
        "give_back get_paid"
    ),
    "conditions": (
        "small_group quiet_room bring_friend women_only online no_stage no_competition wheelchair "
        "beginner_friendly"
    ),
    "kinds": ("gig festival course camp mentoring studio jam network contest residency giveback"),
    "organisation_types": (
        "music_school youth_school youth_club venue festival association library school "
        "kindergarten nursing_home employer other"
    ),
    "settings": "onsite online hybrid",
    "reaches": "local regional national",
    "times": "weekday_day weekday_evening weekend",
    "open_to": "home partnership all",
    "offer_statuses": "draft published closed cancelled",
    "equipment": "piano pa drum_kit microphones projector",
    "loudness": "quiet acoustic amplified",
    "audiences": "kindergarten school_pupils elderly patients families public",
    "target_groups": "girls_and_women over_40 vulnerable_youth",
}


@pytest.fixture(params=LISTS)
def among(request: pytest.FixtureRequest, known: Vocabularies) -> WordList:
    found = getattr(known, request.param)
    assert isinstance(found, WordList)
    return found


def test_codes_are_plain_and_unique(among: WordList) -> None:
    assert len(set(among.codes)) == len(among.codes)
    assert all(code.isascii() and code == code.lower().strip() for code in among.codes)


def test_every_term_has_a_label_in_both_languages(among: WordList) -> None:
    assert [term.code for term in among.terms if not (term.label_da and term.label_en)] == []


def test_parents_are_known_and_make_no_cycle(among: WordList) -> None:
    for term in among.terms:
        assert term.code not in tuple(_ancestors(among, term.code))


def test_related_terms_are_known_others_with_a_weight_up_to_one(among: WordList) -> None:
    for term in among.terms:
        for code, weight in term.related:
            assert code in among, (term.code, code)
            assert code != term.code
            assert 0 < weight <= 1, (term.code, code)


def test_one_spelling_names_one_term(among: WordList) -> None:
    assert set(among.forms.values()) == set(among.codes)


def test_every_spelling_comes_back_to_its_term(among: WordList) -> None:
    for term in among.terms:
        assert {among.resolve(spelling) for spelling in term.spellings} == {term.code}


@pytest.mark.parametrize(("name", "least"), LEAST.items())
def test_a_vocabulary_is_broad(known: Vocabularies, name: str, least: int) -> None:
    assert len(getattr(known, name)) >= least


@pytest.mark.parametrize(("name", "codes"), NEEDED.items())
def test_the_codes_of_the_spreadsheets_are_there(
    known: Vocabularies, name: str, codes: str
) -> None:
    assert [code for code in codes.split() if code not in getattr(known, name)] == []


def test_languages_fit_the_bits_that_profiles_hold_them_in(known: Vocabularies) -> None:
    assert len(known.languages) <= 64


def test_aliases_do_not_repeat_what_the_normal_form_evens_out(among: WordList) -> None:
    for term in among.terms:
        forms = [normal(alias) for alias in term.aliases]
        assert len(set(forms)) == len(forms), term.code


def test_no_alias_comes_to_nothing(among: WordList) -> None:
    assert "" not in among.forms or among.name == "placeholders"


def test_kinds_speak_of_known_goals_and_conditions(known: Vocabularies) -> None:
    for row in read_rows("kinds"):
        assert all(code in known.goals for code, _ in weighted(row["goals"]))
        assert all(code in known.conditions for code in listed(row["contradicts"]))


def test_declarations_are_terms_that_people_choose(known: Vocabularies) -> None:
    for ways in known.declared_by.values():
        for field, code in (way.split(":") for way in ways):
            assert code in {"conditions": known.conditions, "goals": known.goals}[field]


def test_exceptions_for_running_text_say_yes_or_no() -> None:
    assert {row["counts"] for row in read_rows("running_text")} == {"yes", "no"}


def test_sayings_name_known_terms_or_nothing(known: Vocabularies) -> None:
    for row in read_rows("sayings"):
        assert bool(row["field"]) == bool(row["code"])
        assert not row["field"] or row["code"] in getattr(known, row["field"])


def test_a_saying_names_at_most_one_term_of_a_list() -> None:
    said = [
        (row["field"], normal(saying))
        for row in read_rows("sayings")
        for saying in listed(row["sayings"])
    ]
    assert len(said) == len(set(said))


def test_every_way_of_hearing_has_a_confidence_for_the_shortest_phrase() -> None:
    steps = load_confidence()
    assert set(steps) == set(How)
    for ways in steps.values():
        assert ways[-1][0] == 0
        assert all(0 < share <= 1 for _, share in ways)


def _ancestors(among: WordList, code: str) -> Iterator[str]:
    parent = among[code].parent
    for _ in among.codes:
        if parent is None:
            return
        yield parent
        parent = among[parent].parent
