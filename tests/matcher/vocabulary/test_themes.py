"""Themes: what texts in either language tell of, and what must never be heard."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.vocabulary import Theme, ThemeIndex, Vocabularies, load
from matcher.vocabulary.cues import Cue, CueIndex, CueWord, Part, cue_of
from matcher.vocabulary.normal import normal, words
from matcher.vocabulary.term import Term

#: Beginnings of words that name health, gender, sexuality, origin or faith.
UNHEARD = """
angst anxi depress adhd autis asperg diagnos psyki psykisk psychi bipolar ptsd selvskad spiseforstyr
handicap disab kørestol wheelchair indlagt illness sygdom medicin medication therap terapi patient
hospitali kvinde pige mænd dreng women woman girl female gender kønnet nonbin transkøn transperson
transgender queer gay lesbi homoseks biseks lgbt muslim islam kristn christian jøde jødisk jewish
hindu buddhis religi troende allah koran bibel flygtning refugee indvandr immigra asyl etnisk ethnic
arabisk arabic tyrk turkish somal kurdi polish ukrain syri irak iransk afghan pakist afrik
african
"""


def heard(known: Vocabularies, text: str) -> set[str]:
    return {code for code, _ in known.themes.recognise(text)}


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("Jeg sidder alene på mit værelse og laver beats", "alone_at_home"),
        ("I make everything in my room, by myself", "alone_at_home"),
        ("Mangler en trommeslager", "missing_bandmates"),
        ("looking for people to play with", "missing_bandmates"),
        ("Stoppede efter gymnasiet og savner det", "stopped_and_returning"),
        ("I used to play but I am rusty", "stopped_and_returning"),
        ("Tør ikke endnu, jeg bliver nervøs", "stage_fright"),
        ("Vi spiller for beboerne på plejehjemmet", "elderly"),
        ("an afternoon at the nursing home", "elderly"),
        ("Synge med børnene i børnehaven", "children"),
        ("lyd til en kortfilm", "film_sound"),
        ("I scored a short film last year", "film_sound"),
        ("musik til et computerspil", "game_sound"),
        ("splits, Koda og kontrakter", "rights_and_royalties"),
        ("who owns the rights to a song", "rights_and_royalties"),
        ("spille op til folkedans og polka", "dancing_folk"),
        ("fiddle tunes from my grandad", "folk_tunes"),
        ("patchkabler og modulære synths", "synths_and_modular"),
        ("optager fuglestemmer med min feltoptager", "field_recording"),
        ("En nat i lagerhallen, til solen står op", "rave_night"),
        ("Tag en ven med", "bring_friends"),
        ("Samme mennesker hver uge", "same_people_weekly"),
        ("Fællesspisning og kaffe bagefter", "food_together"),
        ("vinterlejr i skoven", "camps_and_nights_away"),
        ("Sommercamp ved fjorden", "camps_and_nights_away"),
        ("Vi har et øvelokale, hvor man må larme", "rehearsal_place"),
        ("jeg vil have honorar, ikke gratis koncerter", "getting_paid"),
        ("A talk about booking and contracts", "talk_and_knowledge"),
        ("Har et halvfærdigt track på harddisken", "finishing_songs"),
        ("Kom alene, ingen kender hinanden", "come_alone"),
        ("hjem til byen for at fortælle 7. klasse om det", "school_classes"),
    ],
)
def test_a_theme_is_recognised(known: Vocabularies, text: str, theme: str) -> None:
    assert theme in heard(known, text)


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("Ingen koncert og ingen scene", "playing_concerts"),
        ("No theory, no sheet music", "sheet_music"),
        ("Spil uden noder", "sheet_music"),
        ("Vi mødes klokken syv", "elderly"),
        ("Billetten gælder hele dagen", "children"),
        ("kort sagt: en kortere dag", "choral_harmony"),
    ],
)
def test_a_theme_is_not_heard_where_it_is_denied_or_absent(
    known: Vocabularies, text: str, theme: str
) -> None:
    assert theme not in heard(known, text)


def test_a_danish_and_an_english_text_meet_in_a_theme(known: Vocabularies) -> None:
    danish = heard(known, "Fortæl 8. klasse, hvordan man optager en sang på sit værelse")
    english = heard(known, "Tell the sixth grade how a song is recorded in your bedroom")
    assert len(danish & english) >= 2


def test_the_phrase_is_given_as_it_is_written(known: Vocabularies) -> None:
    assert ("elderly", "Plejehjemmet") in known.themes.recognise("Til Plejehjemmet!")


def test_the_theme_with_most_cues_comes_first(known: Vocabularies) -> None:
    text = "En bus. Plejehjem, beboere, ældre og demens."
    assert known.themes.recognise(text)[0][0] == "elderly"


def test_positions_follow_the_recognised_themes(known: Vocabularies) -> None:
    text = "Sampler og synths om natten"
    codes = [known.themes.codes[position] for position in known.themes.heard(text)]
    assert codes == [code for code, _ in known.themes.recognise(text)]


def test_there_are_many_themes_with_cues_in_both_languages(known: Vocabularies) -> None:
    assert len(known.themes) >= 120
    assert [theme.term.code for theme in known.themes.themes if len(theme.cues) < 8] == []


def test_links_point_to_known_terms(known: Vocabularies) -> None:
    for theme in known.themes.themes:
        for link in theme.links:
            assert link.code in getattr(known, link.field), (theme.term.code, link)
            assert 0 < link.weight <= 1


def test_theme_affinity_is_symmetric(known: Vocabularies) -> None:
    matrix = known.themes.affinity
    assert matrix.shape == (len(known.themes), len(known.themes))
    assert np.array_equal(matrix, matrix.T)


def test_kindred_themes_lie_together_in_their_space(known: Vocabularies) -> None:
    space, index = known.themes.space, known.themes.index
    nursing, songs, rave = (space[index[c]] for c in ("elderly", "old_songs", "rave_night"))
    assert nursing @ songs > 0.3
    assert abs(nursing @ rave) < 0.2


def test_themes_imply_terms_of_other_vocabularies(known: Vocabularies) -> None:
    implied = known.themes.implied(known.goals)
    studio, record = known.themes.index["studio_recording"], known.goals.index["record"]
    assert implied.shape == (len(known.themes), len(known.goals))
    assert implied[studio, record] == 1


def test_themes_have_labels(known: Vocabularies) -> None:
    assert "elderly" in known.themes
    assert known.themes["elderly"].label_da == "Plejehjem og ældre"


def test_no_cue_names_health_gender_origin_or_faith(known: Vocabularies) -> None:
    told = {word for theme in known.themes.themes for cue in theme.cues for word in words(cue)}
    unheard = tuple(normal(beginning) for beginning in UNHEARD.split())
    assert sorted(word for word in told if word.startswith(unheard)) == []


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("plejehjem*", "plejehjemmets"),
        ("*lejr", "sommerlejr"),
        ("på værelset", "her på værelset"),
        ("hip-hop*", "hiphop? nej: hip-hoppen"),
        ("spil* sammen", "vi spiller sammen"),
        ("dj'er", "en dj'er"),
    ],
)
def test_a_cue_stands_in_a_text(cue: str, text: str) -> None:
    assert list(CueIndex(((cue_of(cue), "x"),)).hear(words(text)))


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("kor", "kort"),
        ("*lejr", "lejre"),
        ("på værelset", "på et værelset"),
        ("på værelset", "sidder på"),
        ("scene", "ingen scene"),
        ("scene", "not scene"),
    ],
)
def test_a_cue_does_not_stand_in_a_text(cue: str, text: str) -> None:
    assert not list(CueIndex(((cue_of(cue), "x"),)).hear(words(text)))


def test_a_cue_that_holds_the_negation_is_heard() -> None:
    index = CueIndex(((cue_of("ingen scene"), "calm"), (cue_of("scene"), "loud")))
    assert [found.name for found in index.hear(words("ingen scene i dag"))] == ["calm"]


def test_stars_say_which_part_of_a_word_is_asked_for() -> None:
    expected: Cue = (CueWord("spil", Part.BEGINNING), CueWord("sammen", Part.WHOLE))
    assert cue_of("Spil* sammen") == expected


def test_a_theme_without_a_text_is_not_heard() -> None:
    lone = ThemeIndex((Theme(Term("x", "X", "X"), ("ord",)),))
    assert lone.recognise("") == ()


@given(st.text(max_size=200))
def test_no_text_breaks_the_themes(text: str) -> None:
    themes = load().themes
    assert set(themes.heard(text)) <= set(range(len(themes)))
