"""Loading web3, an extra of the package, without what it does to the whole process."""

import sys
from functools import cache
from importlib import import_module
from importlib.util import find_spec

EXTRA = "web3"


def is_installed() -> bool:
    """Whether the extra is there."""
    return find_spec(EXTRA) is not None


@cache
def load() -> None:
    """
    Load web3, once: it takes a second.

    A library under it lets Python recurse a hundred times deeper. Then deeply nested JSON, from this node or from
    anybody else, wouldn't be refused any more but crash the process, so Python's own limit is put back.
    """
    limit = sys.getrecursionlimit()
    try:
        import_module(EXTRA)
    finally:
        sys.setrecursionlimit(limit)
