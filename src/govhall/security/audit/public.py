"""What other apps may use of the audit trail."""

from govhall.security.audit.rules import action_label, declare, groups, is_declared
from govhall.security.audit.selectors import entries
from govhall.security.audit.services import record
from govhall.security.audit.values import AuditRecord

__all__ = ["AuditRecord", "action_label", "declare", "entries", "groups", "is_declared", "record"]
