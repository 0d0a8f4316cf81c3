"""Addresses of the questions room. None of them ever holds anything that a person wrote."""

from django.urls import path

from consilia.questions.views import ask, emergency, private, report, suggest

app_name = "questions"
urlpatterns = [
    path("ask", ask.ask, name="ask"),
    path("ask/suggest", suggest.suggest, name="ask_suggest"),
    path("ask/emergency", emergency.emergency, name="ask_emergency"),
    path("ask/about", ask.about, name="ask_about"),
    path("ask/guardian", ask.guardian, name="ask_guardian"),
    path("ask/safety", ask.safety, name="ask_safety"),
    path("ask/answers", ask.answers, name="ask_answers"),
    path("ask/department", ask.department, name="ask_department"),
    path("ask/answered", ask.answered, name="ask_answered"),
    path("ask/consent", ask.consent, name="ask_consent"),
    path("ask/check", ask.check, name="ask_check"),
    path("ask/sent", ask.sent, name="ask_sent"),
    path("report/<number:number>", report.problem, name="report"),
    path("report/thanks", report.reported, name="reported"),
    path("my/<str:token>", private.private, name="private"),
    path("my/<str:token>/add", private.add, name="private_add"),
    path("my/<str:token>/edit", private.edit, name="private_edit"),
    path("my/<str:token>/answer", private.answer, name="private_answer"),
    path("my/<str:token>/keep-private", private.keep_private, name="private_keep"),
    path("my/<str:token>/resubmit", private.resubmit, name="private_resubmit"),
    path("my/<str:token>/copy", private.copy, name="private_copy"),
    path("my/<str:token>/erase", private.erase, name="private_erase"),
    path("my/<str:token>/withdraw", private.withdraw, name="private_withdraw"),
]
