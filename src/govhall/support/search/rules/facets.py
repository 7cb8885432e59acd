"""Filters ranked candidates by facets and counts what each further choice would leave."""

from collections import Counter
from collections.abc import Mapping, Sequence

Facets = Mapping[str, Sequence[str]]


def meets(document: Facets, wanted: Facets, *, leaving_out: str = "") -> bool:
    """Whether the document has one of the wanted codes in every facet named, ``leaving_out`` set aside."""
    return all(
        not codes or facet == leaving_out or not set(codes).isdisjoint(document.get(facet, ()))
        for facet, codes in wanted.items()
    )


def counts(documents: Sequence[Facets], wanted: Facets) -> dict[str, dict[str, int]]:
    """Return facet → code → number of documents, each facet counted as if nothing were chosen in it."""
    names = {facet for document in documents for facet in document}
    return {facet: _counts_of(facet, documents, wanted) for facet in sorted(names)}


def _counts_of(facet: str, documents: Sequence[Facets], wanted: Facets) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for document in documents:
        if facet in document and meets(document, wanted, leaving_out=facet):
            counted.update(set(document[facet]))
    return dict(sorted(counted.items()))
