"""Texts for people: codes in, Danish or English out."""

from service.i18n.catalogue import catalogue
from service.i18n.figures import day, kilometres, kroner, listing, number, percent
from service.i18n.labels import LISTS, label, labels, word_list
from service.i18n.language import negotiate
from service.i18n.saying import say

__all__ = [
    "LISTS",
    "catalogue",
    "day",
    "kilometres",
    "kroner",
    "label",
    "labels",
    "listing",
    "negotiate",
    "number",
    "percent",
    "say",
    "word_list",
]
