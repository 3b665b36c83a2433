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
    UNKNOWN_VOCABULARY = "unknown_vocabulary"
    UNKNOWN_EXPORT = "unknown_export"
    UNKNOWN_PROBLEM = "unknown_problem"
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
