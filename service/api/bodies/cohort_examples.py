"""The examples of cohorts: a wish, a group, a list of groups."""

from pydantic.config import JsonDict

WISH: JsonDict = {
    "seats": 20,
    "aims": [
        {"aim": "municipality", "max": 5},
        {"aim": "level", "from": 1, "to": 2, "min": 6},
        {"aim": "newcomer", "min": 8},
        {"aim": "role", "code": "drums", "min": 2},
    ],
    "together": [["tal-0001", "tal-0002"]],
    "among": "applicants",
}


COHORT: JsonDict = {
    "id": "coh_0192f3a7c2d14f6e",
    "offer": "off-0001",
    "proposal": 1,
    "at": "2026-09-01T08:20:00Z",
    "created_at": "2026-09-01T08:20:00Z",
    "audience": "coordinator",
    "published_at": None,
    "seats": 1,
    "open_seats": 1,
    "among": "everyone",
    "together": [],
    "seed": 923460832,
    "model_hash": "5d1c6f0a9b3e7742",
    "candidates": 2,
    "candidate_hash": "a7702c11de94f0b35d1c6f0a9b3e7742",
    "excluded": [{"code": "too_young", "count": 3, "text": "Under aldersgrænsen"}],
    "feasible": True,
    "text": "Her er 1 til 1 pladser. Alle ønsker til holdet er opfyldt, og intet andet hold passer "
    "bedre. Du bestemmer.",
    "fit": 0.41,
    "best_fit": 0.41,
    "gap": 0,
    "decisions_cost": None,
    "lottery": {
        "groups": 1,
        "proved": True,
        "tolerance": 0,
        "smallest_chance": 1,
        "smallest_chance_bound": None,
        "text": "Match i alt 0,41 af 0,41 mulige. Trukket blandt 1 hold, med chancer så lige, som "
        "de kan blive.",
    },
    "members": [
        {
            "talent": {"id": "tal-0001", "name": "Alma Testrup", "level": 2},
            "fit": 0.4121,
            "by_lot": False,
            "chance": 1,
            "role": "drums",
            "role_name": "Trommer",
            "fixed": False,
            "state": "proposed",
            "next": [],
        }
    ],
    "aims": [
        {
            "key": "role:drums",
            "text": "Trommer",
            "min": 1,
            "max": None,
            "count": 1,
            "price": {"fit": 0.21, "enters": ["tal-0002"], "leaves": ["tal-0001"]},
        }
    ],
    "waiting": [],
    "relaxation": None,
    "alternatives": [],
    "changes": [],
    "chances": [{"talent": "tal-0001", "chance": 1}, {"talent": "tal-0002", "chance": 0}],
}
_LINE = ("id", "proposal", "at", "created_at", "published_at", "seats", "feasible", "fit")
LINES: JsonDict = {"items": [{**{name: COHORT[name] for name in _LINE}, "members": 1}]}
