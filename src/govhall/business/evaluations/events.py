"""Facts about evaluations."""

from dataclasses import dataclass
from typing import ClassVar

from govhall.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvaluated(Event):
    """The applicant rated the service; ``is_bad`` opens a call-back."""

    name: ClassVar[str] = "evaluations.case.evaluated"
    number: str
    is_bad: bool
