"""Places that options name: a municipality by its name or its code, else what comes near."""

from matcher.vocabulary import load
from service.errors import Code, Fault, ServiceError


def municipality_given(text: str) -> str:
    """The code of the municipality that ``--municipality`` names.

    Raises ``ServiceError`` (422 ``invalid``) with the nearest names for what is none.
    """
    geography = load().geography
    found = geography.resolve_municipality(text)
    if found is not None:
        return found
    near = ", ".join(geography.nearest_municipality_names(text))
    code = "no_municipality_near" if near else "no_municipality"
    fault = Fault("municipality", code, {"text": text, "nearest": near})
    raise ServiceError(Code.INVALID, 422, faults=(fault,))
