"""Earlier papers: what was said of a model before it was judged anew is kept beside it."""

from collections.abc import Mapping
from pathlib import Path

from training.registry.files import settle, write_all

EARLIER = "earlier"


def keep_earlier(place: Path, anew: Mapping[str, bytes], *, number: int) -> None:
    """Copy those files in ``place`` that ``anew`` changes to ``earlier/<number>``.

    What is there already is left: it was copied by somebody who crashed before changing anything.
    """
    known = {name: (place / name).read_bytes() for name in anew if (place / name).exists()}
    changed = {name: data for name, data in known.items() if data != anew[name]}
    kept = place / EARLIER / str(number)
    if changed and not kept.exists():
        part = kept.with_name(f".{number}.part")
        write_all(part, changed)
        settle(part, kept)
