"""Understanding: what free words say in terms of the vocabulary, for their writer to confirm."""

from dataclasses import dataclass

from matcher.domain import Offer, Talent
from matcher.features.encoding import text_of
from matcher.vocabulary import Hearing, Vocabularies


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A text and the terms heard in it, in its order."""

    text: str
    hearings: tuple[Hearing, ...]


def understand(text: str, words: Vocabularies) -> Understood:
    """Every term that a text names."""
    return Understood(text=text, hearings=words.hear(text))


def understand_profile(profile: Talent | Offer, words: Vocabularies) -> Understood:
    """The terms that a profile's text names and its lists lack."""
    text = text_of(profile)
    stated = {
        "roles": profile.roles,
        "genres": profile.genres,
        "goals": profile.goals,
        "conditions": profile.conditions,
    }
    lacking = (h for h in words.hear(text) if h.code not in stated[h.field])
    return Understood(text=text, hearings=tuple(lacking))
