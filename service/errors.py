"""Errors: what the service says no to, as a stable code and a status, without any text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Params = Mapping[str, str | int | float]


class Code(StrEnum):
    """The stable codes of the service's own problems; their texts are in ``i18n/data``."""

    KEY_MISSING = "key_missing"
    KEY_INVALID = "key_invalid"
    NOT_ALLOWED = "not_allowed"
    NOT_YOURS = "not_yours"
    FIELD_NOT_YOURS = "field_not_yours"
    KEY_LIMITED = "key_limited"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    UNKNOWN_TALENT = "unknown_talent"
    UNKNOWN_OFFER = "unknown_offer"
    UNKNOWN_ORGANISATION = "unknown_organisation"
    UNKNOWN_RECOMMENDATION = "unknown_recommendation"
    UNKNOWN_IMPORT = "unknown_import"
    UNKNOWN_GIVE_BACK = "unknown_give_back"
    GIVE_BACK_OF_OTHER = "give_back_of_other"
    GIVE_BACK_NOT_NOW = "give_back_not_now"
    GIVE_BACK_REASON_MISSING = "give_back_reason_missing"
    GIVE_BACK_SLOT_MISSING = "give_back_slot_missing"
    GIVE_BACK_SLOT_UNSUITED = "give_back_slot_unsuited"
    GIVE_BACK_NOT_OVER = "give_back_not_over"
    GIVE_BACK_NO_SLOT = "give_back_no_slot"
    GIVE_BACK_NO_SLOT_YET = "give_back_no_slot_yet"
    GIVE_BACK_ALONG_UNSUITED = "give_back_along_unsuited"
    GIVE_BACK_NO_COMPANION = "give_back_no_companion"
    GIVE_BACK_HOME_NEEDED = "give_back_home_needed"
    UNKNOWN_VOCABULARY = "unknown_vocabulary"
    UNKNOWN_EXPORT = "unknown_export"
    UNKNOWN_MARKET_RUN = "unknown_market_run"
    UNKNOWN_PROBLEM = "unknown_problem"
    UNKNOWN_WISH = "unknown_wish"
    UNKNOWN_COHORT = "unknown_cohort"
    COHORT_OFFER_CLOSED = "cohort_offer_closed"
    COHORT_CHANGED = "cohort_changed"
    COHORT_OUTDATED = "cohort_outdated"
    COHORT_NOT_FEASIBLE = "cohort_not_feasible"
    COHORT_SEATS_FIXED = "cohort_seats_fixed"
    COHORT_ALREADY_ASKED = "cohort_already_asked"
    COHORT_NOT_PUBLISHED = "cohort_not_published"
    COHORT_TOO_HARD = "cohort_too_hard"
    WISHES_FULL = "wishes_full"
    UNKNOWN_PEER = "unknown_peer"
    UNKNOWN_CONNECTION = "unknown_connection"
    PEERS_OFF = "peers_off"
    PEERS_PAUSED = "peers_paused"
    PEERS_AGE_UNKNOWN = "peers_age_unknown"
    PEERS_GUARDIAN_MISSING = "peers_guardian_missing"
    PEER_NOT_OPEN = "peer_not_open"
    TOO_MANY_ASKS = "too_many_asks"
    CONNECTION_ENDED = "connection_ended"
    NOT_CONNECTED = "not_connected"
    ORGANISER_BLOCKED = "organiser_blocked"
    ORGANISER_NOT_NEEDED = "organiser_not_needed"
    MARKET_OFF = "market_off"
    UNKNOWN_ROUND = "unknown_round"
    ROUND_CLOSED = "round_closed"
    ROUND_STILL_OPEN = "round_still_open"
    ROUND_NOT_RUN = "round_not_run"
    ROUND_SETTLED = "round_settled"
    OFFER_NOT_IN_ROUND = "offer_not_in_round"
    OFFER_IS_SLOT = "offer_is_slot"
    NOT_AN_APPLICANT = "not_an_applicant"
    RANKED_TWICE = "ranked_twice"
    ALREADY_EXISTS = "already_exists"
    IMPORT_SETTLED = "import_settled"
    IMPORT_CHANGED = "import_changed"
    VERSION_CHANGED = "version_changed"
    VERSION_MISSING = "version_missing"
    BODY_TOO_LARGE = "body_too_large"
    NOT_JSON = "not_json"
    NOT_MULTIPART = "not_multipart"
    MALFORMED_JSON = "malformed_json"
    MALFORMED_FORM = "malformed_form"
    NO_FILES = "no_files"
    INVALID = "invalid"
    CURSOR_INVALID = "cursor_invalid"
    IDEMPOTENCY_KEY_INVALID = "idempotency_key_invalid"
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused"
    BAD_REQUEST = "bad_request"
    LOG_EXTRA_MISSING = "log_extra_missing"
    LOG_FOLDER_TAKEN = "log_folder_taken"
    AUDIT_FILE_TAKEN = "audit_file_taken"
    LOG_KEY_DAMAGED = "log_key_damaged"
    STORE_UNAVAILABLE = "store_unavailable"
    NOT_READY = "not_ready"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with what was sent: where (a JSON pointer or a name), and what."""

    pointer: str
    code: str
    params: Params = field(default_factory=dict)
    place: str = "body"


class ServiceError(Exception):
    """An answerable error; ``status`` is its HTTP status, ``faults`` point into what was sent."""

    def __init__(
        self,
        code: str,
        status: int,
        *,
        params: Params | None = None,
        faults: tuple[Fault, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code, status)
        self.code = str(code)
        self.status = status
        self.params: Params = params or {}
        self.faults = faults
        self.headers: Mapping[str, str] = headers or {}
