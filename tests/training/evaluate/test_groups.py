"""Groups: who belongs where, read from the log's table of talents."""

import numpy as np
import pyarrow as pa

from training.evaluate.groups import Grouping, declared, groupings, newcomers

TALENTS = pa.table(
    {
        "talent": ["b", "a"],
        "municipality": pa.array(["0217", None]).dictionary_encode(),
        "age_band": ["15_17", "18_20"],
        "institution": [True, False],
        "languages": [["da", "en"], []],
        "roles": [["singer"], ["singer"]],
        "genres": [["jazz"], ["pop", "jazz"]],
    }
)
IDS = np.array(["a", "b", "c"])


def held(grouping: Grouping) -> dict[str, list[str]]:
    table = grouping.member.toarray() > 0
    return {n: IDS[table[:, at]].tolist() for at, n in enumerate(grouping.names)}


def by_name() -> dict[str, Grouping]:
    return {grouping.dimension: grouping for grouping in groupings(TALENTS, IDS)}


def test_people_stand_in_the_order_of_the_ids() -> None:
    assert held(by_name()["age_band"]) == {"15_17": ["b"], "18_20": ["a"], "unknown": ["c"]}


def test_who_says_nothing_is_unknown() -> None:
    assert held(by_name()["municipality"]) == {"0217": ["b"], "unknown": ["a", "c"]}


def test_an_institution_is_a_yes_or_a_no() -> None:
    assert held(by_name()["institution"]) == {"no": ["a"], "unknown": ["c"], "yes": ["b"]}


def test_lists_put_a_person_in_several_groups_or_none() -> None:
    assert held(by_name()["genres"]) == {"jazz": ["a", "b"], "pop": ["a"]}
    assert not by_name()["genres"].exclusive


def test_newcomers_are_those_that_the_model_did_not_learn_from() -> None:
    assert held(newcomers(np.array([True, False, False]))) == {"no": ["a"], "yes": ["b", "c"]}


def test_the_audit_groups_by_what_was_declared() -> None:
    assert held(declared({"a": "girl"}, IDS)) == {"girl": ["a"], "unknown": ["b", "c"]}
