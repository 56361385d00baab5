"""The forms in which administrators say what a system or an app is to be, and why."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.attestation import says_enough
from access.client_rules import FOR_CLIENTS
from fhirapi.smart import registering
from fhirapi.smart.registering import NewApp, NewSystem, NotRegistered
from fhirapi.systems.words import KINDS

WORDS_LENGTH = 500
_AREA: dict[str, Any] = {"rows": 3, "cols": False, "spellcheck": "false"}


class Words(forms.Form):
    """Why: everything here has a reason that can be read later."""

    words = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Those who administrate here can read it. Do not name patients."),
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "cols": False}),
        error_messages={"required": gettext_lazy("Write why, in a sentence or two.")},
    )

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if not says_enough(words):
            raise forms.ValidationError(_("Write why, in a sentence or two."))
        return words

    def last(self) -> None:
        self.fields["words"] = self.fields.pop("words")


class WhyInput(Words):
    """Stopping something, opening it again, or giving it a new secret."""


class SystemInput(Words):
    """A system, new or as it is; of one that is there, its id at HelseID and whom it speaks for
    stay."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("As patients read it in the log."),
        max_length=200,
        error_messages={"required": gettext_lazy("Write what the system is called.")},
    )
    client_id = forms.CharField(
        label=gettext_lazy("Client id at HelseID"),
        help_text=gettext_lazy("HelseID keeps the system's keys, and vouches for it by this id."),
        max_length=200,
        error_messages={"required": gettext_lazy("Write the client id that HelseID has given.")},
    )
    organization = forms.ChoiceField(
        label=gettext_lazy("Organisation that it speaks for"),
        error_messages={"required": gettext_lazy("Choose the organisation.")},
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What it may send, and read back"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(kind.value, label) for kind, label in KINDS if kind in FOR_CLIENTS],
        error_messages={"required": gettext_lazy("Tick at least one kind of data.")},
    )
    rate = forms.IntegerField(
        label=gettext_lazy("Requests in a minute"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        widget=forms.NumberInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            key: gettext_lazy("Write a whole number from 1 to 1,000,000, or nothing.")
            for key in ("invalid", "min_value", "max_value")
        },
    )

    def __init__(
        self,
        entities: Sequence[tuple[str, str]],
        usual_rate: int,
        row: NewSystem | None = None,
        data: QueryDict | None = None,
    ) -> None:
        super().__init__(data, initial=_of_system(row) if row else None)
        self._row = row
        choices = [(number, f"{entity} ({number})") for number, entity in entities]
        choices.insert(0, ("", _("Choose")))
        self.fields["organization"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["rate"].help_text = _("Usually %(rate)s. Empty means the usual.") % {
            "rate": number_format(usual_rate, 0, force_grouping=True)
        }
        if row is not None:  # Another of these is another system.
            del self.fields["client_id"], self.fields["organization"]
        self.last()

    def wanted(self) -> NewSystem:
        values = self.cleaned_data
        return NewSystem(
            client_id=self._row.client_id if self._row else values["client_id"],
            number=self._row.number if self._row else values["organization"],
            name=" ".join(values["name"].split()),
            kinds=sorted(values["kinds"]),
            rate=values["rate"],
        )


class AppInput(Words):
    """An app, new or as it is."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("As people read it when the app asks to be let in."),
        max_length=200,
        error_messages={"required": gettext_lazy("Write what the app is called.")},
    )
    publisher = forms.CharField(
        label=gettext_lazy("Who makes it"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write who makes the app.")},
    )
    purpose_nb = forms.CharField(
        label=gettext_lazy("What it is for, in Bokmål"),
        help_text=gettext_lazy("One or two sentences. People read it before they decide."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "cols": False, "lang": "nb"}),
        error_messages={"required": gettext_lazy("Write what the app is for, in Bokmål.")},
    )
    purpose_nn = forms.CharField(
        label=gettext_lazy("What it is for, in Nynorsk"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "cols": False, "lang": "nn"}),
        error_messages={"required": gettext_lazy("Write what the app is for, in Nynorsk.")},
    )
    redirects = forms.CharField(
        label=gettext_lazy("Where people are sent back to"),
        help_text=gettext_lazy("Whole https addresses, one in each line. No other is taken."),
        widget=forms.Textarea(attrs=_AREA),
        error_messages={"required": gettext_lazy("Write at least one address.")},
    )
    origins = forms.CharField(
        label=gettext_lazy("Other addresses of its pages in a browser"),
        help_text=gettext_lazy("Such as https://app.example.no, one in each line."),
        required=False,
        widget=forms.Textarea(attrs={**_AREA, "rows": 2}),
    )
    scopes = forms.CharField(
        label=gettext_lazy("What it may ask for"),
        help_text=gettext_lazy(
            "Scopes of SMART on FHIR, one in each line, such as launch/patient and"
            " patient/Observation.rs. Apps of people only read."
        ),
        widget=forms.Textarea(attrs={**_AREA, "rows": 5}),
        error_messages={"required": gettext_lazy("Write at least one scope.")},
    )
    launch_url = forms.CharField(
        label=gettext_lazy("Where health personnel open it beside a record"),
        help_text=gettext_lazy("Only for an app that is made for that."),
        required=False,
        max_length=500,
    )
    is_confidential = forms.BooleanField(
        label=gettext_lazy("It runs on a server, and can keep a secret"),
        required=False,
    )
    jwks = forms.CharField(
        label=gettext_lazy("Its public keys (JWKS)"),
        help_text=gettext_lazy("An app with keys signs who it is, and gets no secret."),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs=_AREA),
    )

    def __init__(self, row: NewApp | None = None, data: QueryDict | None = None) -> None:
        super().__init__(data, initial=_of_app(row) if row else None)
        self._row = row
        if row is not None:  # Another answer is another app.
            del self.fields["is_confidential"]
        self.last()

    def clean_redirects(self) -> list[str]:
        return self._lines(
            "redirects",
            registering.check_address,
            _("«%(line)s» is no whole https address. Signs such as # and @ are not taken."),
        )

    def clean_origins(self) -> list[str]:
        return self._lines(
            "origins",
            registering.check_origin,
            _("«%(line)s» has to be https and a host, with nothing after it."),
        )

    def clean_scopes(self) -> list[str]:
        return self._lines(
            "scopes",
            registering.check_scope,
            _("«%(line)s» is no scope that an app of people may have."),
        )

    def clean_launch_url(self) -> str:
        return next(iter(self._lines("launch_url", registering.check_address, _NO_ADDRESS)), "")

    def clean_jwks(self) -> dict[str, Any] | None:
        text: str = self.cleaned_data["jwks"].strip()
        if not text:
            return None
        try:
            found = json.loads(text)
            registering.check_keys(found if isinstance(found, dict) else {})
        except (ValueError, RecursionError, NotRegistered) as error:
            raise forms.ValidationError(_NO_KEYS) from error
        if not self._is_confidential():
            raise forms.ValidationError(_("Only an app that can keep a secret has keys."))
        return dict(found)

    def wanted(self) -> NewApp:
        values = self.cleaned_data
        return NewApp(
            name=" ".join(values["name"].split()),
            publisher=" ".join(values["publisher"].split()),
            redirects=values["redirects"],
            scopes=sorted(set(values["scopes"])),
            launch_url=values["launch_url"],
            is_confidential=self._is_confidential(),
            origins=values["origins"],
            purpose_nb=values["purpose_nb"],
            purpose_nn=values["purpose_nn"],
            jwks=values["jwks"],
        )

    def _is_confidential(self) -> bool:
        if self._row is not None:
            return self._row.is_confidential
        return bool(self.cleaned_data.get("is_confidential"))

    def _lines(self, name: str, check: Callable[[str], None], wrong: Any) -> list[str]:
        found = list(dict.fromkeys(self.cleaned_data[name].split()))
        for line in found:
            try:
                check(line)
            except NotRegistered as error:
                raise forms.ValidationError(str(wrong) % {"line": line}) from error
        return found


_NO_ADDRESS = gettext_lazy(
    "«%(line)s» is no whole https address. Signs such as # and @ are not taken."
)
_NO_KEYS = gettext_lazy(
    "This is no JWKS of public keys: each of type EC or RSA with at least 2048 bits, and with a"
    " name of its own (kid)."
)


def _of_system(row: NewSystem) -> dict[str, Any]:
    return {**vars(row), "organization": row.number}


def _of_app(row: NewApp) -> dict[str, Any]:
    lines = {name: "\n".join(getattr(row, name)) for name in ("redirects", "origins", "scopes")}
    return {**vars(row), **lines, "jwks": json.dumps(row.jwks, indent=2) if row.jwks else ""}
