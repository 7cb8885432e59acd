"""The tables of a case. Django finds models here; inside the app each is imported from its own module."""

from govhall.business.cases.models.case import Case
from govhall.business.cases.models.clock import Extension, SpecialProcedure
from govhall.business.cases.models.decision import Decision, DeliveryRecord
from govhall.business.cases.models.inquiry import InquiryAttempt
from govhall.business.cases.models.log import CaseEvent
from govhall.business.cases.models.material import CaseDocument, CaseMaterial, CorrectionRequest

__all__ = [
    "Case",
    "CaseDocument",
    "CaseEvent",
    "CaseMaterial",
    "CorrectionRequest",
    "Decision",
    "DeliveryRecord",
    "Extension",
    "InquiryAttempt",
    "SpecialProcedure",
]
