"""What other apps may use of forms."""

from govhall.support.forms.forms import RenderedSection, SectionForm, read, render
from govhall.support.forms.rules.cleaning import clean
from govhall.support.forms.rules.definition import FormDefinitionError, parse
from govhall.support.forms.rules.live import live_rules
from govhall.support.forms.selectors import AgencyOver, draft, drafts, hold_file, subject_of
from govhall.support.forms.services import attach, delete_draft, detach, mark_sent, open_draft, save_draft, sweep_drafts
from govhall.support.forms.values import (
    CleanForm,
    DraftFile,
    DraftValue,
    FieldSpec,
    FormSpec,
    OptionSpec,
    SectionSpec,
)

__all__ = [
    "AgencyOver", "CleanForm", "DraftFile", "DraftValue", "FieldSpec", "FormDefinitionError", "FormSpec", "OptionSpec",
    "RenderedSection", "SectionForm", "SectionSpec", "attach", "clean", "delete_draft", "detach", "draft", "drafts",
    "hold_file", "live_rules", "mark_sent", "open_draft", "parse", "read", "render", "save_draft", "subject_of",
    "sweep_drafts",
]  # fmt: skip
