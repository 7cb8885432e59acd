"""Keeps the columns for lists and the search index in step with an implementation's current version and state."""

from django.db import transaction

from govhall.business.items import selectors
from govhall.business.items.choices import ItemState
from govhall.business.items.models import ItemImplementation
from govhall.business.items.rules import summaries
from govhall.business.items.values.content import ItemContent
from govhall.support.search import public as index


def show(item: ItemImplementation, content: ItemContent) -> None:
    """Write what lists and the index show of ``item``; only an item in force can be found."""
    place = summaries.Place(
        implementation_code=item.code, state=item.state, agency_id=item.agency_id, agency_name=item.agency.name,
        region_path=item.region_path, level=item.level,
    )  # fmt: skip
    summary = summaries.to_payload(summaries.summary_of(content, place))
    item.name, item.popularity, item.summary = content.name, content.popularity, summary
    item.themes_person, item.themes_legal = list(content.themes_person), list(content.themes_legal)
    item.audience = list(content.audience)
    item.save(
        update_fields=["current", "state", "name", "popularity", "summary", "themes_person", "themes_legal", "audience"]
    )
    selectors.forget_heads()
    transaction.on_commit(selectors.forget_heads)
    if item.state != ItemState.IN_FORCE:
        index.remove(kind=summaries.ENTRY_KIND, keys=[item.code])
        return
    aliases, text = summaries.texts_of(content)
    index.index(
        documents=[
            index.Document(
                kind=summaries.ENTRY_KIND, key=item.code, title=content.name, summary=content.summary,
                aliases=aliases, text=text, region_path=item.region_path, audience=content.audience,
                facets=summaries.facets_of(content, item.level), weight=1 + content.popularity / 100, payload=summary,
            )
        ]
    )  # fmt: skip
