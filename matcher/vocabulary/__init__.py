"""The vocabulary: genres, roles, goals, conditions, kinds, themes and places, with their names."""

from matcher.vocabulary.geography import Geography, Municipality, Postcode
from matcher.vocabulary.mentions import Mention
from matcher.vocabulary.normal import normal
from matcher.vocabulary.term import Language, Term
from matcher.vocabulary.themes import Theme, ThemeIndex
from matcher.vocabulary.vocabularies import Vocabularies, load
from matcher.vocabulary.wordlist import WordList

__all__ = [
    "Geography",
    "Language",
    "Mention",
    "Municipality",
    "Postcode",
    "Term",
    "Theme",
    "ThemeIndex",
    "Vocabularies",
    "WordList",
    "load",
    "normal",
]
