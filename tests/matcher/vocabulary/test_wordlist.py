"""Word lists: the way from what somebody wrote to a code, and what is refused."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain import MatcherError
from matcher.vocabulary import Language, Term, Vocabularies, WordList, load


def few() -> WordList:
    return WordList(
        "few",
        (
            Term("drums", "Trommer", "Drums", aliases=("trommeslager",)),
            Term("guitar", "Guitar", "Guitar"),
            Term("singer_songwriter", "Sangskriver", "Singer-songwriter"),
            Term("rnb", "R&B", "R&B"),
        ),
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("drums", "drums"),
        ("TROMMER", "drums"),
        ("Trommeslager", "drums"),
        ("trommeslageren", "drums"),
        ("trommeslagere", "drums"),
        ("guitarist", "guitar"),
        ("guitarspiller", "guitar"),
        ("spiller guitar", "guitar"),
        ("jeg spiller lidt guitar", "guitar"),
        ("singer/songwriter", "singer_songwriter"),
        ("r & b", "rnb"),
    ],
)
def test_a_term_is_found_in_plain_variation(text: str, code: str) -> None:
    assert few().resolve(text) == code


@pytest.mark.parametrize("text", ["", "  ", "?", "theremin", "spiller", "og", "tr"])
def test_what_names_no_term_resolves_to_nothing(text: str) -> None:
    assert few().resolve(text) is None


def test_an_inflection_that_could_be_two_terms_resolves_to_neither() -> None:
    pair = WordList("pair", (Term("one", "sange", "x"), Term("two", "sanger", "y")))
    assert pair.resolve("sang") is None


def test_a_spelling_for_two_terms_is_refused() -> None:
    torn = WordList("torn", (Term("a", "Kor", "Choir"), Term("b", "Korsang", "choir")))
    with pytest.raises(MatcherError) as refused:
        torn.resolve("kor")
    assert refused.value.problem.code == "vocabulary_ambiguous_spelling"
    assert refused.value.problem.params["first"] == "a"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("trommer", ("drums",)),
        ("trommer/guitar", ("drums", "guitar")),
        ("Guitar og trommer", ("guitar", "drums")),
        ("guitar, r&b", ("guitar", "rnb")),
        ("guitar (trommer)", ("guitar", "drums")),
        ("guitar, guitar", ("guitar",)),
        ("singer/songwriter, trommer", ("singer_songwriter", "drums")),
    ],
)
def test_several_terms_in_one_cell_are_parted(text: str, codes: tuple[str, ...]) -> None:
    assert few().resolve_all(text) == codes


@pytest.mark.parametrize("text", ["", "/", "guitar og theremin", "trommer (hjemmebyggede)"])
def test_a_cell_with_an_unknown_part_is_left_whole(text: str) -> None:
    assert few().resolve_all(text) == ()


def test_a_free_tag_tells_which_terms_it_holds() -> None:
    assert few().within("meget høje trommer og en ødelagt guitar") == ("drums", "guitar")


def test_a_free_tag_may_hold_none() -> None:
    assert few().within("hjemmebygget theremin") == ()


def test_the_nearest_come_first() -> None:
    assert few().nearest("gutiar")[0] == "guitar"


def test_a_longer_text_is_near_what_it_holds() -> None:
    assert "drums" in few().nearest("mine store trommer i kælderen")


def test_as_many_are_named_as_asked_for(known: Vocabularies) -> None:
    assert len(known.genres.nearest("metal rock", 2)) <= 2


@pytest.mark.parametrize("text", ["", "xq", "zzzzzzzz"])
def test_nothing_is_near_to_nonsense(text: str) -> None:
    assert few().nearest(text) == ()


def test_codes_keep_the_order_of_the_terms() -> None:
    assert few().codes[1] == "guitar"
    assert few().index["guitar"] == 1
    assert few()["guitar"].code == "guitar"
    assert len(few()) == 4


def test_a_list_knows_what_it_holds() -> None:
    assert "guitar" in few()
    assert "theremin" not in few()


def test_labels_come_in_both_languages() -> None:
    assert few()["drums"].label(Language.DA) == "Trommer"
    assert few()["drums"].label(Language.EN) == "Drums"


SPELLINGS = [(term.code, spelling) for term in load().roles.terms for spelling in term.spellings]


@given(
    st.sampled_from(SPELLINGS),
    st.sampled_from([str.upper, str.title, str.strip, lambda text: f"  {text} "]),
    st.sampled_from([" ", "-", "_", "/", "  "]),
)
def test_case_spaces_and_hyphens_never_change_what_is_meant(
    entry: tuple[str, str], cased: Callable[[str], str], joint: str
) -> None:
    code, spelling = entry
    assert load().roles.resolve(cased(spelling.replace(" ", joint))) == code


@given(st.text(max_size=60))
def test_no_text_breaks_a_word_list(text: str) -> None:
    among = load().goals
    assert among.resolve(text) in {None, *among.codes}
    assert set(among.resolve_all(text)) <= set(among.codes)
    assert set(among.within(text)) <= set(among.codes)
    assert set(among.nearest(text)) <= set(among.codes)
