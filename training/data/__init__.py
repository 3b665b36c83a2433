"""Data: from the log of what was shown and done to what the two sides are fitted on."""

from training.data.assembly import Assembled, assembled, training_set, training_sets
from training.data.consent import Mention, mentions, without
from training.data.examination import Examination, ExaminationConfig, examination
from training.data.exposure import Exposures, exposures
from training.data.log import (
    ROW_GROUP,
    Log,
    read_log,
    require_place,
    save_log,
    sha256_of,
    write_log,
)
from training.data.manifest import Manifest
from training.data.reaction import Reaction, SetConfig
from training.data.refusal import LogRefused
from training.data.schema import log_schema
from training.data.splits import Held, held, hold_out, split_by_time
from training.data.training_set import TrainingSet
from training.data.weights import effective_size

__all__ = [
    "ROW_GROUP",
    "Assembled",
    "Examination",
    "ExaminationConfig",
    "Exposures",
    "Held",
    "Log",
    "LogRefused",
    "Manifest",
    "Mention",
    "Reaction",
    "SetConfig",
    "TrainingSet",
    "assembled",
    "effective_size",
    "examination",
    "exposures",
    "held",
    "hold_out",
    "log_schema",
    "mentions",
    "read_log",
    "require_place",
    "save_log",
    "sha256_of",
    "split_by_time",
    "training_set",
    "training_sets",
    "without",
    "write_log",
]
