"""A recollection: what was shown, with the cells that a given behaviour would have given it.

The cells of a log were made by whatever behaviour served then, or by none. A model that is served
with another one is fitted on, and measured by, what that one would have said at the time.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from matcher.domain import LogTable
from matcher.features import Behaviour, FeatureList, feature_list
from matcher.ranking.artefact import Artefact
from matcher.ranking.glass_box import GlassBox, Term
from matcher.vocabulary import Vocabularies
from training.behaviour.learning import BehaviourConfig, learn_behaviour
from training.behaviour.past import FEATURES, Past, Whole
from training.data import Log, TrainingSet
from training.data.splits import held
from training.evaluate.sameness import OTHER

_SEED = 0


def recollected(
    log: Log, past: Past, behaviour: Behaviour | None, *, own: Collection[str] = ()
) -> Log:
    """``log`` with the cells of ``FEATURES`` as ``behaviour`` would have made them.

    Without a behaviour they are missing, as they are where none is served. Rows with cells of
    other features stay as they are, and so do the lists of the models ``own``, which were served
    with this behaviour: it said so itself, and it knew what people chose before the log begins,
    which ``past`` does not.
    """
    speaks = np.zeros(len(past.talent_ids), np.intp)
    return _with_cells(log, past, [behaviour], of=speaks, besides=own)


def recollections(log: Log, past: Past, artefacts: Sequence[Artefact]) -> tuple[Log, ...]:
    """``log`` as the behaviour of each of ``artefacts`` remembers it.

    Models of the same behaviour read the same cells, in the lists of each of them too, so that
    whatever is measured of two of them, side by side or each for itself, is of the same rows.
    """
    told: dict[str, Log] = {}
    for one in artefacts:
        if (said := behaviour_hash(one)) not in told:
            own = [other.model.hash for other in artefacts if behaviour_hash(other) == said]
            told[said] = recollected(log, past, one.behaviour, own=own)
    return tuple(told[behaviour_hash(one)] for one in artefacts)


def behaviour_hash(artefact: Artefact) -> str:
    """Of the behaviour that a model is served with; empty without one."""
    return artefact.behaviour.hash if artefact.behaviour else ""


def cross_fitted(
    log: Log, past: Past, words: Vocabularies, *, config: BehaviourConfig | None
) -> Log:
    """``log`` with the cells of each half of the people by what the other half did in it.

    So that nobody's own choice explains itself. Who is in which half depends on the id alone.
    Without a ``config`` there is no behaviour.

    The halves are of people, not of time: a row is told of by what others chose later too, in the
    time that is learned from. In a simulated market (600 people, 12 weeks, two of them held out)
    that does not make ``behaviour_affinity`` better than it is when it is served (AUC 0.549 on
    these rows, 0.553 on the held-out ones; 0.576 where people's own choices are in it). The pull of
    organisations is (0.527 and 0.489), but no less so with a behaviour from before each sixth of
    the time (0.528), which knows less of everybody and fits the held-out rows no better (log loss
    0.1390, and 0.1387 with the halves).
    """
    if config is None:
        return recollected(log, past, None)
    half = held(np.array(past.talent_ids.to_pylist(), dtype=np.str_), share=0.5, seed=_SEED)
    others = (
        learn_behaviour(_only(log, past.talent_ids, people), words, config=config)
        for people in (half, ~half)
    )
    # Who is in the first half is spoken of by the second.
    return _with_cells(log, past, list(others), of=half.astype(np.intp))


def side_by_side(
    rows: TrainingSet, other: NDArray[np.uint8], model: GlassBox
) -> tuple[TrainingSet, GlassBox]:
    """``rows`` with the cells of ``FEATURES`` of ``other`` beside its own, for ``model`` to read.

    ``other`` are the cells of the same rows in another recollection, (n, features). Who knows
    nothing of the added columns reads the rows as before.
    """
    listed = rows.features
    places = [listed.index[name] for name in FEATURES]
    added = (replace(listed.features[at], name=_renamed(listed.features[at].name)) for at in places)
    wide = FeatureList((*listed.features, *added))
    cells = np.hstack([rows.cells, other[:, places]])
    terms = tuple(Term(tuple(map(_renamed, term.features)), term.tables) for term in model.terms)
    return replace(rows, features=wide, cells=cells), replace(model, features=wide, terms=terms)


def _renamed(feature: str) -> str:
    return OTHER + feature if feature in FEATURES else feature


def _only(log: Log, ids: pa.Array, people: NDArray[np.bool_]) -> Log:
    """The log in which nobody but ``people`` is known."""
    talents = log.talents
    kept = talents.filter(pc.is_in(talents["talent"], ids.filter(pa.array(people))))
    return Log(log.manifest, {**log.tables, LogTable.TALENTS: kept}, log.rows_at_once)


def _with_cells(
    log: Log,
    past: Past,
    behaviours: Sequence[Behaviour | None],
    *,
    of: NDArray[np.intp],
    besides: Collection[str] = (),
) -> Log:
    """With the cells that ``behaviours`` make; ``of`` says which one speaks of whom, (talents,).

    The lists of the models ``besides`` stay as they are.
    """
    features, shown = feature_list(), log.impressions
    lists = shown["cells"].combine_chunks()
    flat = lists.flatten().to_numpy().copy()
    ends = np.cumsum(lists.value_lengths().to_numpy(), dtype=np.int64)
    starts = np.concatenate([[0], ends])
    ours = _ours(shown, lists, features, besides=besides)
    talent, offer = (each[ours] for each in past.places(shown))
    at = shown["at"].cast(pa.int64()).to_numpy()[ours]
    # Of who is not known, at -1, the first one speaks.
    speaks = np.append(of, 0)[talent]
    for number, behaviour in enumerate(behaviours):
        rows = np.flatnonzero(speaks == number)
        made = _cells(past, behaviour, talent[rows], offer=offer[rows], at=at[rows])
        for name, cells in zip(FEATURES, made, strict=True):
            flat[starts[ours[rows]] + features.index[name]] = cells
    column = pa.ListArray.from_arrays(pa.array(starts, pa.int32()), pa.array(flat))
    place = shown.schema.get_field_index("cells")
    told = shown.set_column(place, shown.schema.field(place), pa.chunked_array([column]))
    return Log(log.manifest, {**log.tables, LogTable.IMPRESSIONS: told}, log.rows_at_once)


def _ours(
    shown: pa.Table, lists: pa.ListArray, features: FeatureList, *, besides: Collection[str]
) -> NDArray[np.intp]:
    """The rows with cells of ``features``, but for the lists of the models ``besides``."""
    same = pc.equal(shown["schema"].cast(pa.string()), features.hash).to_numpy()
    made = pc.is_in(shown["model"].cast(pa.string()), pa.array(list(besides), pa.string()))
    whole = lists.value_lengths().to_numpy() == len(features.features)
    return np.flatnonzero(same & whole & ~made.to_numpy())


def _cells(
    past: Past, behaviour: Behaviour | None, talent: Whole, *, offer: Whole, at: Whole
) -> NDArray[np.int32]:
    """The cells of ``FEATURES``: shape (2, n)."""
    if behaviour is None:
        return np.zeros((len(FEATURES), len(talent)), dtype=np.int32)
    listed = feature_list()
    two = FeatureList(tuple(listed.features[listed.index[name]] for name in FEATURES))
    return two.discretise(past.values(behaviour, talent=talent, offer=offer, at=at))
