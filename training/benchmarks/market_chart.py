"""The market's chart: how many seats each way of making lists fills, with its interval."""

from collections.abc import Mapping

import numpy as np

from training.charts import Bar, Frame, bars


def chart(name: str, filled: Mapping[str, tuple[float, float]]) -> str:
    """Of the market ``name`` as SVG; ``filled`` are the ends of each way's interval."""
    rows = [
        Bar(name=way, value=float(np.mean(ends)), low=ends[0], high=ends[1])
        for way, ends in filled.items()
    ]
    best = max(rows, key=lambda row: row.value)
    frame = Frame(
        title=f"Seats filled in the end, {name}",
        description=(
            f"For {len(rows)} ways of making lists the mean number of seats filled after all "
            f"rounds and its interval of 95 %; most by {best.name}, {best.value:.1f}."
        ),
        x="seats filled",
    )
    return bars(rows, frame)
