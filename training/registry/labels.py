"""Labels: what groups of people and things that are measured are called, in place of codes."""

from collections.abc import Mapping
from functools import cache

from matcher.features import feature_list
from matcher.vocabulary import Language, load
from matcher.vocabulary.wordlist import WordList
from training.registry.texts import said


def group(dimension: str, name: str, language: str) -> str:
    """The vocabulary's label of a municipality, language, role or genre, or a text, or the code."""
    words = _lists().get(dimension)
    if words is not None and name in words:
        return words[name].label(Language(language))
    return said(name, language)


def measured(name: str, language: str) -> str:
    """What a feature says, what the score or an outcome is, or the name of anything else."""
    features = feature_list()
    if name in features.index:
        feature = features.features[features.index[name]]
        return feature.meaning_da if language == Language.DA else feature.meaning_en
    return said(f"drift.{name}", language).removeprefix("drift.")


@cache
def _lists() -> Mapping[str, WordList]:
    words = load()
    return {
        "municipality": words.geography.names,
        "languages": words.languages,
        "roles": words.roles,
        "genres": words.genres,
    }
