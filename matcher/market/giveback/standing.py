"""The standing act: what those who have promised a slot already can do there."""

from collections.abc import Sequence

from matcher.market.giveback.casting import SOUGHT
from matcher.market.giveback.party import Promise, Slot
from matcher.market.giveback.playing import playing_of
from matcher.vocabulary import Vocabularies


def act_stands(promises: Sequence[Promise], slot: Slot, words: Vocabularies) -> bool:
    """Whether they are an act by themselves that plays what the slot seeks."""
    return all(standing(promises, slot, words))


def standing(promises: Sequence[Promise], slot: Slot, words: Vocabularies) -> tuple[bool, bool]:
    """Whether those who have promised carry an act already, and play what is sought.

    As of who is suggested (``Casting``): exactly what is sought carries an act too.
    """
    playing, among = playing_of(words), words.roles
    roles = [role for promise in promises for role in promise.roles if role in among]
    wanted = [among.index[role] for role in slot.offer.roles if role in among]
    near = [among.affinity[among.index[role], wanted].max(initial=0) for role in roles]
    carried = any(playing[role].carries for role in roles) or any(one >= 1 for one in near)
    return carried, not wanted or any(one >= SOUGHT for one in near)
