"""The vocabularies: all lists of terms that profiles are written in, loaded once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from matcher.vocabulary.affinity import Vector, in_order
from matcher.vocabulary.compounds import load_compounds
from matcher.vocabulary.ear import Ear, load_confidence
from matcher.vocabulary.geography import Geography, load_geography
from matcher.vocabulary.hearing import Hearing, Listening
from matcher.vocabulary.lexicon import Lexicon, load_sayings
from matcher.vocabulary.misspellings import Misspellings
from matcher.vocabulary.negation import load_negation
from matcher.vocabulary.normal import words
from matcher.vocabulary.ordinary import load_ordinary_words
from matcher.vocabulary.tables import Row, content_hash, listed, read_rows, term_of, weighted
from matcher.vocabulary.themes import ThemeIndex, load_themes
from matcher.vocabulary.wordlist import WordList


@dataclass(frozen=True, eq=False, repr=False)
class Vocabularies:
    """Every vocabulary, and what the terms of some carry beyond labels.

    ``content_hash`` is the SHA-256 of the data files. ``wish_weights`` is how much each condition
    weighs (0..1) when a person wants it and an offer does not give it; ``narrowing`` how much one
    keeps an offer for some people only (0..1); ``kind_goals`` the goals
    that a kind of offer usually serves, with weights; ``kind_contradicts`` the conditions that a
    kind goes against unless the offer states them; ``rungs`` the reaches as steps from the home
    town outwards; ``declared_by`` the terms (``conditions:women_only``) by which people declare
    themselves to be of a target group; ``loudness_steps`` the levels of sound, the quietest first;
    ``audience_loudness`` what is welcome before an audience where nobody says it.
    """

    genres: WordList
    roles: WordList
    goals: WordList
    conditions: WordList
    kinds: WordList
    organisation_types: WordList
    settings: WordList
    reaches: WordList
    times: WordList
    languages: WordList
    open_to: WordList
    offer_statuses: WordList
    target_groups: WordList
    equipment: WordList
    loudness: WordList
    audiences: WordList
    placeholders: WordList
    themes: ThemeIndex
    geography: Geography
    wish_weights: Mapping[str, float]
    narrowing: Mapping[str, float]
    kind_goals: Mapping[str, Mapping[str, float]]
    kind_contradicts: Mapping[str, tuple[str, ...]]
    rungs: Mapping[str, float]
    declared_by: Mapping[str, frozenset[str]]
    loudness_steps: Mapping[str, int]
    audience_loudness: Mapping[str, str]
    text_exceptions: Mapping[tuple[str, str], bool]
    content_hash: str

    @cached_property
    def condition_weights(self) -> Vector:
        """``wish_weights`` in the order of the conditions: shape (conditions,), float32."""
        return in_order(self.wish_weights, self.conditions.codes)

    @cached_property
    def condition_restricts(self) -> Vector:
        """How much each condition keeps an offer for some (0..1): shape (conditions,), float32."""
        return in_order(self.narrowing, self.conditions.codes)

    def hear(self, text: str) -> tuple[Hearing, ...]:
        """The roles, genres, goals and conditions that a label or a running text names.

        Of a long text the first ``LONGEST_TEXT`` characters are heard.
        """
        return self.listen(text).hearings

    def listen(self, text: str) -> Listening:
        """What ``hear`` gives, and the places of all words that the text says "not" to."""
        return self._ear.listen(text)

    @cached_property
    def _ear(self) -> Ear:
        lists = (self.roles, self.genres, self.goals, self.conditions)
        lexicon, ordinary = (
            Lexicon(lists, self.text_exceptions, load_sayings()),
            load_ordinary_words(),
        )
        return Ear(
            lexicon=lexicon,
            compounds=load_compounds(lexicon, ordinary),
            ordinary=ordinary,
            misspellings=Misspellings(lexicon),
            negation=load_negation(),
            confidence=load_confidence(),
        )


@cache
def load() -> Vocabularies:
    """All vocabularies from the packaged tables, read once; matrices and indices come lazily."""
    conditions, kinds = read_rows("conditions"), read_rows("kinds")
    reaches, groups = read_rows("reaches"), read_rows("target_groups")
    loudness, audiences = read_rows("loudness"), read_rows("audiences")
    return Vocabularies(
        genres=_list("genres"),
        roles=_list("roles"),
        goals=_list("goals"),
        conditions=_list_of("conditions", conditions),
        kinds=_list_of("kinds", kinds),
        organisation_types=_list("organisation_types"),
        settings=_list("settings"),
        reaches=_list_of("reaches", reaches),
        times=_list("times"),
        languages=_list("languages"),
        open_to=_list("open_to"),
        offer_statuses=_list("offer_statuses"),
        target_groups=_list_of("target_groups", groups),
        equipment=_list("equipment"),
        loudness=_list_of("loudness", loudness),
        audiences=_list_of("audiences", audiences),
        placeholders=_list("placeholders"),
        themes=load_themes(),
        geography=load_geography(),
        wish_weights={row["code"]: float(row["weight"]) for row in conditions},
        narrowing={row["code"]: float(row["restricts"]) for row in conditions},
        kind_goals={row["code"]: dict(weighted(row["goals"])) for row in kinds},
        kind_contradicts={row["code"]: listed(row["contradicts"]) for row in kinds},
        rungs={row["code"]: float(row["rung"]) for row in reaches},
        declared_by={row["code"]: frozenset(listed(row["declared_by"])) for row in groups},
        loudness_steps={row["code"]: int(row["step"]) for row in loudness},
        audience_loudness={row["code"]: row["loudness"] for row in audiences if row["loudness"]},
        text_exceptions=_text_exceptions(),
        content_hash=content_hash(),
    )


def _list(name: str) -> WordList:
    return _list_of(name, read_rows(name))


def _list_of(name: str, rows: list[Row]) -> WordList:
    return WordList(name, tuple(map(term_of, rows)))


def _text_exceptions() -> Mapping[tuple[str, str], bool]:
    return {
        (row["field"], " ".join(words(form))): row["counts"] == "yes"
        for row in read_rows("running_text")
        for form in listed(row["forms"])
    }
