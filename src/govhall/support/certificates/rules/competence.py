"""
Who may issue what: the apps above know which agency decides on what, and say so here when they start.

A source takes an agency and returns keys of types. Without any source no agency may bring in stock.
"""

from collections.abc import Callable, Iterable

from govhall.support.certificates.values import CertificateTypeValue

Source = Callable[[int], frozenset[str]]
_sources: list[Source] = []


def name_issuers(source: Source) -> None:
    """Make a source known; apps above call this once, when they start."""
    if source not in _sources:
        _sources.append(source)


def issued_by(agency_id: int, kinds: Iterable[CertificateTypeValue]) -> list[CertificateTypeValue]:
    """Return those of ``kinds`` that the agency issues: named by a source, or issued with one that is."""
    named = frozenset[str]().union(*(source(agency_id) for source in _sources))
    return [kind for kind in kinds if kind.key in named or kind.issued_with in named]
