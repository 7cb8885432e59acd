"""What other apps may use of items: guides, lists, search, the materials of a situation, the acts of publishing."""

from govhall.business.items.choices import CaseKind, ItemState
from govhall.business.items.events import ItemCancelled, ItemPublished, ItemResumed, ItemSuspended
from govhall.business.items.rules.materials import answers_from_query, materials_for, unanswered
from govhall.business.items.rules.problems import ContentFault, Problem
from govhall.business.items.rules.summaries import FACETS
from govhall.business.items.selectors import (
    ItemNotFound,
    browse,
    counts_by_theme,
    editable_by,
    find_names,
    guide,
    implementation,
    implementation_by_code,
    is_in_force,
    names_of,
    popular,
    search,
    suggest,
    summaries_of,
    version,
    versions_of,
)
from govhall.business.items.services.loading import load_content
from govhall.business.items.services.publishing import SameContent, adopt_rules, draft_version, publish
from govhall.business.items.services.states import cancel, resume, suspend
from govhall.business.items.values.content import (
    LEGAL,
    PERSON,
    Basis,
    Exemption,
    Faq,
    Fee,
    ItemContent,
    Limit,
    Material,
    Option,
    Question,
    Remedies,
    Result,
    RuleUse,
    SpecialProcedure,
    Step,
    Verified,
)
from govhall.business.items.values.lists import (
    Implementation,
    ItemGuide,
    ItemHit,
    ItemPage,
    ItemResults,
    ItemSummary,
    LoadReport,
    MaterialPlan,
    Theme,
    VersionInfo,
)

__all__ = [
    "FACETS", "LEGAL", "PERSON",
    "Basis", "CaseKind", "ContentFault", "Exemption", "Faq", "Fee", "Implementation", "ItemCancelled", "ItemContent",
    "ItemGuide", "ItemHit", "ItemNotFound", "ItemPage", "ItemPublished", "ItemResults", "ItemResumed", "ItemState",
    "ItemSummary", "ItemSuspended", "Limit", "LoadReport", "Material", "MaterialPlan", "Option", "Problem", "Question",
    "Remedies", "Result", "RuleUse", "SameContent", "SpecialProcedure", "Step", "Theme", "Verified", "VersionInfo",
    "adopt_rules", "answers_from_query", "browse", "cancel", "counts_by_theme", "draft_version", "editable_by",
    "find_names", "guide", "implementation", "implementation_by_code", "is_in_force", "load_content", "materials_for",
    "names_of", "popular", "publish", "resume", "search", "suggest", "summaries_of", "suspend", "unanswered", "version",
    "versions_of",
]  # fmt: skip
