"""Reading stored nodes: any number of places in one query."""

from collections.abc import Iterable

from django.db import connection

from govhall.support.evidence.engine.tree import Place


def at(places: Iterable[Place]) -> dict[Place, bytes]:
    """Return the hashes at ``places``; what isn't stored is left out."""
    wanted = list(dict.fromkeys(places))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT node.level, node."index", node.hash FROM unnest(%s::smallint[], %s::bigint[]) AS asked (level, at)'
            ' JOIN evidence_treenode node ON node.level = asked.level AND node."index" = asked.at',
            [[place.level for place in wanted], [place.number for place in wanted]],
        )
        return {Place(level, index): bytes(value) for level, index, value in cursor.fetchall()}


def size() -> int:
    """Return how many leaves the tree has."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT coalesce(max("index") + 1, 0) FROM evidence_treenode WHERE level = 0')
        (found,) = cursor.fetchone()
    return int(found)
