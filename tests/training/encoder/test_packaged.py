"""The packaged encoder is the one that its report and the recipe tell of."""

import json
from importlib.resources import files
from pathlib import Path

from matcher.features import sentence_encoder
from training.encoder import domain
from training.encoder.card import card
from training.encoder.making import REPORT
from training.encoder.recipe import Recipe
from training.encoder.validation import fitting, graded

FOLDER = Path(str(files("matcher.features") / "data" / "encoder"))
TOLD = json.loads((FOLDER / REPORT).read_text(encoding="utf-8"))


def test_the_recipe_is_the_one_it_was_made_by() -> None:
    assert TOLD["recipe"] == Recipe().stated()
    assert TOLD["hash"] == sentence_encoder().hash


def test_the_figures_of_the_report_are_measured_again() -> None:
    encoder, told = sentence_encoder(), TOLD["validation"]
    again = {
        "fits_mrr": fitting(encoder, domain.fits(validation=True)),
        "towns_ndcg@10": graded(encoder, domain.towns()),
    }
    for name, figures in again.items():
        assert {key: round(value, 3) for key, value in figures.items()} == {
            key: round(value, 3) for key, value in told[name].items()
        }


def test_the_card_is_that_of_the_report() -> None:
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == card(TOLD)


def test_the_report_counts_what_there_is_to_learn_from() -> None:
    ours = 3 * len(domain.fits(validation=False)) + len(domain.phrases())
    assert TOLD["pairs"]["fits"] == len(domain.fits(validation=False))
    assert abs(ours - TOLD["pairs"]["ours"]) < 10
