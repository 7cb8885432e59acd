"""Addresses of the workspace."""

from django.urls import URLPattern, path

from govhall.channels.workspace.views import (
    acts,
    audit,
    calendar,
    case,
    certificate_type_editing,
    certificate_types,
    certificates,
    checks,
    client_granting,
    clients,
    decision_models,
    evaluations,
    evidence,
    items,
    material_pages,
    rule_editing,
    rule_runs,
    stock,
    tasks,
    window,
)
from govhall.channels.workspace.views.seals import acts as seal_acts
from govhall.channels.workspace.views.seals import pages as seals
from govhall.channels.workspace.views.seals import using as seal_using
from govhall.channels.workspace.views.staff import acts as staff_acts
from govhall.channels.workspace.views.staff import pages as staff

app_name = "workspace"
urlpatterns: list[URLPattern] = [
    path("", tasks.tasks, name="tasks"),
    path("next/", tasks.take_next, name="next"),
    path("cases/<str:number>/", case.case, name="case"),
    path("cases/<str:number>/panel/", case.act_panel, name="panel"),
    path("cases/<str:number>/preview/", tasks.preview, name="preview"),
    path("cases/<str:number>/claim/", tasks.claim, name="claim"),
    path("cases/<str:number>/release/", tasks.release, name="release"),
    path("cases/<str:number>/materials/<uuid:material_id>/", case.material, name="material"),
    path("cases/<str:number>/materials/<uuid:material_id>/pages/", material_pages.pages, name="material-pages"),
    path(
        "cases/<str:number>/materials/<uuid:material_id>/pages/<int:page>.jpg",
        material_pages.page,
        name="material-page",
    ),
    path("cases/<str:number>/papers/<uuid:paper_id>/", case.paper, name="paper"),
    path("cases/<str:number>/reveal/<str:place>/", case.reveal, name="reveal"),
    path("cases/<str:number>/runs/<uuid:run_id>/", rule_runs.of_case, name="case-run"),
    path("cases/<str:number>/runs/<uuid:run_id>/reveal/", rule_runs.reveal_of_case, name="case-run-reveal"),
    *(path(f"cases/<str:number>/acts/{slug}/", view, name=f"act-{slug}") for slug, view in acts.VIEWS.items()),
    path("items/", items.index, name="items"),
    path("items/<str:code>/", items.item, name="item"),
    path("rules/", decision_models.index, name="rules"),
    path("rules/new/", rule_editing.create, name="rule-new"),
    path("rules/feel/", decision_models.feel, name="feel"),
    path("rules/<slug:key>/", decision_models.model, name="rule"),
    path("rules/<slug:key>/save/", rule_editing.save, name="rule-save"),
    path("rules/<slug:key>/try/", rule_editing.try_out, name="rule-try"),
    path("rules/<slug:key>/publish/", decision_models.publish, name="rule-publish"),
    path("rules/<slug:key>/runs/", decision_models.runs, name="rule-runs"),
    path("rules/<slug:key>/runs/<uuid:run_id>/", rule_runs.of_model, name="rule-run"),
    path("rules/<slug:key>/runs/<uuid:run_id>/reveal/", rule_runs.reveal_of_model, name="rule-run-reveal"),
    path("rules/<slug:key>/versions/<int:number>/", decision_models.version, name="rule-version"),
    path("rules/<slug:key>/versions/<int:number>/retire/", decision_models.retire, name="rule-retire"),
    path("items/<str:code>/rules/", items.adopt_rules, name="item-rules"),
    path("certificates/", certificates.index, name="certificates"),
    path("certificates/stock/", stock.index, name="stock"),
    path("certificates/stock/template/<int:agency_id>/<slug:type_key>/", stock.template, name="stock-template"),
    path("certificates/stock/<uuid:batch_id>/", stock.batch, name="stock-batch"),
    path("certificates/stock/<uuid:batch_id>/faults/", stock.faults, name="stock-faults"),
    path("certificates/checks/", checks.index, name="checks"),
    path("certificates/checks/table/", checks.table, name="checks-table"),
    path("certificates/types/", certificate_types.index, name="types"),
    path(
        "certificates/types/paper/<slug:shape>/<slug:colour>.svg", certificate_types.background, name="type-background"
    ),
    path("certificates/types/<slug:key>/", certificate_types.kind, name="type"),
    path("certificates/types/<slug:key>/draft/", certificate_type_editing.draft, name="type-draft"),
    path("certificates/types/<slug:key>/discard/", certificate_type_editing.discard, name="type-discard"),
    path("certificates/types/<slug:key>/publish/", certificate_type_editing.publish, name="type-publish"),
    path("certificates/types/<slug:key>/versions/<int:number>/", certificate_types.version, name="type-version"),
    path("certificates/<uuid:certificate_id>/", certificates.certificate, name="certificate"),
    path("clients/", clients.index, name="clients"),
    path("clients/new/", client_granting.create, name="client-new"),
    path("clients/<uuid:client_id>/", clients.client, name="client"),
    path("clients/<uuid:client_id>/change/", client_granting.change, name="client-change"),
    path("clients/<uuid:client_id>/rotate/", clients.rotate, name="client-rotate"),
    path("clients/<uuid:client_id>/end/", clients.end, name="client-end"),
    path("certificates/<uuid:certificate_id>/checks/<int:year>/", checks.check, name="certificate-check"),
    path("calendar/", calendar.year, name="calendar"),
    path("calendar/preview/", calendar.preview, name="calendar-preview"),
    path("calendar/load/", calendar.load, name="calendar-load"),
    path("audit/", audit.trail, name="audit"),
    path("evidence/", evidence.index, name="evidence"),
    path("seals/", seals.index, name="seals"),
    path("seals/apply/", seal_acts.apply, name="seal-apply"),
    path("seals/<uuid:seal_id>/", seals.seal, name="seal"),
    path("seals/<uuid:seal_id>/picture.svg", seals.picture, name="seal-picture"),
    path("seals/<uuid:seal_id>/attachment/", seals.attachment, name="seal-attachment"),
    path("seals/<uuid:seal_id>/use/", seal_using.use, name="seal-use"),
    path("seals/<uuid:seal_id>/use/preview/", seal_using.preview, name="seal-preview"),
    path("seals/batches/<uuid:batch_id>/", seal_using.batch, name="seal-batch"),
    path("seals/batches/<uuid:batch_id>/files.zip", seal_using.batch_zip, name="seal-batch-zip"),
    path("seals/batches/<uuid:batch_id>/<int:number>.pdf", seal_using.batch_file, name="seal-batch-file"),
    *(
        path(f"seals/<uuid:seal_id>/acts/{slug}/", view, name=f"seal-act-{slug}")
        for slug, view in seal_acts.VIEWS.items()
    ),
    path("people/", window.search, name="people"),
    path("people/<uuid:user_id>/", window.account, name="person"),
    path("staff/", staff.index, name="staff"),
    path("staff/new/", staff_acts.hire, name="staff-hire"),
    path("staff/<uuid:user_id>/", staff.officer, name="officer"),
    *(
        path(f"staff/<uuid:user_id>/acts/{slug}/", view, name=f"staff-act-{slug}")
        for slug, view in staff_acts.VIEWS.items()
    ),
    path("evaluations/", evaluations.index, name="evaluations"),
]
