# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of signing in, passwords, second factor and preferences."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from congso.accounts.addresses import actor_of
from congso.accounts.enums import TextSize, Theme
from congso.accounts.messages import delayed_message, minutes_until, refusal_message
from congso.accounts.models import Person
from congso.accounts.services import door, second_factor
from congso.accounts.services.preferences import PreferencesData
from congso.common import clock
from congso.common.vietnamese import nfc


def _password(label: Any, autocomplete: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=door.LONGEST_SECRET,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class SignInForm(LoginForm):  # type: ignore[misc]
    """Login and password. The login may be typed as a full address and in any case."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        self.fields["login"] = forms.CharField(
            label=_("Login"), max_length=254, widget=forms.TextInput(attrs=attrs)
        )
        self.fields["password"] = _password(_("Password"), "current-password")

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()  # type: ignore[no-any-return]
        except ValidationError as error:
            verdict = getattr(self.request, "sign_in_verdict", None)
            if verdict is None:
                raise
            raise ValidationError(refusal_message(verdict, clock.now())) from error


class ReauthenticateForm(AllauthReauthenticateForm):  # type: ignore[misc]
    """The password once more, before an act that matters."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = _password(_("Password"), "current-password")

    def clean_password(self) -> str:
        try:
            return str(super().clean_password())
        except ValidationError as error:
            verdict = getattr(context.request, "sign_in_verdict", None)
            if verdict is None:
                raise
            raise ValidationError(refusal_message(verdict, clock.now())) from error


class _LimitedCode:
    """Codes within the limits, each good once."""

    user: Person

    def clean_code(self) -> str:
        def check() -> bool:
            return self._code_holds()

        actor = actor_of(context.request)
        try:
            if second_factor.try_code(actor, person=self.user, check=check, now=clock.now()):
                return self._typed_code()
        except second_factor.CodeLimited as limited:
            wait = minutes_until(limited.until, clock.now())
            raise ValidationError(delayed_message(wait), code="limited") from limited
        raise get_mfa_adapter().validation_error("incorrect_code")

    def _code_holds(self) -> bool:
        try:
            super().clean_code()  # type: ignore[misc]
        except ValidationError:
            return False
        found: Authenticator | None = getattr(self, "authenticator", None)
        if found is None or found.type != Authenticator.Type.TOTP:
            return True
        actor, code = actor_of(context.request), self._typed_code()
        return second_factor.use_code(actor, authenticator=found, code=code, now=clock.now())

    def _typed_code(self) -> str:
        return "".join(str(self.cleaned_data["code"]).split())  # type: ignore[attr-defined]


def _plain_code_field(form: forms.Form) -> None:
    form.fields["code"].label = _("Verification code")
    form.fields["code"].widget.attrs = {
        "autocomplete": "one-time-code",
        "inputmode": "numeric",
        "autofocus": True,
    }


class SecondFactorForm(_LimitedCode, mfa_forms.AuthenticateForm):  # type: ignore[misc]
    """The code asked for after the password."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain_code_field(self)


class SecondFactorAgainForm(_LimitedCode, mfa_forms.ReauthenticateForm):  # type: ignore[misc]
    """The code once more, before an act that matters."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain_code_field(self)


class ActivateTotpForm(_LimitedCode, AllauthActivateTOTPForm):  # type: ignore[misc]
    """The first code of an authenticator app, which proves that the secret arrived there."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain_code_field(self)


class NewPasswordForm(forms.Form):
    """A password chosen by its owner, typed twice."""

    use_required_attribute = False

    password1 = _password(_("New password"), "new-password")
    password2 = _password(_("New password, again"), "new-password")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, second = data.get("password1"), data.get("password2")
        if first and second and nfc(first) != nfc(second):
            self.add_error("password2", _("The two passwords differ. Type them again."))
        return data


class ChangePasswordForm(NewPasswordForm):
    """A new password, after the present one."""

    field_order = ("oldpassword", "password1", "password2")
    oldpassword = _password(_("Present password"), "current-password")

    def clean_oldpassword(self) -> str:
        typed = str(self.cleaned_data["oldpassword"])
        actor, now = actor_of(context.request), clock.now()
        verdict = door.verify_again(actor, person=self.person, secret=typed, now=now)
        if verdict.person is None:
            raise ValidationError(refusal_message(verdict, now))
        return typed


class PreferencesForm(forms.Form):
    """Any of the preferences; one that is not sent stays as it is."""

    theme = forms.ChoiceField(choices=Theme, required=False)
    text_size = forms.ChoiceField(choices=TextSize, required=False)
    language = forms.ChoiceField(choices=(("vi", "vi"), ("en", "en")), required=False)
    keys_enabled = forms.ChoiceField(choices=(("on", "on"), ("off", "off")), required=False)

    def to_data(self) -> PreferencesData:
        """The preferences that were sent."""
        sent = {name: self.cleaned_data[name] for name in self.fields if name in self.data}
        if "keys_enabled" in sent:
            sent["keys_enabled"] = sent["keys_enabled"] == "on"
        return PreferencesData(**sent)
