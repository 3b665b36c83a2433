"""The language of an answer: asked for, preferred by the browser, or the installation's."""

from matcher.vocabulary import Language

_BASES = {language.value: language for language in Language}


def negotiate(accept: str | None, *, default: Language) -> Language:
    """The language that an ``Accept-Language`` header likes best of those that we have.

    The first of equally liked ones wins, as browsers mean it; what cannot be read is passed over.
    """
    best, liked = default, 0.0
    for part in (accept or "").split(","):
        tag, _, weight = part.partition(";")
        language = _BASES.get(tag.strip().lower().partition("-")[0])
        quality = _quality(weight)
        if language is not None and quality > liked:
            best, liked = language, quality
    return best


def _quality(weight: str) -> float:
    name, _, value = weight.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" else 0.0
    except ValueError:
        return 0.0
