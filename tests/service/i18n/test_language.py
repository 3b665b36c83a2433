"""Tests of choosing the language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.vocabulary import Language
from service.i18n import negotiate

DA, EN = Language.DA, Language.EN


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, DA),
        ("", DA),
        ("*", DA),
        ("en", EN),
        ("en-GB,en;q=0.9", EN),
        ("da;q=0.4, en;q=0.8", EN),
        ("en;q=0.8, da;q=0.8", EN),
        ("de, fr;q=0.9", DA),
        ("sv, en;q=0.5", EN),
        ("en;q=0", DA),
        ("en;q=much", DA),
        ("DA-dk", DA),
    ],
)
def test_the_best_liked_language_that_we_have_is_chosen(
    accept: str | None, chosen: Language
) -> None:
    assert negotiate(accept, default=DA) is chosen


@given(st.text(max_size=60))
def test_no_header_is_too_odd(accept: str) -> None:
    assert negotiate(accept, default=EN) in Language
