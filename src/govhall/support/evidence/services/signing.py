"""Signing heads: what the tree is now, so that it can never have been anything else."""

from datetime import datetime

from django.db import transaction

from govhall.support.evidence.engine import canonical, records, tree
from govhall.support.evidence.models import TreeHead
from govhall.support.evidence.selectors import nodes
from govhall.support.evidence.services import keys


def sign_head(*, at: datetime) -> bool:
    """
    Sign a head over the tree as it stands; return whether there was anything new to sign.

    Two at once sign the same tree: the database keeps the one that comes first.
    """
    name = keys.authority(at).certificate.fingerprint
    with transaction.atomic():
        keys.hold()  # the key mustn't end between choosing and using it
        pair = keys.signer(at)
        size = nodes.size()
        last = TreeHead.objects.order_by("-size").first()
        if size == (last.size if last else 0):
            return False
        # A clock that was set back must not make heads go back in time.
        moment = max(at, last.at) if last else at
        root = tree.root(size, nodes.at(tree.peaks(size)))
        record = records.head(log=name, size=size, root=root, at=moment, previous=last.size if last else 0)
        head = TreeHead(
            size=size,
            root=root,
            at=moment,
            previous=last,
            key_id=pair.certificate.fingerprint,
            signature=pair.sign(canonical.encode(record)),
        )
        return len(TreeHead.objects.bulk_create([head], ignore_conflicts=True)) == 1
