"""Pins the decision models of an item: a version of an item works with the rules it was made with, for good."""

from collections.abc import Mapping
from typing import Any, Final

from govhall.business.items.rules.problems import ContentFault, Problem
from govhall.support.decisions import public as decisions

USES: Final = ("precheck", "routing")


def pinned(content: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return ``content`` with the latest published version of every decision model that it names. One query a model.

    :raises ContentFault: if a model was never published
    """
    found = dict(content)
    for key in USES:
        if use := content.get(key):
            try:
                ref = decisions.latest(use["model"])
            except decisions.ModelNotFound as missing:
                message = f"没有已发布的决策模型“{use['model']}”"
                raise ContentFault([Problem(path=f"{key}.model", message=message)]) from missing
            found[key] = {**use, "version": ref.number, "version_id": str(ref.id)}
    return found
