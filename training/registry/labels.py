"""Labels: what a group of people is called, by the vocabulary's words in place of its codes."""

from collections.abc import Mapping
from functools import cache

from matcher.vocabulary import Language, load
from matcher.vocabulary.wordlist import WordList
from training.registry.texts import said


def group(dimension: str, name: str, language: str) -> str:
    """The vocabulary's label of a municipality, language, role or genre, or a text, or the code."""
    words = _lists().get(dimension)
    if words is not None and name in words:
        return words[name].label(Language(language))
    return said(name, language)


@cache
def _lists() -> Mapping[str, WordList]:
    words = load()
    return {
        "municipality": words.geography.names,
        "languages": words.languages,
        "roles": words.roles,
        "genres": words.genres,
    }
