"""
Filters ranked candidates by facets and counts what each further choice would leave.

In the index a document's facets are flat tags (``way:online``): hundreds of candidates are counted for every search.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

SEPARATOR = ":"


def tags(facets: Mapping[str, Sequence[str]]) -> list[str]:
    """Return facets as tags without doubles."""
    return list(dict.fromkeys(f"{facet}{SEPARATOR}{code}" for facet, codes in facets.items() for code in codes))


def from_tags(flat: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the facets that ``tags`` wrote."""
    facets: dict[str, tuple[str, ...]] = {}
    for tag in flat:
        facet, _, code = tag.partition(SEPARATOR)
        facets[facet] = (*facets.get(facet, ()), code)
    return facets


def meets(flat: Iterable[str], wanted: Mapping[str, Sequence[str]]) -> bool:
    """Whether a document with these tags has one of the wanted codes in every facet named; no codes want nothing."""
    return all(
        not set(flat).isdisjoint(f"{facet}{SEPARATOR}{code}" for code in codes)
        for facet, codes in wanted.items()
        if codes
    )


def counts(documents: Sequence[Sequence[str]], wanted: Mapping[str, Sequence[str]]) -> dict[str, dict[str, int]]:
    """Return facet → code → number of documents, each facet counted as if nothing were chosen in it."""
    counted = _count(flat for flat in documents if meets(flat, wanted))
    for facet in wanted:
        others = {other: codes for other, codes in wanted.items() if other != facet}
        freely = _count(flat for flat in documents if meets(flat, others))
        if facet in freely:
            counted[facet] = freely[facet]
    return counted


def _count(documents: Iterable[Sequence[str]]) -> dict[str, dict[str, int]]:
    counter: Counter[str] = Counter()
    for flat in documents:
        counter.update(flat)
    counted: dict[str, dict[str, int]] = {}
    for tag, number in sorted(counter.items()):
        facet, _, code = tag.partition(SEPARATOR)
        counted.setdefault(facet, {})[code] = number
    return counted
