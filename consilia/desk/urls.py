"""Addresses of the clinician's and the editor's desk; all of them begin with /<language>/desk."""

from django.urls import path

from consilia.accounts import addresses  # noqa: F401 - brings the kind number
from consilia.desk.views import (
    audit,
    case,
    claims,
    drafts,
    figures,
    more_info,
    prepared,
    publishing,
    queue,
    reports,
    topics,
)

app_name = "desk"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("/publish", publishing.to_publish, name="to_publish"),
    path("/more-info", more_info.more_info_list, name="more_info_list"),
    path("/more-info/<number:number>", more_info.more_info, name="more_info"),
    path("/more-info/<number:number>/sign", more_info.sign_more_info, name="sign_more_info"),
    path("/more-info/<number:number>/leave-out/<number:sentence>", more_info.leave_out, name="leave_out"),
    path("/audit", audit.audit, name="audit"),
    path("/figures", figures.figures, name="figures"),
    path("/figures/<word:chart>.csv", figures.figures_csv, name="figures_csv"),
    path("/reports", reports.reports, name="reports"),
    path("/reports/<number:number>/settle", reports.settle, name="settle_report"),
    path("/topics", topics.topics, name="topics"),
    path("/topics/<number:pk>", topics.change_topic, name="change_topic"),
    path("/topics/suggested/<number:pk>", topics.suggested_topic, name="suggested_topic"),
    path("/topics/doubtful/<number:pk>", topics.doubtful_filing, name="doubtful_filing"),
    path("/prepared", prepared.prepared_texts, name="prepared_texts"),
    path("/prepared/new", prepared.new_prepared, name="new_prepared"),
    path("/prepared/<number:pk>", prepared.change_prepared, name="change_prepared"),
    path("/prepared/<number:pk>/delete", prepared.delete_prepared, name="delete_prepared"),
    path("/<uuid:reference>", case.case, name="case"),
    path("/<uuid:reference>/settle", case.perform, {"act": "settle"}, name="settle"),
    path("/<uuid:reference>/reply", case.perform, {"act": "reply"}, name="reply"),
    path("/<uuid:reference>/draft", drafts.save, name="save_draft"),
    path("/<uuid:reference>/draft/insert", drafts.insert_prepared, name="insert_prepared"),
    path("/<uuid:reference>/draft/show", drafts.show_preview, name="show_preview"),
    path("/<uuid:reference>/draft/preview", drafts.preview, name="preview"),
    path("/<uuid:reference>/ask-back", case.perform, {"act": "ask_back"}, name="ask_back"),
    path("/<uuid:reference>/hand-over", case.perform, {"act": "hand_over"}, name="hand_over"),
    path("/<uuid:reference>/send-back", case.perform, {"act": "send_back"}, name="send_back"),
    path("/<uuid:reference>/take-up", case.perform, {"act": "take_up"}, name="take_up"),
    path("/<uuid:reference>/retire", case.perform, {"act": "retire"}, name="retire"),
    path("/<uuid:reference>/claim", claims.change, {"act": "claim"}, name="claim"),
    path("/<uuid:reference>/take-over", claims.change, {"act": "take_over"}, name="take_over"),
    path("/<uuid:reference>/release", claims.change, {"act": "release"}, name="release"),
    path("/<uuid:reference>/publish", publishing.publish, name="publish"),
]
