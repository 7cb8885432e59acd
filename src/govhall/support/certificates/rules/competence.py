"""
Who may issue what, from which applications, and who defines a type.

The apps above know which agency decides on what and what its forms ask, and say so here when they start. Without any
source no agency may bring in stock, and no line of a face can be checked against a form.
"""

from collections.abc import Callable, Iterable

from govhall.support.certificates.values import CertificateTypeValue
from govhall.support.certificates.values.templates import Sources

Source = Callable[[int], frozenset[str]]
FieldSource = Callable[[str], Sources | None]
_USCC = 18  # characters of a type's code that name its defining body
_sources: list[Source] = []
_field_sources: list[FieldSource] = []


def name_issuers(source: Source) -> None:
    """Make a source known that takes an agency and returns keys of types; called once, at the start."""
    if source not in _sources:
        _sources.append(source)


def name_fields(source: FieldSource) -> None:
    """Make a source known that takes a type's key and returns what applications offer, or None; called at the start."""
    if source not in _field_sources:
        _field_sources.append(source)


def issued_by(agency_id: int, kinds: Iterable[CertificateTypeValue]) -> list[CertificateTypeValue]:
    """Return those of ``kinds`` that the agency issues: named by a source, or issued with one that is."""
    named = frozenset[str]().union(*(source(agency_id) for source in _sources))
    return [kind for kind in kinds if kind.key in named or kind.issued_with in named]


def sources_of(type_key: str) -> Sources:
    """Return what the applications that lead to a type offer to its face."""
    found = (source(type_key) for source in _field_sources)
    return next((sources for sources in found if sources is not None), Sources(fields={}, is_known=False))


def definer_of(type_code: str) -> str:
    """Return the unified social credit code of the body that defines a type."""
    return type_code[:_USCC]
