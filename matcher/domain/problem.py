"""A problem: what is wrong as a code and its parameters, so that any language can say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """``code`` is stable and documented; ``params`` fill the text that ``service.i18n`` holds."""

    code: str
    params: Mapping[str, str | int | float] = field(default_factory=dict)


class MatcherError(Exception):
    """An error that a caller can answer: it carries its problem, and no text for people."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code, dict(problem.params))
        self.problem = problem
