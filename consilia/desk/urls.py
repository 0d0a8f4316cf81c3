"""Addresses of the clinician's and the editor's desk; all of them begin with /<language>/desk."""

from django.urls import path

from consilia.accounts import addresses  # noqa: F401 - brings the kind number
from consilia.desk.views import case, publishing, queue, reports

app_name = "desk"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("/publish", publishing.to_publish, name="to_publish"),
    path("/reports", reports.reports, name="reports"),
    path("/reports/<number:number>/settle", reports.settle, name="settle_report"),
    path("/<uuid:reference>", case.case, name="case"),
    path("/<uuid:reference>/settle", case.perform, {"act": "settle"}, name="settle"),
    path("/<uuid:reference>/reply", case.perform, {"act": "reply"}, name="reply"),
    path("/<uuid:reference>/ask-back", case.perform, {"act": "ask_back"}, name="ask_back"),
    path("/<uuid:reference>/hand-over", case.perform, {"act": "hand_over"}, name="hand_over"),
    path("/<uuid:reference>/retire", case.perform, {"act": "retire"}, name="retire"),
    path("/<uuid:reference>/publish", publishing.publish, name="publish"),
]
