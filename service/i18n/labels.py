"""Labels: what the vocabulary calls its codes, for texts that name some of them."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from matcher.vocabulary import Language, Vocabularies, WordList, load
from service.i18n.figures import listing

_LISTS: Mapping[str, Callable[[Vocabularies], WordList]] = {
    "genres": lambda words: words.genres,
    "roles": lambda words: words.roles,
    "goals": lambda words: words.goals,
    "conditions": lambda words: words.conditions,
    "themes": lambda words: words.themes.terms,
    "languages": lambda words: words.languages,
    "times": lambda words: words.times,
    "kinds": lambda words: words.kinds,
    "settings": lambda words: words.settings,
    "reaches": lambda words: words.reaches,
    "statuses": lambda words: words.offer_statuses,
    "target_groups": lambda words: words.target_groups,
    "organisation_types": lambda words: words.organisation_types,
    "equipment": lambda words: words.equipment,
    "loudness": lambda words: words.loudness,
    "audiences": lambda words: words.audiences,
    "open_to": lambda words: words.open_to,
    "municipalities": lambda words: words.geography.names,
}

LISTS = tuple(_LISTS)
_REMEMBERED = 1 << 12


def word_list(name: str) -> WordList:
    """The word list of that name; raises ``KeyError`` for a name not in ``LISTS``."""
    return _LISTS[name](load())


def label(name: str, code: str, *, lang: Language) -> str:
    """What the list ``name`` calls ``code``; a word that is no code of the list stays itself."""
    return _label(name, code, lang is Language.DA)


@lru_cache(maxsize=_REMEMBERED)
def _label(name: str, code: str, danish: bool) -> str:
    """Remembered under a truth value, since an enum's hash costs more than the rest."""
    words = word_list(name)
    return words[code].label(Language.DA if danish else Language.EN) if code in words else code


def labels(name: str, codes: str, *, lang: Language) -> str:
    """The labels of codes that are joined by ``|``, as a phrase."""
    return listing([label(name, code, lang=lang) for code in codes.split("|")], lang=lang)
