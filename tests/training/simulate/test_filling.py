"""Tests of filling: the fast way to a snapshot gives what the usual one gives."""

import numpy as np

from matcher.features import Snapshot, sentence_encoder
from training.simulate import World
from training.simulate.profiles import as_organisations, as_talents


def test_a_filled_snapshot_is_the_one_that_the_profiles_make(lived: World) -> None:
    society = lived.life.society
    usual = Snapshot(society.words, sentence_encoder())
    usual.put_organisations(as_organisations(society.truth.organisations, society.words))
    rows = np.arange(0, len(lived.people), 3)
    talents = as_talents(lived.people, rows, society.words)
    touched = [lived.config.start.fromordinal(int(d)) for d in lived.people.joined[rows]]
    usual.put_talents(talents, touched)
    for name in usual.talents.names:
        expected, found = usual.talents.whole(name), lived.snapshot.talents.whole(name)[rows]
        np.testing.assert_array_equal(found, expected, err_msg=name)
