"""
Reads of the search index. A search costs at most three queries, a suggestion one.

Synonyms are kept in memory; once a minute a process asks whether they have changed, which is one query more.
"""

from collections.abc import Mapping, Sequence

from django.contrib.postgres.search import SearchQueryField, SearchRank
from django.db.models import BooleanField, Case, Count, F, FloatField, Func, Max, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from govhall.infra.process_cache import ProcessCache
from govhall.support.search.models import SearchDocument, Synonym
from govhall.support.search.rules import facets, marks, places, queries, words
from govhall.support.search.values import Hit, Query, Results, Suggestion

# So many documents are ranked, filtered by facets and counted at most: more is noise for people and time for us.
CANDIDATES = 400
LOOSE_CANDIDATES = 120
# A trigram index can't help with shorter texts, so they must begin a word.
TRIGRAM = 3
# D: body, C: summary, B: aliases, A: title.
WEIGHTS = [0.05, 0.2, 0.6, 1.0]


class _Matches(Func):
    arg_joiner = " @@ "
    template = "(%(expressions)s)"
    output_field = BooleanField()


def search(query: Query) -> Results:
    """
    Return a page of what ``query`` finds. Nothing to look for (blank, only signs) finds nothing.

    Words must all occur; if no document has them all, those with some are shown and ``is_loose`` says so.
    """
    text = words.question(query.text)
    question = queries.build(text, _synonyms_in(text)) if text else None
    if question is None or question.is_empty:
        return Results()
    found = _ranked(query, question, question.strict(), CANDIDATES)
    is_loose = not found
    if is_loose:
        found = _ranked(query, question, question.loose(), LOOSE_CANDIDATES)
    kept = [key for key, tags in found if facets.meets(tags, query.facets)]
    size = max(1, query.page_size)
    pages = -(-len(kept) // size)
    page = max(1, min(query.page, pages))
    shown = kept[(page - 1) * size : page * size]
    return Results(
        hits=_hits(shown, question.marks()),
        total=len(kept),
        page=page,
        pages=pages,
        facet_counts=facets.counts([tags for _key, tags in found], query.facets),
        is_capped=len(found) == (LOOSE_CANDIDATES if is_loose else CANDIDATES),
        is_loose=is_loose and bool(kept),
        also=question.also,
    )


def suggest(prefix: str, *, region_path: str, audience: str = "", limit: int = 8) -> tuple[Suggestion, ...]:
    """
    Return what a half-typed word may become: by title, by what people call it, by pinyin initials (``spjy``).

    Titles that begin with the prefix come first. Things of the same title are shown once, the nearest region's.
    """
    text = words.question(prefix)
    if not text:
        return ()
    typed = Q(_Matches(F("words"), Cast(Value(queries.typed(text)), SearchQueryField())))
    if len(text) >= TRIGRAM:
        typed |= Q(title__contains=text) | Q(aliases__contains=text)
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


def forget_synonyms() -> None:
    """Read the synonyms anew at the next search of this process."""
    _synonyms.forget()


def _synonyms_in(text: str) -> dict[str, tuple[str, ...]]:
    return {term: meanings for term, meanings in _synonyms.get().items() if term in text}


def _all_synonyms() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for term, meaning in Synonym.objects.order_by("term", "id").values_list("term", "meaning"):
        found[term] = (*found.get(term, ()), meaning)
    return found


def _version_of_synonyms() -> tuple[object, ...]:
    state = Synonym.objects.aggregate(newest=Max("id"), number=Count("id"))
    return (state["newest"], state["number"])


def _visible(region_path: str, audience: str, kinds: Sequence[str]) -> QuerySet[SearchDocument]:
    documents = SearchDocument.objects.filter(region_path__in=places.visible_from(region_path))
    if audience.isascii() and audience.isalpha():
        documents = documents.filter(Q(audience=[]) | Q(audience__contains=[audience]))
    if kinds:
        documents = documents.filter(kind__in=kinds)
    return documents


def _ranked(query: Query, question: queries.Question, wanted: str, limit: int) -> list[tuple[int, list[str]]]:
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
        .values_list("id", "tags")[:limit]
    )
    return list(rows)


def _begins_or_holds(lookup: str, text: str) -> Case:
    """1 where the title does so, else 0."""
    return Case(When(Q(**{f"title__{lookup}": text}), then=Value(1.0)), default=Value(0.0), output_field=FloatField())


def _hits(ids: Sequence[int], marked: Sequence[str]) -> tuple[Hit, ...]:
    if not ids:
        return ()
    rows = SearchDocument.objects.only("kind", "key", "title", "summary", "tags", "payload").in_bulk(ids)
    return tuple(
        Hit(
            kind=row.kind,
            key=row.key,
            title=row.title,
            title_html=marks.marked(row.title, marked),
            summary_html=marks.marked(marks.snippet(row.summary, marked), marked),
            facets=facets.from_tags(row.tags),
            payload=row.payload,
        )
        for row in (rows[each] for each in ids if each in rows)
    )


_synonyms: ProcessCache[Mapping[str, tuple[str, ...]]] = ProcessCache(version=_version_of_synonyms, build=_all_synonyms)
