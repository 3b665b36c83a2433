"""Texts: short words of simulated people and offers, from a few patterns, so that many are alike.

Patterns are filled with the vocabulary's labels; that keeps the number of different texts small
enough for each to be heard and encoded once.
"""

from collections.abc import Mapping

from matcher.vocabulary import Vocabularies

_PEOPLE = (
    "Jeg er vild med {genre} og vil gerne {goal}.",
    "Spiller {role}, mest {genre}.",
    "I am into {genre} and want to {goal_en}.",
    "{genre} fylder det meste. Jeg drømmer om at {goal}.",
    "Jeg har spillet {role} i nogle år og leder efter nogen at spille med.",
)
_OFFERS = (
    "{kind}: {genre}. Her kan du {goal}.",
    "Kom og vær med til {genre}. Vi sørger for rammerne.",
    "{kind} for dig, der vil {goal}.",
    "Et forløb med {genre} for unge, der vil {goal}.",
)
PEOPLE_PATTERNS, OFFER_PATTERNS = len(_PEOPLE), len(_OFFERS)

_GOALS: Mapping[str, tuple[str, str]] = {
    "perform": ("på scenen", "perform"),
    "release": ("udgive musik", "release music"),
    "learn": ("blive bedre", "get better"),
    "write_songs": ("skrive sange", "write songs"),
    "find_people": ("møde andre", "meet others"),
    "band": ("finde et band", "find a band"),
    "record": ("indspille", "record"),
    "wellbeing": ("have det rart", "feel well"),
    "work_in_music": ("arbejde med musik", "work in music"),
    "give_back": ("hjælpe andre i gang", "help others"),
    "get_paid": ("tjene penge på musik", "get paid"),
}


def bio(pattern: int, *, genre: str, role: str, goal: str, words: Vocabularies) -> str:
    """What somebody writes; a pattern below 0 is nothing."""
    if pattern < 0:
        return ""
    danish, english = _GOALS[goal]
    return _PEOPLE[pattern].format(
        genre=words.genres[genre].label_da.lower(),
        role=words.roles[role].label_da.lower(),
        goal=danish,
        goal_en=english,
    )


def description(pattern: int, *, genre: str, kind: str, goal: str, words: Vocabularies) -> str:
    """What a provider writes; a pattern below 0 is nothing."""
    if pattern < 0:
        return ""
    return _OFFERS[pattern].format(
        genre=words.genres[genre].label_da.lower(),
        kind=words.kinds[kind].label_da,
        goal=_GOALS[goal][0],
    )
