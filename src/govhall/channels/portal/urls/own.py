"""Addresses of the portal's pages for applicants' own matters. All of them ask for a login."""

from django.urls import URLPattern, path

from govhall.channels.portal.views import (
    account,
    apply,
    cases,
    certificates,
    correction,
    files,
    materials,
    messages,
    rating,
    submission,
)

urlpatterns: list[URLPattern] = [
    path("apply/<str:code>/", apply.apply, name="apply"),
    path("drafts/<uuid:draft_id>/", apply.draft, name="draft"),
    path("drafts/<uuid:draft_id>/save/", apply.save, name="draft_save"),
    path("drafts/<uuid:draft_id>/sections/", apply.sections, name="draft_sections"),
    path("drafts/<uuid:draft_id>/delete/", apply.delete, name="draft_delete"),
    path("drafts/<uuid:draft_id>/materials/", materials.materials, name="draft_materials"),
    path("drafts/<uuid:draft_id>/materials/remove/", materials.remove, name="draft_remove"),
    path("drafts/<uuid:draft_id>/materials/restore/", materials.restore, name="draft_restore"),
    path("drafts/<uuid:draft_id>/files/<uuid:file_id>/", files.draft_file, name="draft_file"),
    path("drafts/<uuid:draft_id>/confirm/", submission.confirm, name="draft_confirm"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<str:number>/", cases.case, name="case"),
    path("cases/<str:number>/receipt/", submission.receipt, name="case_receipt"),
    path("cases/<str:number>/withdraw/", cases.withdraw, name="case_withdraw"),
    path("cases/<str:number>/correct/", correction.correct, name="case_correct"),
    path("cases/<str:number>/result/", cases.result, name="case_result"),
    path("cases/<str:number>/result/download/", files.result, name="case_result_download"),
    path("cases/<str:number>/papers/<uuid:paper_id>/", files.paper, name="case_paper"),
    path("cases/<str:number>/materials/<uuid:material_id>/", files.material, name="case_material"),
    path("cases/<str:number>/rate/", rating.rate, name="case_rate"),
    path("certificates/", certificates.certificates, name="certificates"),
    path("certificates/<uuid:certificate_id>/", certificates.certificate, name="certificate"),
    path("certificates/<uuid:certificate_id>/download/", files.certificate, name="certificate_download"),
    path("certificates/<uuid:certificate_id>/show/", certificates.show, name="certificate_show"),
    path("certificates/<uuid:certificate_id>/code.svg", files.certificate_code, name="certificate_code"),
    path("evaluations/", rating.evaluations, name="evaluations"),
    path("messages/", messages.messages, name="messages"),
    path("messages/<uuid:message_id>/", messages.message, name="message"),
    path("account/", account.account, name="account"),
    path("account/preferences/", account.preferences, name="account_preferences"),
]
