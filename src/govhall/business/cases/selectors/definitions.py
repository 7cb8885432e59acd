"""What the pinned item version of a case says, in the forms that acts need. Immutable, so kept per process."""

from functools import lru_cache
from uuid import UUID

from govhall.business.items import public as items
from govhall.support.calendar import public as calendar
from govhall.support.certificates import public as certificates
from govhall.support.forms import public as forms


@lru_cache(maxsize=512)
def form_of(version_id: UUID) -> forms.FormSpec:
    """Return the form of an item version; an item without one has a form without sections."""
    guide = items.version(version_id)
    questions = {question.code: question.many for question in guide.questions}
    return (
        forms.parse(guide.form, questions=questions)
        if guide.form
        else forms.FormSpec(code="none", version="0", sections=())
    )


def limit_of(limit: items.Limit) -> calendar.Limit:
    """Return an item's limit as the calendar counts it."""
    return calendar.Limit(amount=limit.amount, unit=calendar.LimitUnit(limit.unit))


def basis_text(guide: items.ItemGuide) -> str:
    """Return the legal basis of an item in one line."""
    return "；".join(f"《{basis.law}》{basis.article}" for basis in guide.basis)


def remedies_text(guide: items.ItemGuide) -> str:
    """Return what somebody who disagrees with a decision may do."""
    return f"如不服本决定，可以{guide.remedies.reconsideration}；也可以{guide.remedies.litigation}。"


def photograph_of(guide: items.ItemGuide) -> str:
    """Return the code of the material that becomes the photograph on the item's certificate; empty if none does."""
    result = guide.result.certificate_type
    return certificates.certificate_type(result).photograph if result else ""
