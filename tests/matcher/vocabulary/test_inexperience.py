"""Inexperience: what somebody has not tried is neither wanted nor refused."""

import pytest

from matcher.vocabulary import Vocabularies


def roles(known: Vocabularies, text: str) -> set[str]:
    return {heard.code for heard in known.hear(text) if heard.field == "roles"}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("jeg har aldrig spillet klaver", {"newcomer"}),
        ("never played guitar, I sing", {"newcomer", "singer"}),
        ("no experience with singing", set()),
    ],
)
def test_what_is_untried_is_not_heard(known: Vocabularies, text: str, codes: set[str]) -> None:
    assert roles(known, text) == codes


@pytest.mark.parametrize("text", ["har du aldrig spillet klaver?", "klaver, no experience needed"])
def test_others_are_spoken_to(known: Vocabularies, text: str) -> None:
    assert "keys" in roles(known, text)
