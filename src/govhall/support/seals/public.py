"""What other apps may use of electronic seals."""

from govhall.support.seals.choices import FileOutcome, Finding, Occurrence, SealAct, SealKind, SealStatus
from govhall.support.seals.engine.checking import NotAPdf
from govhall.support.seals.engine.foreign_signing import SealingRefused
from govhall.support.seals.engine.ofd_signing import AlreadySealed
from govhall.support.seals.events import SealDestroyed, SealFrozen, SealIssued, SealReplaced, SealUnfrozen
from govhall.support.seals.rules import (
    BATCH_MOST,
    DutiesNotSeparated,
    PlaceRefused,
    SealActNotAllowed,
    SealNotUsable,
)
from govhall.support.seals.selectors.batches import BatchNotFound, batch, batch_file, batch_zip, sealed_name
from govhall.support.seals.selectors.checking import check_file, revocation_list
from govhall.support.seals.selectors.places import page_picture
from govhall.support.seals.selectors.register import (
    SealNotFound,
    active_seal,
    picture,
    seal_counts,
    seal_file,
    seal_list,
    seals_of,
    uses_of,
)
from govhall.support.seals.services.applying import SealInForce, SealInTheMaking, apply, approve, refuse, withdraw
from govhall.support.seals.services.batching import seal_files
from govhall.support.seals.services.drills import Compromise, Rotation, compromise, rotate
from govhall.support.seals.services.ensuring import ensure_seal
from govhall.support.seals.services.holding import destroy, freeze, revoke_key, unfreeze
from govhall.support.seals.services.making import file, issue, make
from govhall.support.seals.services.sealing import seal_file as use_seal
from govhall.support.seals.services.sealing import seal_ofd, seal_pdf
from govhall.support.seals.services.stamping import stamp_late
from govhall.support.seals.services.telling import warn_keepers
from govhall.support.seals.values import (
    AtPoint,
    AtWords,
    BatchFileValue,
    BatchValue,
    PagePicture,
    SealCheck,
    SealEventValue,
    SealFile,
    SealRow,
    SealStructureValue,
    SealUseValue,
    SealValue,
)

__all__ = [
    "BATCH_MOST", "AlreadySealed", "AtPoint", "AtWords", "BatchFileValue", "BatchNotFound", "BatchValue", "Compromise",
    "DutiesNotSeparated", "FileOutcome", "Finding", "NotAPdf", "Occurrence", "PagePicture", "PlaceRefused", "Rotation",
    "SealAct", "SealActNotAllowed", "SealCheck", "SealDestroyed", "SealEventValue", "SealFile", "SealFrozen",
    "SealInForce", "SealInTheMaking", "SealIssued", "SealKind", "SealNotFound", "SealNotUsable", "SealReplaced",
    "SealRow", "SealStatus", "SealStructureValue", "SealUnfrozen", "SealUseValue", "SealValue", "SealingRefused",
    "active_seal", "apply", "approve", "batch", "batch_file", "batch_zip", "check_file", "compromise", "destroy",
    "ensure_seal", "file", "freeze", "issue", "make", "page_picture", "picture", "refuse", "revocation_list",
    "revoke_key", "rotate", "seal_counts", "seal_file", "seal_files", "seal_list", "seal_ofd", "seal_pdf",
    "sealed_name", "seals_of", "stamp_late", "unfreeze", "use_seal", "uses_of", "warn_keepers", "withdraw",
]  # fmt: skip
