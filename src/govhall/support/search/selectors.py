"""Reads of the search index. A search costs at most three queries, a suggestion one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQueryField, SearchRank
from django.db.models import BooleanField, Case, F, FloatField, Func, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from govhall.support.search.models import SearchDocument, Synonym
from govhall.support.search.rules import facets, marks, places, queries, words
from govhall.support.search.values import Hit, Query, Results, Suggestion

# So many documents are ranked, filtered by facets and counted at most: more is noise for people and time for us.
CANDIDATES = 400
LOOSE_CANDIDATES = 120
# D: body, C: summary, B: aliases, A: title.
WEIGHTS = [0.05, 0.2, 0.6, 1.0]


class _Matches(Func):
    arg_joiner = " @@ "
    template = "(%(expressions)s)"
    output_field = BooleanField()


@dataclass(frozen=True, slots=True)
class _Candidate:
    id: int
    kind: str
    key: str
    title: str
    summary: str
    facets: dict[str, list[str]]
    payload: dict[str, Any]


def search(query: Query) -> Results:
    """
    Return a page of what ``query`` finds. Nothing to look for (blank, only signs) finds nothing.

    Words must all occur; if no document has them all, those with some are shown and ``is_loose`` says so.
    """
    text = words.question(query.text)
    if not text:
        return Results(page=1)
    question = queries.build(text, _synonyms_in(text))
    if question.is_empty:
        return Results(page=1)
    found = _ranked(query, question, question.strict(), CANDIDATES)
    is_loose = not found
    if is_loose:
        found = _ranked(query, question, question.loose(), LOOSE_CANDIDATES)
    return _page(query, question, found, is_loose=is_loose)


def suggest(prefix: str, *, region_path: str, audience: str = "", limit: int = 8) -> tuple[Suggestion, ...]:
    """
    Return what a half-typed word may become: by title, by what people call it, by pinyin initials (``spjy``).

    Titles that begin with the prefix come first. Things of the same title are shown once, the nearest region's.
    """
    text = words.question(prefix)
    if not text:
        return ()
    typed = Q(title__contains=text) | Q(aliases__contains=text)
    if words.is_latin(text):
        typed |= Q(initials__startswith=text)
    rows = (
        _visible(region_path, audience, ())
        .filter(typed)
        .annotate(begins=_begins_or_holds("startswith", text))
        .order_by("-begins", "-weight", "title_length", "-region_path", "id")
        .values_list("kind", "key", "title", "payload")[: limit * 4]
    )
    firsts: dict[tuple[str, str], Suggestion] = {}
    for kind, key, title, payload in rows:
        firsts.setdefault((kind, title), Suggestion(kind=kind, key=key, title=title, payload=payload))
    return tuple(firsts.values())[:limit]


def _synonyms_in(text: str) -> dict[str, list[str]]:
    """The synonyms whose term occurs in ``text``. The table is small and is read as one scan."""
    rows = (
        Synonym.objects.annotate(asked=Value(text))
        .filter(asked__contains=F("term"))
        .order_by("term", "id")
        .values_list("term", "meaning")
    )
    found: dict[str, list[str]] = {}
    for term, meaning in rows:
        found.setdefault(term, []).append(meaning)
    return found


def _visible(region_path: str, audience: str, kinds: Sequence[str]) -> QuerySet[SearchDocument]:
    documents = SearchDocument.objects.filter(region_path__in=places.visible_from(region_path))
    if audience:
        documents = documents.filter(Q(audience=[]) | Q(audience__contains=[audience]))
    if kinds:
        documents = documents.filter(kind__in=kinds)
    return documents


def _ranked(query: Query, question: queries.Question, wanted: str, limit: int) -> list[_Candidate]:
    # A cast never passes PostgreSQL's text parser, whose idea of a Chinese word depends on the locale.
    literal = Cast(Value(wanted), SearchQueryField())
    # A title that holds the question word for word beats any count of words, hence the bonus of 1.
    matches = Q(_Matches(F("words"), literal))
    if words.is_latin(question.text):
        matches |= Q(initials__startswith=question.text)
    rows = (
        _visible(query.region_path, query.audience, query.kinds)
        .filter(matches)
        .annotate(
            rank=SearchRank(F("words"), literal, weights=WEIGHTS) * F("weight")
            + _begins_or_holds("contains", question.text)
        )
        .order_by("-rank", "title_length", "-region_path", "id")
        .values_list("id", "kind", "key", "title", "summary", "facets", "payload")[:limit]
    )
    return [_Candidate(*row) for row in rows]


def _begins_or_holds(lookup: str, text: str) -> Case:
    """1 where the title does so, else 0."""
    return Case(When(Q(**{f"title__{lookup}": text}), then=Value(1.0)), default=Value(0.0), output_field=FloatField())


def _page(query: Query, question: queries.Question, found: list[_Candidate], *, is_loose: bool) -> Results:
    kept = [candidate for candidate in found if facets.meets(candidate.facets, query.facets)]
    pages = -(-len(kept) // query.page_size)
    page = max(1, min(query.page, pages))
    start = (page - 1) * query.page_size
    marked = question.marks()
    return Results(
        hits=tuple(_hit(candidate, marked) for candidate in kept[start : start + query.page_size]),
        total=len(kept),
        page=page,
        pages=pages,
        facet_counts=facets.counts([candidate.facets for candidate in found], query.facets),
        is_capped=len(found) == (LOOSE_CANDIDATES if is_loose else CANDIDATES),
        is_loose=is_loose and bool(kept),
        also=question.also,
    )


def _hit(candidate: _Candidate, marked: Sequence[str]) -> Hit:
    return Hit(
        kind=candidate.kind,
        key=candidate.key,
        title=candidate.title,
        title_html=marks.marked(candidate.title, marked),
        summary_html=marks.marked(marks.snippet(candidate.summary, marked), marked),
        facets={facet: tuple(codes) for facet, codes in candidate.facets.items()},
        payload=candidate.payload,
    )
