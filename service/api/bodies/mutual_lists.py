"""Examples of mutual lists: people for a person, organisations for an organisation."""

from pydantic.config import JsonDict

from service.api.bodies.mutual_cards import PEER_CARD
from service.api.bodies.slates import OFFERS

PEERS: JsonDict = {
    **OFFERS,
    "direction": "peers_for_talent",
    "items": [
        {
            "position": 1,
            "score": None,
            "peer": PEER_CARD,
            "reasons": [
                {
                    "code": "peer_roles_complement",
                    "text": "Sanger og Producer passer godt sammen",
                    "params": {"roles_own": "singer", "roles_other": "producer"},
                    "contribution": None,
                }
            ],
            "notes": [],
        }
    ],
    "excluded": [{"code": "not_available", "count": 584, "text": "Kan ikke vises for dig"}],
}
PARTNERS: JsonDict = {
    **OFFERS,
    "direction": "partners_for_organisation",
    "subject": "org-0001",
    "items": [
        {
            "position": 1,
            "score": 0.61,
            "organisation": {
                "id": "org-0002",
                "name": "Klub Prøven",
                "type": "youth_club",
                "type_name": "Ungdomsklub",
                "municipality": "0265",
                "municipality_name": "Roskilde",
            },
            "reasons": [
                {
                    "code": "partner_missing_club",
                    "text": "En ungdomsklub eller ungdomsskole: den har I ikke arbejdet med før",
                    "params": {},
                    "contribution": 2.4,
                }
            ],
            "notes": [],
        }
    ],
    "excluded": [],
}
