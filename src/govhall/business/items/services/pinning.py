"""Pins the decision models of an item: a version of an item works with the rules it was made with, for good."""

from collections.abc import Mapping
from typing import Any, Final

from govhall.business.items.rules.problems import ContentFault, Problem
from govhall.support.decisions import public as decisions

USES: Final = ("precheck", "routing", "outcome")


def pinned(content: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return ``content`` with the latest published version of every decision model that it names.

    One query a model, one more for a version that this process has not read yet.

    :raises ContentFault: if a model was never published, or has no such decision
    """
    found = dict(content)
    for key in USES:
        if use := content.get(key):
            try:
                ref = decisions.latest(use["model"])
            except decisions.ModelNotFound as missing:
                message = f"没有已发布的决策模型“{use['model']}”"
                raise ContentFault([Problem(path=f"{key}.model", message=message)]) from missing
            if use["decision"] not in decisions.decision_names(ref.id):
                message = f"决策模型“{use['model']}”里没有“{use['decision']}”这个决策"
                raise ContentFault([Problem(path=f"{key}.decision", message=message)])
            found[key] = {**use, "version": ref.number, "version_id": str(ref.id)}
    return found
