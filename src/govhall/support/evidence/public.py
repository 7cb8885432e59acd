"""What other apps may use of evidence."""

from govhall.support.evidence.adapters.chain import ChainFailure
from govhall.support.evidence.choices import AnchorStatus, Finding
from govhall.support.evidence.rules import NotALeaf, PersonalDataInLeaf
from govhall.support.evidence.selectors.anchors import anchoring, confirmed_anchor, newest_anchors
from govhall.support.evidence.selectors.keyring import key_statement
from govhall.support.evidence.selectors.proving import (
    NoSuchEvidence,
    NoSuchHead,
    consistency,
    evidence_file,
    head,
    inclusion,
    latest_head,
    standing,
)
from govhall.support.evidence.selectors.script import offline_script
from govhall.support.evidence.selectors.state import log_name, root_certificate, tree_state, watched_logs
from govhall.support.evidence.services.anchoring import anchor
from govhall.support.evidence.services.changing_keys import rotate_key
from govhall.support.evidence.services.deploying import deploy_anchor
from govhall.support.evidence.services.entering import enter, forget, salted
from govhall.support.evidence.services.inspecting import inspect
from govhall.support.evidence.services.lifting import NoSuchLog, NotRefused, lift_refusal, resume_anchoring
from govhall.support.evidence.services.sequencing import TreeDamaged, sequence
from govhall.support.evidence.services.witnessing import (
    HeadRefused,
    register_witness,
    visit,
    watch,
    witness_certificate,
)
from govhall.support.evidence.values import (
    Anchoring,
    AnchorValue,
    Fault,
    Head,
    Inclusion,
    InspectionValue,
    Salted,
    Standing,
    TreeState,
    WatchedValue,
    WitnessValue,
)

__all__ = [
    "AnchorStatus", "AnchorValue", "Anchoring", "ChainFailure", "Fault", "Finding", "Head", "HeadRefused",
    "Inclusion", "InspectionValue", "NoSuchEvidence", "NoSuchHead", "NoSuchLog", "NotALeaf", "NotRefused",
    "PersonalDataInLeaf", "Salted", "Standing", "TreeDamaged", "TreeState", "WatchedValue", "WitnessValue", "anchor",
    "anchoring", "confirmed_anchor", "consistency", "deploy_anchor", "enter", "evidence_file", "forget", "head",
    "inclusion", "inspect", "key_statement", "latest_head", "lift_refusal", "log_name", "newest_anchors",
    "offline_script", "register_witness", "resume_anchoring", "root_certificate", "rotate_key", "salted", "sequence",
    "standing", "tree_state", "visit", "watch", "watched_logs", "witness_certificate",
]  # fmt: skip
