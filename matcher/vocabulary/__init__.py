"""The vocabulary: genres, roles, goals, conditions, kinds, themes and places, with their names."""

from matcher.vocabulary.geography import Geography, Municipality, Postcode
from matcher.vocabulary.hearing import Hearing, How, Listening, Place
from matcher.vocabulary.normal import normal
from matcher.vocabulary.stems import Word, stemmed
from matcher.vocabulary.term import Language, Term
from matcher.vocabulary.themes import Theme, ThemeIndex
from matcher.vocabulary.vocabularies import Vocabularies, load
from matcher.vocabulary.wording import (
    Wording,
    offer_wording,
    talent_wording,
    wording_edition,
)
from matcher.vocabulary.wordlist import WordList

__all__ = [
    "Geography",
    "Hearing",
    "How",
    "Language",
    "Listening",
    "Municipality",
    "Place",
    "Postcode",
    "Term",
    "Theme",
    "ThemeIndex",
    "Vocabularies",
    "Word",
    "WordList",
    "Wording",
    "load",
    "normal",
    "offer_wording",
    "stemmed",
    "talent_wording",
    "wording_edition",
]
