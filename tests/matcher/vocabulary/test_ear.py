"""The ear: terms heard in labels and running text, and everyday words that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.vocabulary import Hearing, How, Vocabularies, load
from matcher.vocabulary.ear import LONGEST_TEXT


def named(known: Vocabularies, text: str) -> set[tuple[str, str]]:
    return {(heard.field, heard.code) for heard in known.hear(text)}


def only(known: Vocabularies, text: str) -> Hearing:
    heard, *others = known.hear(text)
    assert not others
    return heard


@pytest.mark.parametrize(
    ("text", "field", "code"),
    [
        ("Vi mangler en trommeslager", "roles", "drums"),
        ("for guitaristerne", "roles", "guitar"),
        ("bassen er stemt", "roles", "bass"),
        ("we look for a cellist", "roles", "cello"),
        ("Jeg elsker dansk rap", "genres", "danish_rap"),
        ("some dark techno", "genres", "techno"),
        ("hip hop hele natten", "genres", "hiphop"),
        ("hip-hop", "genres", "hiphop"),
        ("neo-soul og r&b", "genres", "rnb"),
        ("jeg vil gerne finde et band", "goals", "band"),
        ("at møde andre", "goals", "find_people"),
        ("der er udstyr til låns", "conditions", "equipment_to_borrow"),
        ("men ingen scene", "conditions", "no_stage"),
        ("det er gratis", "conditions", "free_of_charge"),
        ("jeg synger", "roles", "singer"),
    ],
)
def test_a_term_is_heard(known: Vocabularies, text: str, field: str, code: str) -> None:
    assert (field, code) in named(known, text)


@pytest.mark.parametrize(
    "text",
    [
        "Folk viser vej til huset",
        "Så er der mad, og vi har det rart",
        "a country house full of noise",
        "Hun fortæller, at hun hjælper til",
        "I love to play and talk",
        "Jeg taler arabisk og lidt polsk",
        "alt er muligt",
        "en klassisk fejl",
        "et pop-up marked",
        "rapporten skal afleveres, og den skal basere sig på tal",
        "cyklerne står i metalskuret",
        "making, taking, walking",
        "",
    ],
)
def test_everyday_words_name_nothing(known: Vocabularies, text: str) -> None:
    assert named(known, text) == set()


def test_the_longest_name_counts(known: Vocabularies) -> None:
    assert named(known, "melodisk dødsmetal") == {("genres", "melodic_death")}


def test_a_word_may_name_terms_of_two_vocabularies(known: Vocabularies) -> None:
    assert named(known, "rap") == {("roles", "rapper"), ("genres", "hiphop")}


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("sangskriver", How.EXACT),
        ("trommeslager", How.ALIAS),
        ("guitaristerne", How.INFLECTION),
        ("guitarundervisning", How.COMPOUND),
        ("trommslager", How.TYPO),
    ],
)
def test_it_is_told_how_a_term_is_heard(known: Vocabularies, text: str, how: How) -> None:
    assert {heard.how for heard in known.hear(text) if heard.field == "roles"} == {how}


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("en Trommeslager!", "Trommeslager"),
        ("🎸 GUITAR 🎸", "GUITAR"),
        ("Støj: e\u0301n støjrock-koncert", "støjrock"),
        ("vi mødes ½ time, så hip  hop", "hip  hop"),
    ],
)
def test_the_phrase_is_given_as_and_where_it_is_written(
    known: Vocabularies, text: str, phrase: str
) -> None:
    heard = known.hear(text)[0]
    assert heard.phrase == phrase == text[heard.start : heard.end]


def test_a_term_is_heard_once(known: Vocabularies) -> None:
    assert len(known.hear("trommer, trommer og trommer")) == 1


def test_an_everyday_word_counts_in_company(known: Vocabularies) -> None:
    assert ("genres", "country") in named(known, "rock, blues og country")


def test_an_everyday_word_counts_as_a_label(known: Vocabularies) -> None:
    assert ("genres", "country") in named(known, "Country")


def test_company_is_of_the_same_vocabulary(known: Vocabularies) -> None:
    assert named(known, "guitarist and country") == {("roles", "guitar")}


def test_the_surest_ways_are_trusted_most(known: Vocabularies) -> None:
    exact, typo = only(known, "sangskriver"), only(known, "sangskrivr")
    assert 0 < typo.confidence <= exact.confidence <= 1


# What would take hours if it were quadratic; how fast it is, the bench says.
@pytest.mark.timeout(120)
def test_a_megabyte_is_heard_in_time(known: Vocabularies) -> None:
    text = "Guitarist søger ikke metal, rock eller sangskriverværksted! " * 17_000
    known.hear(text)


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "text",
    [
        "🎸" * 100_000,
        "a" * 1_000_000,
        "a" + "'" * 500_000,
        "ikke " * 100_000,
        "jazz nej tak " * 50_000,
        "<p>" * 100_000,
        "\x00\x1b\ud800" * 100_000,
        "музыка 音楽 موسيقى " * 20_000,
        "rock" * 10_000,
    ],
)
def test_odd_texts_are_heard_in_time(known: Vocabularies, text: str) -> None:
    known.hear(text)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("sign", "&+/,.-'_ \n")
def test_a_megabyte_of_separators_takes_no_time(known: Vocabularies, sign: str) -> None:
    assert known.hear(sign * 1_000_000) == ()


def test_the_beginning_of_a_long_text_is_heard(known: Vocabularies) -> None:
    text = "jazz.".ljust(LONGEST_TEXT - 5) + " rock techno"
    assert named(known, text) == {("genres", "jazz"), ("genres", "rock")}


def test_no_half_word_is_heard_where_a_text_is_cut(known: Vocabularies) -> None:
    assert named(known, " " * (LONGEST_TEXT - 4) + "jazzelefant") == set()


@given(st.text(max_size=200))
def test_every_phrase_stands_where_it_is_said_to(text: str) -> None:
    for heard in load().hear(text):
        assert heard.phrase
        assert text[heard.start : heard.end] == heard.phrase
