"""Looking up: the lists of the vocabulary, searched and resolved."""

from collections.abc import Iterator
from dataclasses import dataclass

from matcher.vocabulary import Language, Term, WordList, normal
from service.errors import Code, ServiceError
from service.i18n import LISTS, word_list

_NEAREST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One term as it is shown."""

    code: str
    label: str
    parent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """``resolved`` is the code that the query names exactly, ``nearest`` what it may have meant."""

    entries: tuple[Entry, ...]
    resolved: str | None = None
    nearest: tuple[str, ...] = ()


def look_up(name: str, query: str | None, *, lang: Language) -> LookUp:
    """A whole list in its own order, or what of it matches ``query``, the best first.

    Raises ``ServiceError`` (404 ``unknown_vocabulary``).
    """
    if name not in LISTS:
        known = ", ".join(sorted(LISTS))
        raise ServiceError(Code.UNKNOWN_VOCABULARY, 404, params={"known": known})
    words = word_list(name)
    if not query:
        return LookUp(entries=tuple(_entry(term, lang) for term in words.terms))
    return LookUp(
        entries=tuple(_entry(term, lang) for term in _matching(words, query)),
        resolved=words.resolve(query),
        nearest=words.nearest(query, _NEAREST),
    )


def _matching(words: WordList, query: str) -> Iterator[Term]:
    """What it names, then what begins with it, then what holds it, then what is spelled alike."""
    wanted, resolved = normal(query), words.resolve(query)
    found: dict[str, None] = {} if resolved is None else {resolved: None}
    if wanted:
        spelled = [(term.code, [normal(s) for s in term.spellings]) for term in words.terms]
        found |= dict.fromkeys(
            c for c, forms in spelled if any(f.startswith(wanted) for f in forms)
        )
        found |= dict.fromkeys(c for c, forms in spelled if any(wanted in f for f in forms))
    found |= dict.fromkeys(words.nearest(query, _NEAREST))
    return (words[code] for code in found)


def _entry(term: Term, lang: Language) -> Entry:
    return Entry(code=term.code, label=term.label(lang), parent=term.parent)
