"""Card: what the packaged encoder is, what it learned from, and what it cannot do."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any


def card(report: Mapping[str, Any]) -> str:
    """The model card (Mitchell et al. 2019) with the figures of this training."""
    template = (files("training.encoder") / "data" / "card.md").read_text(encoding="utf-8")
    recipe, pairs, validation = report["recipe"], report["pairs"], report["validation"]
    return template.format(
        tokens=f"{report['tokens']:,}",
        width=recipe["width"],
        tatoeba=f"{pairs['sentences'] - pairs['of_them_everyday']:,}",
        everyday=f"{pairs['of_them_everyday']:,}",
        dictionary=f"{pairs['dictionary']:,}",
        ours=f"{pairs['ours']:,}",
        fits=f"{pairs['fits']:,}",
        seed=recipe["seed"],
        minutes=max(1, round(report["seconds"] / 60)),
        recipe=", ".join(f"{name} {value}" for name, value in recipe.items()),
        candidates=2 * report["pairs"]["validation_fits"],
        mrr=_said(validation["fits_mrr"]),
        towns=_said(validation["towns_ndcg@10"]),
    )


def _said(figures: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.3f}" for name, value in figures.items())
