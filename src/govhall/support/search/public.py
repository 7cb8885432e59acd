"""What other apps may use of search: put documents in, take them out, ask."""

from govhall.support.search.rules.places import visible_from
from govhall.support.search.selectors import search, suggest
from govhall.support.search.services import add_synonym, index, load_synonyms, remove, remove_synonym
from govhall.support.search.values import Document, Hit, Query, Results, Suggestion

__all__ = [
    "Document", "Hit", "Query", "Results", "Suggestion",
    "add_synonym", "index", "load_synonyms", "remove", "remove_synonym", "search", "suggest", "visible_from",
]  # fmt: skip
