"""Learning by command: a candidate from a log, and a model measured on a newer one."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from matcher.features.semantic import sentence_encoder
from matcher.ranking.artefact import Artefact
from matcher.vocabulary import Vocabularies, load
from training.commands.models import opened
from training.commands.terminal import answer, console, refusals, stages, warn
from training.learn.config import LearnConfig
from training.learn.counterfactuals import counterfactuals
from training.learn.examining import Examined
from training.learn.learning import Learner, Progress, Stage, examine_anew, learn
from training.learn.scene import scene
from training.learn.surroundings import read_audit
from training.registry import Candidate, Finding, Registry, RegistryRefused
from training.registry.card import LEAST_AUDITED, audited
from training.registry.finding_words import came_of, looked_at
from training.registry.texts import said, with_interval

LANGUAGE = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What both commands are called with; ``days`` are held out of what is learned."""

    log: Path
    models: Path
    audit: Path | None
    days: float | None
    as_json: bool


def train(asked: Asked, *, at: datetime) -> bool:
    """Learn a candidate and say what the gate says of it; whether it may be promoted."""
    with refusals(as_json=asked.as_json):
        with stages(Stage) as begin:
            candidate, examined = learn(asked.log, _learner(asked, begin), at=at)
        return _told(candidate, examined, asked)


def evaluate(model: str, asked: Asked) -> bool:
    """Measure and judge a model of the registry anew; whether it may be promoted."""
    with refusals(as_json=asked.as_json):
        name = opened(asked.models).find(model)
        with stages(Stage) as begin:
            candidate, examined = examine_anew(name, asked.log, _learner(asked, begin))
        return _told(candidate, examined, asked)


def _learner(asked: Asked, progress: Progress) -> Learner:
    config, words = LearnConfig(), load()

    def swapped(artefact: Artefact) -> tuple[Finding, ...]:
        return _swapped(artefact, words)

    return Learner(
        registry=Registry(asked.models),
        words=words,
        swaps=swapped,
        config=config if asked.days is None else replace(config, held_out_days=asked.days),
        progress=progress,
        audit=read_audit(asked.audit) if asked.audit else None,
    )


def _swapped(artefact: Artefact, words: Vocabularies) -> tuple[Finding, ...]:
    """What other names and postcodes change in the invented town."""
    town = scene(words, sentence_encoder(), behaviour=artefact.behaviour)
    return counterfactuals(artefact.model, town).findings


def _told(candidate: Candidate, examined: Examined, asked: Asked) -> bool:
    people = console(as_json=asked.as_json)
    for table in _measures(examined):
        people.print(table)
    people.print(_findings(examined))
    _warned(examined)
    _aside(examined, asked.models)
    place = asked.models / candidate.hash
    people.print(f"{candidate.hash}: {escape(str(place / 'report.html'))}")
    hindered = _hindered(candidate, examined, asked)
    _next(candidate, examined, people, hindered=hindered)
    document = {
        "model": candidate.hash,
        "against": candidate.against,
        "hindered": hindered.problem.code if hindered else None,
        **examined.verdict.document(),
        "evaluation": examined.evaluation.document(),
    }
    answer(document, as_json=asked.as_json)
    return examined.verdict.promote and hindered is None


def _hindered(candidate: Candidate, examined: Examined, asked: Asked) -> RegistryRefused | None:
    """What keeps a model that the gate lets pass from being promoted, ``None`` for nothing."""
    if examined.evaluation.looking_back or not candidate.verdict.promote:
        return None
    registry = Registry(asked.models)
    return registry.objection(candidate.hash, registry.serving())


def _warned(examined: Examined) -> None:
    """What the figures do not say of themselves."""
    evaluation = examined.evaluation
    if evaluation.cut_short:
        warn(said("cut_short", LANGUAGE))
    if evaluation.audited is not None and evaluation.audited < LEAST_AUDITED:
        warn(audited(evaluation.audited, LANGUAGE))


def _aside(examined: Examined, models: Path) -> None:
    """Where to look at what was set aside, if anything was."""
    found = (one for one in examined.verdict.findings if one.code == "concentration")
    if any(one.params for one in found):
        warn(
            "Feedback for an organisation was set aside, neither learned from nor measured on. "
            f"Whose and when: samspil jump list --models {models}"
        )


def _next(
    candidate: Candidate,
    examined: Examined,
    people: Console,
    *,
    hindered: RegistryRefused | None,
) -> None:
    if examined.evaluation.looking_back:
        before = candidate.against or "day zero"
        people.print(f"It serves already, so that it was compared with what did before: {before}.")
        people.print("What was said of it earlier is kept in its folder, under earlier/.")
    elif hindered is not None:
        people.print(f"The gate lets it pass, but it cannot be promoted. {escape(str(hindered))}")
    elif candidate.verdict.promote:
        short = candidate.hash[:8]
        people.print(f"The gate lets it pass: samspil promote {short} --by NAME --why REASON")
    else:
        people.print("The gate holds it back; what serves goes on.")


def _measures(examined: Examined) -> list[Table]:
    tables = []
    for side, trial in examined.evaluation.trials.items():
        heads = [said(key, LANGUAGE) for key in ("measure", "candidate", "serving", "difference")]
        table = Table(*heads, title=said(f"side.{side.value}", LANGUAGE))
        for name, value in trial.candidate.measures.items():
            three = (value, trial.serving.measures[name], trial.differences[name])
            table.add_row(said(name, LANGUAGE), *(with_interval(f, LANGUAGE) for f in three))
        tables.append(table)
    return tables


def _findings(examined: Examined) -> Table:
    heads = [said(key, LANGUAGE) for key in ("looked_at", "result", "numbers")]
    table = Table(*heads, title=said("verdict", LANGUAGE))
    for finding in examined.verdict.findings:
        colour, key = ("green", "passed") if finding.passed else ("red", "failed")
        result = f"[{colour}]{said(key, LANGUAGE)}[/]"
        told = (looked_at(finding, LANGUAGE), came_of(finding, LANGUAGE))
        table.add_row(escape(told[0]), result, escape(told[1]))
    return table
