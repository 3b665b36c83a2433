"""Fixtures for the tests of the vocabulary."""

import pytest

from matcher.vocabulary import Vocabularies, load


@pytest.fixture(scope="session")
def known() -> Vocabularies:
    """All vocabularies as packaged."""
    return load()
