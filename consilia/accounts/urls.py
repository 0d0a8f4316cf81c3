"""Addresses of the accounts room."""

from django.urls import path

from consilia.accounts import addresses, views  # noqa: F401 - addresses bring the kind number

app_name = "accounts"
urlpatterns = [
    path("sign-in", views.SignIn.as_view(), name="sign_in"),
    path("sign-out", views.SignOut.as_view(), name="sign_out"),
    path("people", views.people, name="people"),
    path("people/<number:pk>/verify", views.verify, name="verify"),
]
