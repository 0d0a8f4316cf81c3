"""Addresses of the accounts room."""

from django.urls import path

from consilia.accounts import addresses  # noqa: F401 - addresses bring the kind number
from consilia.accounts.second_factor import second_factor_not_required
from consilia.accounts.views import people, security, sign_in

app_name = "accounts"
urlpatterns = [
    path("sign-in", sign_in.SignIn.as_view(), name="sign_in"),
    path("sign-out", second_factor_not_required(sign_in.SignOut.as_view()), name="sign_out"),
    path("sign-out-everywhere", second_factor_not_required(security.sign_out_everywhere), name="sign_out_everywhere"),
    path("welcome/<word:uidb64>/<word:token>", sign_in.Welcome.as_view(), name="welcome"),
    path("people", people.people, name="people"),
    path("people/invite", people.invite, name="invite"),
    path("people/<number:pk>", people.person, name="person"),
    path("people/<number:pk>/verify", people.verify, name="verify"),
    path("people/<number:pk>/invite", people.invite_again, name="invite_again"),
    path("people/<number:pk>/off-board", people.off_board, name="off_board"),
    path("people/<number:pk>/bring-back", people.bring_back, name="bring_back"),
    path("people/<number:pk>/licence", people.check_licence_again, name="check_licence_again"),
    path("people/<number:pk>/limit", people.limit, name="limit"),
    path("people/<number:pk>/lead", people.make_lead, name="make_lead"),
    path("people/<number:pk>/end-lead", people.end_lead, name="end_lead"),
    path("people/<number:pk>/forget-second-factor", people.forget_second_factor, name="forget_second_factor"),
]
