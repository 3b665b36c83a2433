"""Tags: what free tags say that somebody wants, without what they turn down."""

from collections.abc import Collection, Iterable, Iterator

from matcher.domain import FreeTag
from matcher.vocabulary.vocabularies import Vocabularies


def wanted_tags(
    tags: Iterable[FreeTag], fields: Collection[str], words: Vocabularies
) -> Iterator[str]:
    """The texts of the tags of ``fields``, but for those that turn a term down ("ikke metal")."""
    for tag in tags:
        if tag.field in fields and not _turns_down(tag.text, words):
            yield tag.text


def _turns_down(text: str, words: Vocabularies) -> bool:
    return any(hearing.negated for hearing in words.hear(text))
