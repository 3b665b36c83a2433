"""A cohort's view: the proposal that stands as it is answered, with texts and cards."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from matcher.domain import Audience, PairState, TalentId
from matcher.vocabulary import Language
from service.actions.cohort_pool import kept_of
from service.actions.cohort_shown import CohortShown
from service.actions.cohort_wish import Among
from service.actions.visibility import UNSEEN
from service.api.slates import NOT_AVAILABLE, talent_card_body
from service.i18n import label, number, percent, say
from service.store.cohorts import GONE, Cohort, CohortChange

TOPIC = "cohorts"
_STATES = (
    (PairState.TAKEN_PART | PairState.NO_SHOW, "attended"),
    (PairState.ACCEPTED, "accepted"),
    (PairState.INVITED, "invited"),
    (PairState.DECLINED, "declined"),
    (PairState.APPLIED, "applied"),
)

Json = Mapping[str, Any]


def cohort_body(shown: CohortShown, *, lang: Language) -> dict[str, Any]:
    """The whole cohort; of what was never proposed nothing is said."""
    cohort, latest, outcome = shown.cohort, shown.cohort.latest, shown.cohort.latest.outcome
    return {
        "id": cohort.id,
        "offer": cohort.offer,
        "proposal": latest.number,
        "at": latest.at,
        "created_at": cohort.created_at,
        "audience": cohort.audience,
        "published_at": latest.published_at,
        "seats": cohort.wish["seats"],
        "open_seats": shown.open_seats,
        "among": cohort.wish["among"],
        "together": cohort.wish["together"],
        "seed": cohort.seed,
        "model_hash": latest.model_hash,
        "candidates": latest.candidates,
        "candidate_hash": latest.candidate_hash,
        "excluded": _excluded(outcome["exclusions"], cohort.audience, lang),
        "feasible": outcome["feasible"],
        "text": _said(shown, lang),
        "fit": outcome.get("fit"),
        "best_fit": outcome.get("best_fit"),
        "gap": outcome.get("gap"),
        "decisions_cost": outcome.get("decided"),
        "lottery": _lottery(outcome, lang),
        "relaxation": _relaxation(outcome.get("relaxation"), lang),
        "alternatives": [_relaxation(one, lang) for one in outcome.get("alternatives", ())],
        "changes": [_change(one) for one in cohort.changes],
        "chances": [
            {"talent": one, "chance": chance}
            for one, chance in zip(outcome["candidates"], outcome["chances"], strict=False)
        ],
        **_group(shown, lang),
    }


def cohort_line(cohort: Cohort) -> dict[str, Any]:
    """One line of a list."""
    latest = cohort.latest
    return {
        "id": cohort.id,
        "proposal": latest.number,
        "at": latest.at,
        "created_at": cohort.created_at,
        "published_at": latest.published_at,
        "seats": cohort.wish["seats"],
        "feasible": latest.outcome["feasible"],
        "fit": latest.outcome.get("fit"),
        "members": len(latest.outcome["members"]),
    }


def aim_text(aim: Json, *, lang: Language) -> str:
    """What an aim counts, in words."""
    low, high = aim["from"], aim["to"]
    code = f"aim_{aim['aim']}"
    if aim["aim"] in ("level", "age"):
        code += "_to" if low is None else "_from" if high is None else ""
    named = {"municipality": "municipality", "role": "roles", "target_group": "group"}
    params = {named[aim["aim"]]: aim["code"]} if aim["aim"] in named else {}
    ends = {name: end for name, end in (("low", low), ("high", high)) if end is not None}
    return say(code, params | ends, lang=lang, topic=TOPIC)


def _group(shown: CohortShown, lang: Language) -> dict[str, Any]:
    outcome = shown.cohort.latest.outcome
    return {
        "members": [_member(one, shown, lang) for one in outcome["members"]],
        "aims": [_aim(one, lang) | _price(one) for one in _worth_a_line(shown.cohort)],
        "waiting": [
            {
                "position": place + 1,
                "talents": _cards(one["ids"], shown, lang),
                "fit": None if shown.unranked.intersection(one["ids"]) else one["fit"],
                "follows": one["follows"],
            }
            for place, one in enumerate(outcome["waiting"])
        ],
    }


def _worth_a_line(cohort: Cohort) -> list[Json]:
    """Of bounds on each municipality only those that somebody comes from, or that cost."""
    named = {one["code"] for one in cohort.wish["aims"]}
    return [
        one
        for one in cohort.latest.outcome["aims"]
        if one["code"] in named
        or one["min"]
        or one["count"] != 0
        or (one["price"] is not None and one["price"]["fit"])
    ]


def _said(shown: CohortShown, lang: Language) -> str:
    cohort, outcome, seats = shown.cohort, shown.cohort.latest.outcome, shown.cohort.wish["seats"]
    if not (seats and cohort.latest.candidates):
        return say(_empty(cohort), {}, lang=lang, topic=TOPIC)
    if shown.gone and shown.open_seats:
        params = {"gone": shown.gone, "open": shown.open_seats}
        return say("cohort_places_open", params, lang=lang, topic=TOPIC)
    if outcome["feasible"]:
        share = percent(outcome["tolerance"], lang=lang)
        told = {"members": len(outcome["members"]), "seats": seats, "share": share}
        said = say(_feasible(cohort), told, lang=lang, topic=TOPIC)
        return " ".join([said, *_cost(outcome.get("decided"), lang)])
    smallest = outcome["relaxation"]
    code = "cohort_infeasible" if smallest.get("proved", True) else "cohort_infeasible_unproved"
    return say(code, {"by": smallest["by"]}, lang=lang, topic=TOPIC)


def _feasible(cohort: Cohort) -> str:
    """What the group is the best of: where some fit may be given for fairer chances, another may
    well fit better; where people decided, or were asked before, only of those around them."""
    outcome, kept = cohort.latest.outcome, kept_of(cohort)
    decided = bool(kept.pinned or kept.left_out)
    if outcome["tolerance"]:
        return "cohort_fairer_around" if decided else "cohort_fairer"
    if outcome["gap"]:
        return "cohort_unproved"
    if decided:
        return "cohort_around"
    asked = any(one["standing"] for one in outcome["members"])
    return "cohort_beside" if asked else "cohort_proposed"


def _cost(cost: float | None, lang: Language) -> Iterator[str]:
    """What was decided costs, where something was and it is known."""
    if cost is not None:
        told = {"cost": number(cost, lang=lang, decimals=2)}
        yield say("decisions_cost" if cost else "decisions_free", told, lang=lang, topic=TOPIC)


def _empty(cohort: Cohort) -> str:
    if not cohort.wish["seats"]:
        return "cohort_no_seats"
    applied = cohort.wish["among"] == Among.APPLICANTS
    return "cohort_nobody_applied" if applied else "cohort_nobody"


def _excluded(counts: Json, audience: Audience, lang: Language) -> list[dict[str, Any]]:
    told: dict[str, int] = {}
    for code, count in counts.items():
        hidden = audience is Audience.ORGANISATION and code in UNSEEN
        name = NOT_AVAILABLE if hidden else code
        told[name] = told.get(name, 0) + count
    return [
        {"code": code, "count": count, "text": say(code, {}, lang=lang, topic="left_out")}
        for code, count in sorted(told.items(), key=lambda one: -one[1])
    ]


def _lottery(outcome: Json, lang: Language) -> dict[str, Any] | None:
    if not outcome["feasible"]:
        return None
    smallest = min((chance for chance in outcome["chances"] if chance > 0), default=None)
    bound = outcome.get("chance_bound")
    return {
        "groups": outcome["groups"],
        "proved": outcome["proved"],
        "tolerance": outcome["tolerance"],
        "smallest_chance": smallest,
        "smallest_chance_bound": bound,
        "text": _drawn(outcome, smallest, lang),
    }


def _drawn(outcome: Json, smallest: float | None, lang: Language) -> str:
    """How good the group is, how it was drawn, and what is not proved of either."""
    fits = {name: outcome[key] for name, key in (("fit", "fit"), ("best", "best_fit"))}
    told = {name: number(fit, lang=lang, decimals=2) for name, fit in fits.items()}
    told |= {"gap": number(outcome["gap"], lang=lang), "groups": outcome["groups"]}
    fits_so = say(_how_good(outcome), told, lang=lang, topic=TOPIC)
    bound = outcome.get("chance_bound")
    if outcome["proved"] or bound is None or smallest is None:
        code = "drawn_proved" if outcome["proved"] else "drawn_equal"
        return f"{fits_so} {say(code, told, lang=lang, topic=TOPIC)}"
    told |= {"smallest": _percent(smallest, lang), "bound": _percent(bound, lang)}
    return f"{fits_so} {say('drawn_bound', told, lang=lang, topic=TOPIC)}"


def _how_good(outcome: Json) -> str:
    if outcome["gap"]:
        return "drawn_gap"
    return "drawn_fit" if outcome.get("decided") is None else "drawn_fit_around"


def _percent(chance: float, lang: Language) -> str:
    return number(100 * chance, lang=lang, decimals=2)


def _member(one: Json, shown: CohortShown, lang: Language) -> dict[str, Any]:
    role = one["role"]
    return {
        "talent": _card(one["id"], shown, lang),
        "fit": None if one["id"] in shown.unranked else one["fit"],
        "by_lot": one["by_lot"],
        "chance": one["chance"],
        "role": role,
        "role_name": None if role is None else label("roles", role, lang=lang),
        "fixed": one["fixed"],
        "state": _state(one, shown),
        "next": one["next"],
    }


def _state(one: Json, shown: CohortShown) -> str:
    if one["id"] == GONE:
        return "gone"
    state = shown.states.get(TalentId(one["id"]), PairState.NONE)
    return next((name for flags, name in _STATES if state & flags), "proposed")


def _cards(ids: Iterable[str], shown: CohortShown, lang: Language) -> list[dict[str, Any]]:
    return [_card(one, shown, lang) for one in ids]


def _card(one: str, shown: CohortShown, lang: Language) -> dict[str, Any]:
    card = shown.cards.get(TalentId(one))
    return {"id": one} if card is None else talent_card_body(card, lang)


def _aim(aim: Json, lang: Language) -> dict[str, Any]:
    kept = {name: aim[name] for name in ("key", "min", "max")}
    return kept | {"text": aim_text(aim, lang=lang)}


def _price(aim: Json) -> dict[str, Any]:
    return {"count": aim["count"], "price": aim["price"]}


def _relaxation(found: Json | None, lang: Language) -> dict[str, Any] | None:
    if found is None:
        return None
    changes = [
        _aim(one, lang) | {name: one[name] for name in ("new_min", "new_max", "by")}
        for one in found["changes"]
    ]
    proved = found.get("proved", True)
    return {"by": found["by"], "proved": proved, "fit": found["fit"], "changes": changes}


def _change(change: CohortChange) -> dict[str, Any]:
    names = ("at", "by", "talent", "reason", "proposal", "was_in", "was_chance")
    return {"change": change.kind} | {name: getattr(change, name) for name in names}
