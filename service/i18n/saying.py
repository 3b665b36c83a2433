"""Saying: a code and its parameters as a sentence in Danish or English."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache, partial
from string import Formatter

from matcher.vocabulary import Language
from service.i18n import figures
from service.i18n.catalogue import template
from service.i18n.labels import LISTS, labels

Value = str | int | float

_MISSING = "…"
# Lists say the same things again and again.
_REMEMBERED = 1 << 14


def say(code: str, params: Mapping[str, Value], *, lang: Language, topic: str | None = None) -> str:
    """The text of ``code`` with its parameters put in; the code itself where there is no text.

    ``{name}`` is shown as its name suggests, ``{name:kind}`` as a ``kind``: ``day``, ``moment``,
    ``kroner``, ``km``, ``plain``, or a list of the vocabulary. ``topic`` is the file that is asked
    first.
    """
    return _said(code, tuple(params.items()), lang is Language.DA, topic)


@lru_cache(maxsize=_REMEMBERED)
def _said(code: str, params: tuple[tuple[str, Value], ...], danish: bool, topic: str | None) -> str:
    """Remembered under a truth value, since an enum's hash costs more than the rest."""
    lang = Language.DA if danish else Language.EN
    text = template(code, lang=lang, topic=topic)
    if text is None:
        return code
    given, said = dict(params), []
    for literal, name, kind, _ in Formatter().parse(text):
        said.append(literal)
        if name is not None:
            said.append(_shown(name, given.get(name, _MISSING), kind=kind, lang=lang))
    return "".join(said)


def _shown(name: str, value: Value, *, kind: str | None, lang: Language) -> str:
    chosen = kind or _KIND_OF.get(name.removesuffix("_own").removesuffix("_other"))
    if isinstance(value, str):
        return _WORDS[chosen](value, lang) if chosen in _WORDS else value
    if chosen in _NUMBERS:
        return _NUMBERS[chosen](value, lang)
    return figures.number(value, lang=lang)


def _day(value: str, lang: Language) -> str:
    try:
        return figures.day(date.fromisoformat(value), lang=lang)
    except ValueError:
        return value


def _moment(value: str, lang: Language) -> str:
    try:
        return figures.moment(datetime.fromisoformat(value), lang=lang)
    except ValueError:
        return value


def _labels(name: str, value: str, lang: Language) -> str:
    return labels(name, value, lang=lang)


def _key_role(role: str, lang: Language) -> str:
    return template(f"role_{role}", lang=lang, topic="house") or role


def _give_back_state(value: str, lang: Language) -> str:
    return say(f"state_{value}", {}, lang=lang, topic="giving_back")


def _give_back_obstacle(value: str, lang: Language) -> str:
    """Of the matching's own, or a rule of eligibility."""
    topic = "giving_back" if value.startswith("give_back_") else "left_out"
    return say(value, {}, lang=lang, topic=topic)


_WORDS: Mapping[str | None, Callable[[str, Language], str]] = {
    "day": _day,
    "moment": _moment,
    "give_back_state": _give_back_state,
    "key_role": _key_role,
    "give_back_obstacle": _give_back_obstacle,
    **{name: partial(_labels, name) for name in LISTS},
}
_NUMBERS: Mapping[str | None, Callable[[Value, Language], str]] = {
    "kroner": lambda value, lang: figures.kroner(float(value), lang=lang),
    "km": lambda value, lang: figures.kilometres(float(value), lang=lang),
    "plain": lambda value, _: str(value),
}
_KIND_OF = {
    "dkk": "kroner",
    "last_day": "day",
    "municipality": "municipalities",
    "reach": "reaches",
    "group": "target_groups",
    **{name: name for name in LISTS},
}
