"""Text alone: how far words carry without any other field, by encoder, language and noise."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rich.table import Table
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from matcher.domain import Offer, Talent
from matcher.features import ngram_encoder, sentence_encoder
from matcher.features.encoding import text_of
from matcher.vocabulary import Vocabularies
from training import metrics
from training.benchmarks.noise import NOISES, Spoil
from training.benchmarks.peers import minilm
from training.encoder.validation import cosine_matrix
from training.town import Town

LEAD = "lead over all-MiniLM-L6-v2"
OURS, FUSED, PEER = "samspil, alone", "samspil, with n-grams", "all-MiniLM-L6-v2"
LEXICAL_SHARE = 0.15
"""The weight of n-grams beside meaning, chosen on the validation towns."""
_BM25 = {"k1": 1.2, "b": 0.75}
_WORDS = re.compile(r"\w+").findall
_ENGLISH = re.compile(r"\b(?:the|and|my|with|is|we|you|are|of)\b", re.IGNORECASE)
_DANISH = re.compile(r"\b(?:og|jeg|at|en|et|det|er|på|med|vi|til|som|af)\b", re.IGNORECASE)

Scores = NDArray[np.float64]
Grades = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Texts:
    """What people and offers say."""

    people: tuple[str, ...]
    offers: tuple[str, ...]

    def spoiled(self, spoil: Spoil, rng: np.random.Generator) -> "Texts":
        """Both sides as they arrive through noise."""
        return Texts(
            tuple(spoil(text, rng) for text in self.people),
            tuple(spoil(text, rng) for text in self.offers),
        )


def own_words(town: Town) -> Texts:
    """The bio; the title and the description."""
    return Texts(tuple(map(text_of, town.talents)), tuple(map(text_of, town.offers)))


def all_fields(town: Town, words: Vocabularies) -> Texts:
    """The same with every term of the profile, as its code and both labels."""
    said = own_words(town)
    return Texts(
        tuple(f"{t} {_labels(p, words)}" for t, p in zip(said.people, town.talents, strict=True)),
        tuple(f"{t} {_labels(o, words)}" for t, o in zip(said.offers, town.offers, strict=True)),
    )


def rankings(texts: Texts) -> dict[str, Scores]:
    """Scores of shape (people, offers) of every way to compare texts."""
    return {way: compare(texts) for way, compare in _WAYS.items()}


def alone(texts: Texts) -> Scores:
    """Our encoder."""
    return cosine_matrix(sentence_encoder(), texts.people, texts.offers)


def peer(texts: Texts) -> Scores:
    """The usual encoder."""
    return cosine_matrix(minilm(), texts.people, texts.offers)


def fused(texts: Texts) -> Scores:
    """Meaning and n-grams, each made comparable for each person, then weighed."""
    meaning = alone(texts)
    encoder = ngram_encoder()
    offers = encoder.encode(texts.offers)
    lexical = np.array([encoder.similarity(row, offers) for row in encoder.encode(texts.people)])
    return (1 - LEXICAL_SHARE) * _standard(meaning) + LEXICAL_SHARE * _standard(lexical)


def tfidf(texts: Texts) -> Scores:
    """Character n-grams (3 to 5) within words."""
    encoder = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    both = encoder.fit_transform([*texts.people, *texts.offers])
    likeness: Scores = (both[: len(texts.people)] @ both[len(texts.people) :].T).toarray()
    return likeness


def bm25(texts: Texts) -> Scores:
    """Whole words (Robertson & Zaragoza 2009, section 3.4), the person's words as the query."""
    counter = CountVectorizer(tokenizer=_WORDS, token_pattern=None).fit(texts.offers)
    counts = counter.transform(texts.offers).toarray().astype(np.float64)
    asked = counter.transform(texts.people).toarray() > 0
    known = (counts > 0).sum(axis=0)
    weights = np.log1p((len(counts) - known + 0.5) / (known + 0.5))
    lengths = counts.sum(axis=1, keepdims=True)
    norm = _BM25["k1"] * (1 - _BM25["b"] + _BM25["b"] * lengths / lengths.mean())
    scores: Scores = (
        asked.astype(np.float64) @ (weights * counts * (_BM25["k1"] + 1) / (counts + norm)).T
    )
    return scores


def by_language(texts: Texts) -> dict[str, NDArray[np.bool_]]:
    """The pairs, shape (people, offers), of each way between the languages of the texts."""
    people, offers = _english(texts.people)[:, None], _english(texts.offers)[None, :]
    return {
        "Danish→Danish": ~people & ~offers,
        "English→English": people & offers,
        "across": people != offers,
    }


def measured(
    scores: Scores, grades: Grades, among: NDArray[np.bool_], rng: np.random.Generator
) -> list[float]:
    """nDCG@10 with its 95 % interval over people, when only the pairs ``among`` are ranked."""
    values = metrics.ndcg(np.where(among, scores, -np.inf), np.where(among, grades, 0))
    return [round(value, 4) for value in (metrics.mean(values), *metrics.bootstrap(values, rng))]


def lead(
    ours: Scores, peer: Scores, grades: Grades, among: NDArray[np.bool_], rng: np.random.Generator
) -> list[float]:
    """By how much nDCG@10 of ours is higher, person by person, with its 95 % interval."""
    each = [
        metrics.ndcg(np.where(among, scores, -np.inf), np.where(among, grades, 0))
        for scores in (ours, peer)
    ]
    ahead = each[0] - each[1]
    return [round(value, 4) for value in (metrics.mean(ahead), *metrics.bootstrap(ahead, rng))]


def noisy(texts: Texts, grades: Grades, rng: np.random.Generator) -> dict[str, dict[str, float]]:
    """nDCG@10 through each noise, ours alone and fused, MiniLM and TF-IDF beside."""
    everything = np.ones(grades.shape, dtype=np.bool_)
    found: dict[str, dict[str, float]] = {}
    for noise, spoil in NOISES.items():
        spoiled = texts.spoiled(spoil, rng)
        found[noise] = {
            way: measured(_WAYS[way](spoiled), grades, everything, rng)[0] for way in _THROUGH_NOISE
        }
    return found


def text_table(figures: Mapping[str, Mapping[str, Sequence[float]]], title: str) -> Table:
    """A row for each ranking, a column for each cut with its interval."""
    table = Table("text alone", *figures, title=title)
    for way in next(iter(figures.values())):
        table.add_row(way, *(_shown(cut[way]) for cut in figures.values()))
    return table


def noise_table(found: Mapping[str, Mapping[str, float]], clean: Mapping[str, float]) -> Table:
    """What each noise leaves, and what it costs."""
    ways = list(next(iter(found.values())))
    table = Table("noise", *ways, title="nDCG@10 of bio against title and description, with noise")
    table.add_row("none", *(f"{clean[way]:.3f}" for way in ways))
    for noise, left in found.items():
        table.add_row(noise, *(f"{left[way]:.3f} ({left[way] - clean[way]:+.3f})" for way in ways))
    return table


def _shown(figure: Sequence[float]) -> str:
    value, low, high = figure
    return f"{value:.3f} ({low:.3f}–{high:.3f})"


def _standard(scores: Scores) -> Scores:
    """Each person's scores with mean 0 and spread 1; what is unknown is like nothing."""
    known = np.nan_to_num(scores)
    spread = known.std(axis=1, keepdims=True)
    return (known - known.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1)


def _english(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Which texts have more English small words than Danish ones."""
    return np.array([len(_ENGLISH.findall(t)) > len(_DANISH.findall(t)) for t in texts])


def _labels(profile: Talent | Offer, words: Vocabularies) -> str:
    """Every term of a profile as its code, and both labels."""
    lists = (
        (words.roles, profile.roles),
        (words.genres, profile.genres),
        (words.goals, profile.goals),
        (words.conditions, profile.conditions),
        (words.times, profile.times),
    )
    terms = [among[code] for among, codes in lists for code in codes]
    return " ".join(f"{term.code} {term.label_da} {term.label_en}" for term in terms)


_WAYS: Mapping[str, Callable[[Texts], Scores]] = {
    OURS: alone,
    FUSED: fused,
    PEER: peer,
    "TF-IDF": tfidf,
    "BM25": bm25,
}
_THROUGH_NOISE = (OURS, FUSED, PEER, "TF-IDF")
