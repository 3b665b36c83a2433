"""Negation: what a text turns down, and what only looks like it."""

import pytest

from matcher.vocabulary import Vocabularies


def turned_down(known: Vocabularies, text: str) -> set[str]:
    return {heard.code for heard in known.hear(text) if heard.negated}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("ikke metal", {"metal"}),
        ("non-jazz", {"jazz"}),
        ("metal? aldrig", {"metal"}),
        ("mindst muligt techno", {"techno"}),
        ("rock, ikke metal, men metal er fint", set()),
        ("no classical", {"classical"}),
        ("alt andet end techno", {"techno"}),
        ("hader jazz", {"jazz"}),
        ("ikke til metal", {"metal"}),
        ("spiller ikke guitar", {"guitar"}),
        ("uden trommer", {"drums"}),
        ("anything but pop", {"pop"}),
        ("not into trap or techno", {"trap", "techno"}),
        ("no pop, trap or techno", {"pop", "trap", "techno"}),
        ("hverken pop eller rock", {"pop", "rock"}),
        ("not a singer", {"singer"}),
        ("jeg er ikke sanger, men guitarist", {"singer"}),
        ("I don't play guitar", {"guitar"}),
        ("techno, nej tak", {"techno"}),
        ("jazz er ikke mig", {"jazz"}),
        ("guitar spiller jeg ikke", {"guitar"}),
        ("hellere trommer end guitar", {"guitar"}),
        ("aldrig techno", {"techno"}),
        ("never techno", {"techno"}),
        ("stoppet med jazz", {"jazz"}),
        ("ikke jazz og aldrig prøvet guitar", {"jazz"}),
        ("træt af jazz og elsker techno", {"jazz"}),
    ],
)
def test_a_term_is_turned_down(known: Vocabularies, text: str, codes: set[str]) -> None:
    assert turned_down(known, text) == codes


@pytest.mark.parametrize(
    "text",
    [
        "ikke kun jazz",
        "not only jazz",
        "ikke bare rock",
        "nothing but techno",
        "intet slår techno",
        "can't live without techno",
        "hvorfor ikke jazz?",
        "ikke i dag. Jazz i morgen",
        "not today / jazz tomorrow",
        "ikke for hvem som helst der nu kan lide jazz",
        "ingen scene",
        "er det ikke jazz?",
        "aldrig rørt en guitar, men vil lære det",
        "aldrig prøvet at synge, men vil gerne lære det",
        "har aldrig rigtig spillet guitar",
        "never tried singing but want to",
        "I've never really played drums",
        "can't stop singing",
        "can’t stop singing",
        "kan ikke stoppe med at synge",
        "kan simpelthen ikke holde op med at synge",
        "jazz uden for trommer",
    ],
)
def test_what_looks_like_a_negation_is_none(known: Vocabularies, text: str) -> None:
    assert turned_down(known, text) == set()


def test_a_term_that_is_named_and_turned_down_is_wanted(known: Vocabularies) -> None:
    heard = [h.negated for h in known.hear("jazz hver dag, men ikke jazz om natten")]
    assert heard == [False]


def test_a_plus_ends_what_is_turned_down(known: Vocabularies) -> None:
    assert turned_down(known, "ikke metal + techno") == {"metal"}


@pytest.mark.parametrize(
    ("text", "unnamed", "no"),
    [
        ("guitar ikke festival", ["festival"], ["ikke"]),
        ("kor, ikke i kirke", ["i", "kirke"], ["ikke"]),
        ("kirke, nej tak", ["kirke"], ["nej", "tak"]),
        ("heste, kirke nej tak", ["kirke"], ["nej", "tak"]),
        ("heste. nej tak", [], ["nej", "tak"]),
        ("ikke kirke, men skole", ["kirke"], ["ikke"]),
        ("ikke jazz eller kirke", ["kirke"], ["ikke", "eller"]),
        ("ikke kun kirke", [], []),
    ],
)
def test_words_that_name_no_term_are_turned_down_too(
    known: Vocabularies, text: str, unnamed: list[str], no: list[str]
) -> None:
    heard = known.listen(text)
    assert [text[start:end] for start, end in heard.unnamed] == unnamed
    assert [text[start:end] for start, end in heard.no] == no


def test_each_mention_of_a_term_is_turned_down(known: Vocabularies) -> None:
    assert known.listen("ikke metal. ikke metal").refused == ((5, 10), (17, 22))
