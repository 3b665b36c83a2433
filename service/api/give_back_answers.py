"""Give-backs as they are answered, with texts in the language of who asks."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from matcher.domain import GiveBackReminder, Offer, Organisation
from matcher.vocabulary import Language
from service.actions.give_back_behalf import is_on_behalf
from service.actions.give_back_choice import Suiting
from service.actions.give_back_freed import Freed
from service.actions.give_back_matching import MatchingRun
from service.actions.give_back_views import GiveBackView, Mate
from service.api.answers import said
from service.i18n import say
from service.store.give_back_log import StepTaken
from service.store.give_backs import GiveBack

TOPIC = "giving_back"


def view_body(view: GiveBackView, *, lang: Language) -> dict[str, Any]:
    """A give-back as far as the caller may see."""
    one = view.give_back
    return {
        "id": one.id,
        "talent": one.talent,
        "name": view.name,
        "roles": view.roles,
        "state": one.state,
        "state_text": _text(f"state_{one.state.value}", lang),
        "municipality": one.municipality,
        "host_municipality": one.host_municipality,
        "offer": _participation(view) if view.offer_told else None,
        "slot": slot_body(view.slot, view.host, lang=lang) if view.slot else None,
        "reasons": [said(problem, lang=lang, topic=TOPIC) for problem in one.reasons],
        "friends": one.friends,
        "mates": [mate_body(mate) for mate in view.mates],
        "asked": [mate_body(mate) for mate in view.asked],
        "invited": view.invited,
        "steps": view.steps,
        "reminder": _reminder(view.reminder, lang) if view.reminder else None,
        "opened_at": one.opened_at,
        "since": one.since,
        "log": [_line(step, lang) for step in view.log],
    }


def _participation(view: GiveBackView) -> dict[str, Any]:
    return {"id": view.give_back.offer, "title": view.offer.title if view.offer else None}


def freed_body(one: Freed, *, lang: Language) -> dict[str, Any]:
    """That a seat is free again, to the host."""
    return {
        "slot": {"id": one.slot.id, "title": one.slot.title},
        "start_date": one.slot.start_date,
        "at": one.at,
        "text": _text("freed", lang),
    }


def stepped_body(done: Sequence[GiveBack]) -> dict[str, Any]:
    """What stands after a step."""
    return {"stepped": [{"id": one.id, "state": one.state} for one in done]}


def slot_body(slot: Offer, host: Organisation | None, *, lang: Language) -> dict[str, Any]:
    """A slot with what one must know of it; that it is unpaid is said."""
    sender = {"id": host.id, "name": host.name, "type": host.type} if host else None
    return {
        "id": slot.id,
        "title": slot.title,
        "organisation": sender,
        "start_date": slot.start_date,
        "end_date": slot.end_date,
        "times": slot.times,
        "room": slot.room,
        "equipment": slot.equipment,
        "loudness": slot.loudness,
        "audience": slot.audience,
        "certificate_needed": slot.certificate_needed,
        "pay_dkk": slot.pay_dkk,
        "pay_text": _pay(slot.pay_dkk, lang),
    }


def mate_body(mate: Mate) -> dict[str, Any]:
    """Somebody of the act, by the first name."""
    return {
        "talent": mate.talent,
        "first_name": mate.first_name,
        "roles": mate.roles,
        "answer": mate.answer,
    }


def suiting_body(found: Suiting, *, lang: Language) -> dict[str, Any]:
    """What suits somebody, and what kept the rest away."""
    return {
        "items": [
            {
                "slot": slot_body(one.slot.offer, found.hosts.get(one.slot.offer.id), lang=lang),
                "reasons": [said(problem, lang=lang, topic=TOPIC) for problem in one.reasons],
                "seats_left": one.slot.free,
            }
            for one in found.slots
        ],
        "unsuited": _counted(found.obstacles, lang),
    }


def run_body(run: MatchingRun, *, lang: Language) -> dict[str, Any]:
    """What a matching came to."""
    counts = ("open", "suggested", "kept", "in_company", "overtaken", "unplaced", "slots")
    return {
        "municipality": run.municipality,
        **{name: getattr(run, name) for name in counts},
        "obstacles": [
            {"code": code, "text": obstacle_text(code, lang=lang), "params": asdict(kept)}
            for code, kept in run.obstacles.items()
        ],
        "proved": run.proved,
    }


def _counted(obstacles: Mapping[str, int], lang: Language) -> list[dict[str, Any]]:
    return [
        {"code": code, "text": obstacle_text(code, lang=lang), "params": {"slots": count}}
        for code, count in obstacles.items()
    ]


def obstacle_text(code: str, *, lang: Language) -> str:
    """What stands in the way, of the matching's own or of the rules of eligibility."""
    topic = TOPIC if code.startswith("give_back_") else "left_out"
    return say(code, {}, lang=lang, topic=topic)


def _pay(pay: float | None, lang: Language) -> str:
    if pay is None:
        return _text("give_back_pay_unstated", lang)
    if pay == 0:
        return _text("give_back_unpaid", lang)
    return say("give_back_paid", {"dkk": pay}, lang=lang, topic=TOPIC)


def _reminder(reminder: GiveBackReminder, lang: Language) -> dict[str, Any]:
    text = _text(f"due_{reminder.step.value}", lang)
    return {"who": reminder.who, "step": reminder.step, "due": reminder.due, "text": text}


def _line(step: StepTaken, lang: Language) -> dict[str, Any]:
    return {
        "step": step.step,
        "state": step.state,
        "actor": step.actor,
        "at": step.at,
        "slot": step.slot,
        "reason": step.reason,
        "on_behalf": is_on_behalf(step),
        "text": _text(f"log_{step.step.value}", lang),
    }


def _text(code: str, lang: Language) -> str:
    return say(code, {}, lang=lang, topic=TOPIC)
