"""The Open Bandit logs as choices."""

from pathlib import Path

import numpy as np
import pytest

from training.off_policy import snipw
from training.off_policy.open_bandit import (
    OpenLog,
    Shown,
    average_policy,
    choices,
    even_policy,
    guess,
    open_log_file,
    read_open_log,
)


def _log(rows: int = 600) -> OpenLog:
    rng = np.random.default_rng(1)
    item = rng.integers(4, size=rows)
    click = (rng.random(rows) < 0.2 * item).astype(np.float64)
    return OpenLog(click, item, rng.integers(3, size=rows), np.full(rows, 0.25))


def test_a_file_is_read_with_positions_from_nought(tmp_path: Path) -> None:
    file = open_log_file(tmp_path, Shown.BTS, campaign="men")
    file.parent.mkdir(parents=True)
    file.write_text(
        ",timestamp,item_id,position,click,propensity_score\n"
        "0,2019-11-24 00:00:00+00:00,14,3,1,0.25\n"
    )
    log = read_open_log(tmp_path, Shown.BTS, campaign="men")
    columns = (log.click, log.item, log.position, log.propensity)
    assert [float(column[0]) for column in columns] == [1.0, 14.0, 2.0, 0.25]


def test_the_average_policy_is_the_share_of_impressions_at_each_position() -> None:
    log = _log()
    policy = average_policy(log, 5)
    np.testing.assert_allclose(policy.sum(axis=1), 1.0)
    first = log.position == 0
    assert policy[0, 3] == pytest.approx((log.item[first] == 3).mean())
    assert (policy[:, 4] == 0).all()


def test_the_even_policy_on_an_even_log_is_worth_its_click_rate() -> None:
    log = _log()
    assert snipw(choices(log, even_policy(4))).value == pytest.approx(log.click.mean())


def test_a_guess_comes_from_the_other_folds() -> None:
    log = _log()
    before = guess(log, even_policy(4))
    log.click[0] += 50
    after = guess(log, even_policy(4))
    assert after.logged[0] == before.logged[0]
    assert after.logged[log.item == log.item[0]].mean() > before.logged.mean()


def test_a_guess_expects_the_mean_over_what_the_policy_would_show() -> None:
    log = _log()
    only_three = np.zeros((3, 4))
    only_three[:, 3] = 1.0
    said = guess(log, only_three)
    rows = log.item == 3
    np.testing.assert_allclose(said.expected[rows], said.logged[rows])


@pytest.mark.parametrize(("shown", "clicks"), [(Shown.RANDOM, (46, 46)), (Shown.BTS, (69, 46))])
def test_the_public_files_have_the_known_clicks(
    shared: Path, shown: Shown, clicks: tuple[int, int]
) -> None:
    folder = shared / "data" / "recommend" / "open_bandit_small"
    logs = [read_open_log(folder, shown, campaign=campaign) for campaign in ("men", "women")]
    assert tuple(int(log.click.sum()) for log in logs) == clicks
    assert [len(log) for log in logs] == [10_000, 10_000]
