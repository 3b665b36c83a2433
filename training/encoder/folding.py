"""Folding: the one form in which texts are compared and cut, here and in the served tokenizer."""

from tokenizers import Regex, normalizers

_LETTERS = (("æ", "ae"), ("ø", "oe"), ("å", "aa"))


def normalizer() -> normalizers.Normalizer:
    """Lower case, æøå as people write them without a Danish keyboard, no accents, no signs.

    Emoji, markup and control characters become spaces, so that nothing of them reaches the model.
    """
    return normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Lowercase(),
            *(normalizers.Replace(letter, pair) for letter, pair in _LETTERS),
            normalizers.NFD(),
            normalizers.StripAccents(),
            normalizers.Replace(Regex(r"[^\p{L}\p{N}]+"), " "),
            normalizers.Strip(),
        ]
    )


def folded(text: str) -> str:
    """``text`` in that form.

    >>> folded("Støjrock på ØVELOKALET!")
    'stoejrock paa oevelokalet'
    """
    form: str = _NORMALIZER.normalize_str(text)
    return form


_NORMALIZER = normalizer()
