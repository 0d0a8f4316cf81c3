"""Addresses under the names by which django-allauth looks for them; those that are not here do not exist."""

from django.urls import URLPattern, path

from consilia.accounts import addresses  # noqa: F401 - addresses bring the kind number
from consilia.accounts.second_factor import second_factor_not_required
from consilia.accounts.views import security, sign_in


def _open(route: str, view: object, name: str) -> URLPattern:
    # Whoever still lacks the second factor must come here to add one.
    return path(route, second_factor_not_required(view.as_view()), name=name)  # type: ignore[attr-defined]


urlpatterns = [
    path("sign-in", sign_in.SignIn.as_view(), name="account_login"),
    path("sign-in/second-factor", sign_in.SecondFactor.as_view(), name="mfa_authenticate"),
    path("sign-in/cancelled", sign_in.SingleSignOnCancelled.as_view(), name="socialaccount_login_cancelled"),
    _open("security", security.Security, "mfa_index"),
    _open("security/password", security.OwnPassword, "account_change_password"),
    _open("security/app/add", security.AddApp, "mfa_activate_totp"),
    _open("security/app/remove", security.RemoveApp, "mfa_deactivate_totp"),
    _open("security/passkeys/add", security.AddPasskey, "mfa_add_webauthn"),
    _open("security/passkeys/<number:pk>/remove", security.RemovePasskey, "mfa_remove_webauthn"),
    _open("security/recovery-codes", security.RecoveryCodes, "mfa_view_recovery_codes"),
    _open("security/recovery-codes/new", security.NewRecoveryCodes, "mfa_generate_recovery_codes"),
    _open("security/again", security.PasswordAgain, "account_reauthenticate"),
    _open("security/again/code", security.CodeAgain, "mfa_reauthenticate"),
    _open("security/again/passkey", security.PasskeyAgain, "mfa_reauthenticate_webauthn"),
]

# Outside the languages: a provider is told one address to come back to.
single_sign_on_patterns = [
    path("single-sign-on", sign_in.single_sign_on, {"provider_id": "sso"}, name="openid_connect_login"),
    path("single-sign-on/back", sign_in.signed_on, {"provider_id": "sso"}, name="openid_connect_callback"),
]
