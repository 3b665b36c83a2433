"""Noise: what happens to texts on their way from people to us."""

from collections.abc import Callable, Mapping

import numpy as np

Spoil = Callable[[str, np.random.Generator], str]

_WITHOUT_DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})
_EMOJI = ("🎸", "🔥", "🎤", "😅", "🥁", "✨", "🎧", "🙌🏽")
_EVERY = 4
_SHORTEST = 4


def typos(text: str, rng: np.random.Generator) -> str:
    """A slip of the finger in every fourth word that has four letters or more."""
    words = text.split(" ")
    for place in range(int(rng.integers(_EVERY)), len(words), _EVERY):
        if len(words[place]) >= _SHORTEST:
            words[place] = _slip(words[place], rng)
    return " ".join(words)


def without_danish_letters(text: str, _rng: np.random.Generator) -> str:
    """``ae``, ``oe`` and ``aa``, as on a foreign keyboard."""
    return text.translate(_WITHOUT_DANISH)


def in_capitals(text: str, _rng: np.random.Generator) -> str:
    """Shouted."""
    return text.upper()


def with_emoji(text: str, rng: np.random.Generator) -> str:
    """One between every two or three words, some without a space before."""
    said: list[str] = []
    for word in text.split(" "):
        glued = word + str(rng.choice(_EMOJI)) if rng.random() < 1 / _EVERY else word
        said += [glued, str(rng.choice(_EMOJI))] if rng.random() < 1 / _EVERY else [glued]
    return " ".join(said)


def _slip(word: str, rng: np.random.Generator) -> str:
    """Two letters swapped, one left out, doubled, or hit beside; never the first."""
    place = int(rng.integers(1, len(word) - 1))
    before, letter, after = word[:place], word[place], word[place + 1 :]
    return str(
        rng.choice(
            [
                before + after[:1] + letter + after[1:],
                before + after,
                before + letter + letter + after,
                before + str(rng.choice(list("aeinorstl"))) + after,
            ]
        )
    )


NOISES: Mapping[str, Spoil] = {
    "a typo in every fourth word": typos,
    "without æøå": without_danish_letters,
    "in capitals": in_capitals,
    "with emoji": with_emoji,
}
