"""Owners: offers of one organisation have one number, others each their own."""

import numpy as np
import pyarrow as pa

from training.data.owners import organisations, owners

OFFERS = pa.table(
    {"offer": ["a", "b", "c", "d"], "organisation": ["one", "two", "one", None]},
    schema=pa.schema(
        {"offer": pa.string(), "organisation": pa.dictionary(pa.int32(), pa.string())}
    ),
)


def test_offers_of_one_organisation_have_one_number() -> None:
    a, b, c = owners(OFFERS, np.array(["a", "b", "c"]))
    assert a == c != b


def test_an_offer_of_which_nothing_is_known_is_its_own() -> None:
    numbers = owners(OFFERS, np.array(["d", "a", "elsewhere", "c"]))
    assert len(set(numbers.tolist())) == 3


def test_no_offers_have_no_owners() -> None:
    assert owners(OFFERS, np.array([], dtype=np.str_)).shape == (0,)


def test_a_column_of_the_log_is_read_like_ids() -> None:
    listed = ["d", "a", "elsewhere", "c"]
    column = pa.chunked_array([listed[:1], listed[1:]]).dictionary_encode()
    assert owners(OFFERS, column).tolist() == owners(OFFERS, np.array(listed)).tolist()


def test_an_organisation_that_is_not_known_has_no_name() -> None:
    named = organisations(OFFERS, pa.array(["c", "d", "elsewhere"]))
    assert named.to_pylist() == ["one", None, None]
