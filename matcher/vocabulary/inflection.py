"""Inflection: the plain Danish and English endings that a term may carry in somebody's text."""

_SHORTEST_STEM = 3

# What people add around a term without changing which term it is: "at synge", "play guitar".
_FILLERS = frozenset(
    {"at", "to", "en", "et", "den", "det", "de", "a", "an", "the", "i", "jeg", "vi", "my", "of"}
    | {"mit", "min", "mine", "lidt", "noget", "nogle", "some", "bit", "og", "and", "samt"}
    | {"mest", "primaert", "isaer", "saerligt", "mostly", "mainly", "especially", "ogsaa", "also"}
    | {"gerne", "vil", "kan", "kunne", "godt", "vaere", "blive", "would", "like", "want", "can"}
    | {"be", "lave", "spille", "spiller", "make", "making", "play", "playing", "plays"}
    | {"mm", "mv", "osv", "etc", "blandt", "andet"}
)
_ENDINGS = (
    "ernes",
    "erne",
    "enes",
    "ene",
    "ers",
    "ens",
    "ets",
    "er",
    "en",
    "et",
    "es",
    "e",
    "r",
    "n",
    "t",
    "s",
)
_MUSIC = ("musikken", "musik", "musics", "music", "genren", "genre", "genrer")
_PLAYERS = (
    "spillerne",
    "spillere",
    "spiller",
    "players",
    "player",
    "isterne",
    "ister",
    "isten",
    "ists",
    "inde",
    "ist",
    "spil",
    "playing",
)
_IN_TEXT = ("erne", "ene", "ne", "er", "en", "et", "e", "r", "n", "s", "ens")
_VERB_ENDS = ("ing", "ings", "ed", "d", "ede", "es", "ly")
_ADDED = ("e", "er", "en", "et", "s")
_DOUBLED = frozenset("bdfgklmnprst")


def without_fillers(spoken: list[str]) -> str:
    """The normal form of what is left of ``spoken`` (folded words) when small words go."""
    return "".join(word for word in spoken if word not in _FILLERS)


def variants(form: str) -> tuple[tuple[str, ...], ...]:
    """Forms that ``form`` may be an inflection of: groups of equal safety, the safest first."""
    compound = tuple(_cut(form, _MUSIC)) + tuple(_cut(form, _PLAYERS))
    endings = tuple(_cut(form, _ENDINGS))
    undoubled = tuple(
        stem[:-1] for stem in endings if stem[-1] in _DOUBLED and stem[-1] == stem[-2]
    )
    added = tuple(form + ending for ending in _ADDED) if len(form) >= _SHORTEST_STEM else ()
    player_ends = tuple(stem for cut in endings for stem in _cut(cut, _MUSIC + _PLAYERS))
    return (compound, endings + undoubled, added, player_ends)


def bare_forms(form: str) -> tuple[str, ...]:
    """What ``form`` may be a plain Danish or English inflection of, the longest first.

    >>> bare_forms("bassens")
    ('bassen', 'bass')
    """
    bare = {
        form[: -len(ending)]
        for ending in _IN_TEXT
        if form.endswith(ending) and len(form) - len(ending) > _SHORTEST_STEM
    }
    return tuple(sorted(bare, key=len, reverse=True))


def ordinary_forms(form: str) -> tuple[str, ...]:
    """A word and what it may be an inflection of ("making", "mak", "make"), four letters long."""
    stems = [stem for stem in _cut(form, _VERB_ENDS + _IN_TEXT) if len(stem) >= _SHORTEST_STEM]
    added = [stem + "e" for stem in stems]
    return (form, *(stem for stem in stems + added if len(stem) > _SHORTEST_STEM))


def _cut(form: str, endings: tuple[str, ...]) -> list[str]:
    return [
        form[: -len(ending)]
        for ending in endings
        if form.endswith(ending) and len(form) - len(ending) >= _SHORTEST_STEM
    ]
