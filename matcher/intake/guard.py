"""The guard against formulas: a cell that a spreadsheet would compute is led by an apostrophe.

Reversible: one apostrophe is put before any run of apostrophes that ends in a dangerous sign, and
one is taken away where such a run is read; every other text stays as it is.
"""

import re

# The signs that start a formula, their full-width twins, and the blanks that some programs skip.
_DANGEROUS = "=+\\-@\t\r\n＝＋－＠"
_WOULD_COMPUTE = re.compile(f"'*[{_DANGEROUS}]")
_GUARDED = re.compile(f"'+[{_DANGEROUS}]")


def guard(text: str) -> str:
    """``text`` as a cell that no spreadsheet program takes for a formula."""
    return f"'{text}" if _WOULD_COMPUTE.match(text) else text


def unguard(text: str) -> str:
    """The text that ``guard`` was given."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text
