"""A refusal: why the registry does not do what it was asked to."""

from collections.abc import Mapping

from matcher.domain import MatcherError, Problem
from training.registry.texts import said

TEXTS: Mapping[str, str] = {
    "registry_busy": (
        "Somebody else has been changing {folder} for more than {seconds} s. Try again in a moment."
    ),
    "model_waits": (
        "Somebody else has been changing {folder} for more than {seconds} s. The model {model} is "
        "whole and waits in {place}: the next command on this folder takes it in, such as "
        "`samspil models`."
    ),
    "registry_unusable": (
        "Models cannot be kept in {folder} ({why}). Name a folder that can be written to."
    ),
    "registry_absent": (
        "There is no folder {folder}, so that nothing can be said or changed of models in it. Name "
        "the one that holds them with --models or SAMSPIL_MODELS."
    ),
    "registry_damaged": "{file} cannot be read. Restore it from a backup; nothing was changed.",
    "pointer_damaged": (
        "{file} does not say which model serves. history.jsonl beside it holds every change: "
        "`samspil promote` (the model that served, or another) and `samspil rollback` go on from "
        "there and write it anew; `samspil rollback --to day-zero` needs neither. Nothing was "
        "changed."
    ),
    "line_damaged": (
        "Line {line} of {file} cannot be read. Restore the file from a backup, or remove the line "
        "if it was never whole; nothing was changed."
    ),
    "model_unknown": "There is no model {model} in {folder}. `samspil models` lists them.",
    "model_ambiguous": "'{model}' is the beginning of several models' names: {matches}.",
    "model_unnamed": "Name a model, or the beginning of its name: {matches}.",
    "model_missing": "The model {model} has lost its model.json. Restore it from a backup.",
    "model_broken": (
        "The model {model} cannot be served by this release ({why}). Where it serves, or did "
        "before, nothing can be compared with it: go back first (`samspil rollback`), or restore "
        "its folder from a backup. Then train anew."
    ),
    "model_serves_already": "{model} serves already.",
    "model_not_judged": "{model} was not judged yet. Judge it with `samspil evaluate {model}`.",
    "verdict_of_another_time": (
        "{model} was compared with {against}, which does not serve any more. "
        "Compare it anew: `samspil evaluate {model} --log FOLDER`."
    ),
    "verdict_before_rollback": (
        "There was a rollback at {at}, of {model} itself or to what serves now, and less than half "
        "of the time that {model} was measured on lies after it. Whatever serves next has to be "
        "measured mostly on what was shown since: train on a newer log (--days holds fewer days "
        "out), judge it anew on one that ends late enough (`samspil evaluate {model} --log "
        "FOLDER`), or promote it with --force."
    ),
    "gate_said_no": "The gate holds {model} back:\n{told}\nThe whole report is {report}.",
    "name_missing": "Say who: a name is kept with every change of what serves.",
    "reason_missing": "Say why: a reason is kept with every change of what serves.",
    "jump_ambiguous": "'{jump}' is the beginning of several jumps' ids: {matches}.",
    "jump_unknown": "No jump {jump} is set aside. `samspil jump list` lists them.",
    "nothing_to_roll_back": "No trained model serves, so that there is nothing to go back from.",
}


class RegistryRefused(MatcherError):
    """The registry is left as it was; the problem's code says why."""

    def __str__(self) -> str:
        return TEXTS[self.problem.code].format(**_worded(self.problem.params))


def refused(code: str, params: Mapping[str, str | int | float]) -> RegistryRefused:
    """The refusal with this code and these parameters."""
    return RegistryRefused(Problem(code, params))


def _worded(params: Mapping[str, object]) -> Mapping[str, object]:
    """What is wrong with a model, in words where its code has some."""
    key = f"broken.{params.get('why')}"
    text = said(key, "en")
    return params if text == key else {**params, "why": text}
