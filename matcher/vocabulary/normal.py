"""The normal form: what different spellings of one term have in common."""

import re
import unicodedata

# Danish letters and their neighbours, as they are written where a keyboard lacks them.
_LETTERS = (
    ("æ", "ae"),
    ("ä", "ae"),
    ("ø", "oe"),
    ("ö", "oe"),
    ("å", "aa"),
    ("ð", "d"),
    ("þ", "th"),
    ("ł", "l"),
    ("đ", "d"),
    ("ı", "i"),
    ("œ", "oe"),
    ("ə", "e"),
)
_AND = (("&", " and "), ("+", " and "))
_JOINERS = re.compile(r"['’`´ʼ]")
_WORD = re.compile(r"[^\W_]+")
_WRITTEN = re.compile(r"[^\W_]+|[&+]")
_MARKS = dict.fromkeys(range(0x300, 0x370))


def fold(text: str) -> str:
    """Fold case, accents and Danish letters; spaces and punctuation stay.

    >>> fold("Kæmpe ÅBEN Café & Øl")
    'kaempe aaben cafe  and  oel'
    """
    composed = unicodedata.normalize("NFKC", text).casefold()
    for sign, written in _AND:
        composed = composed.replace(sign, written)
    if composed.isascii():
        return composed
    # å and its like are written out before the decomposition takes their marks away.
    for letter, written in _LETTERS:
        composed = composed.replace(letter, written)
    if composed.isascii():
        return composed
    return unicodedata.normalize("NFD", composed).translate(_MARKS)


def fold_words(text: str) -> str:
    """Fold, and drop apostrophes, which join: what is left parts words.

    >>> fold_words("Dj'er")
    'djer'
    """
    return _JOINERS.sub("", fold(text))


def words(text: str) -> list[str]:
    """Split a text into its folded words; an apostrophe joins, everything else parts.

    >>> words("Rock'n'roll, dj'er & hip-hop")
    ['rocknroll', 'djer', 'and', 'hip', 'hop']
    """
    return _WORD.findall(fold_words(text))


def words_with_spelling(text: str) -> tuple[list[str], list[str]]:
    """The folded words of a text, and the same words as they are written, side by side.

    >>> words_with_spelling("Støj & larm")
    (['stoej', 'and', 'larm'], ['Støj', '&', 'larm'])
    """
    folded = words(text)
    written = _WRITTEN.findall(_JOINERS.sub("", text))
    # Rare signs (½, ﬁ, ™) fold into other numbers of words; then the folded ones must do.
    return folded, written if len(written) == len(folded) else folded


def normal(text: str) -> str:
    """Normal form for look-up: folded, and without spaces, hyphens, slashes and the like.

    >>> normal("Hip-Hop") == normal("hip hop") == normal("hiphop")
    True
    """
    return "".join(words(text))


def loose(form: str) -> str:
    """A normal form in which ``oe``, ``aa`` and ``ae`` are written with one letter.

    It meets those who leave the marks out: "Helsingor", "Rodovre", "Kobenhavn".

    >>> loose(normal("Rødovre")) == loose(normal("Rodovre"))
    True
    """
    return form.replace("oe", "o").replace("aa", "a").replace("ae", "a")
