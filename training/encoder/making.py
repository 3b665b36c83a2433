"""Making: the encoder from its sources to its folder, with a report."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from matcher.features import read_encoder
from matcher.vocabulary import load
from training.encoder import domain, sources
from training.encoder.card import card
from training.encoder.folder import write_folder
from training.encoder.lessons import Lessons, Material, Readers
from training.encoder.recipe import Recipe
from training.encoder.student import Student
from training.encoder.teacher import taught
from training.encoder.tokens import counted, learned_pieces, piece_tokenizer, word_tokenizer
from training.encoder.validation import fitting, graded

# A word that only the glosses use is worth a token when several of them do.
_LEAST_GLOSSES = 2
REPORT = "report.json"

Advance = Callable[[str, int, int], None]
"""Told a stage, how far it is, and how far it goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a training left, and how it went."""

    folder: Path
    report: Mapping[str, Any]


def material(corpus: Path) -> Material:
    """Everything to learn from, without a sentence of either test set.

    Raises ``FileNotFoundError`` when a source is missing in the folder ``corpus``.
    """
    known, kept_back = load(), sources.held_out(corpus)
    sentences = [*sources.sentences(corpus), *domain.everyday()]
    entries = [*sources.dictionary(corpus), *domain.words()]
    entries = sources.without(entries, kept_back)
    more = [*sources.inflections(corpus, entries), *sources.synonyms(corpus, entries)]
    fits = domain.fits(validation=False)
    ours = [*(pair for fit in fits for pair in fit.pairs), *domain.phrases()]
    return Material(
        sentences=sources.without(sentences, kept_back),
        ours=sources.without(ours, kept_back),
        dictionary=[*entries, *sources.without([*more, *domain.labels(known)], kept_back)],
        glosses=list(dict.fromkeys(e.meant for e in entries if e.meant != e.english)),
        fits=fits,
        themes=domain.themes(known),
    )


def make(corpus: Path, folder: Path, recipe: Recipe, *, cache: Path, advance: Advance) -> Made:
    """Train on ``corpus`` and write the encoder into ``folder``.

    Steps: 1. the material; 2. what the teacher says of its English; 3. the tokens; 4. the
    training; 5. the folder; 6. the figures of validation, read from the folder as it is served.
    Raises ``FileNotFoundError`` as ``material`` does.
    """
    started = perf_counter()
    learned = material(corpus)
    teachers = taught(learned.taught(), cache, advance=partial(advance, "teacher"))
    counts = _counts(learned)
    pieces = learned_pieces(counts)
    tokenizer = word_tokenizer(counts, pieces)
    lessons = Lessons(learned, Readers(tokenizer, piece_tokenizer(tokenizer, pieces)), teachers)
    student = Student(tokenizer, lessons, recipe)
    student.learn(partial(advance, "training"))
    write_folder(folder, tokenizer, student.table())
    report = _report(learned, folder, recipe) | {
        "tokens": tokenizer.get_vocab_size(),
        "seconds": round(perf_counter() - started, 1),
    }
    (folder / "README.md").write_text(card(report), encoding="utf-8")
    (folder / REPORT).write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return Made(folder=folder, report=report)


def _counts(learned: Material) -> Mapping[str, int]:
    """How often each word is said; a word that only the glosses use counts once."""
    counts, glossed = counted(learned.said()), counted(learned.glosses)
    return counts + Counter(word for word, times in glossed.items() if times >= _LEAST_GLOSSES)


def _report(learned: Material, folder: Path, recipe: Recipe) -> dict[str, Any]:
    encoder = read_encoder(folder)
    kept_back = domain.fits(validation=True)
    return {
        "recipe": recipe.stated(),
        "hash": encoder.hash,
        "bytes": sum(file.stat().st_size for file in folder.iterdir()),
        "pairs": {
            "sentences": len(learned.sentences),
            "of_them_everyday": len(domain.everyday()),
            "ours": len(learned.ours),
            "dictionary": len(learned.dictionary),
            "fits": len(learned.fits),
            "validation_fits": len(kept_back),
        },
        "validation": {
            "fits_mrr": _rounded(fitting(encoder, kept_back)),
            "towns_ndcg@10": _rounded(graded(encoder, domain.towns())),
        },
    }


def _rounded(figures: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in figures.items()}
