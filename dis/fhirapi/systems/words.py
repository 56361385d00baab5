"""Systems, apps and what is done with them, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.codes import Kind
from fhirapi.systems.codes import Step

KINDS = (
    (Kind.JOURNAL, gettext_lazy("Documents in the record")),
    (Kind.RESULTS, gettext_lazy("Test results and measurements")),
    (Kind.SUMMARY, gettext_lazy("Diagnoses, allergies and medicines")),
    (Kind.APPOINTMENTS, gettext_lazy("Appointments")),
    (Kind.RECORD, gettext_lazy("Visits and treatment")),
    (Kind.DEMOGRAPHICS, gettext_lazy("Who patients are, and their next of kin")),
)
NAMES = {
    "name": gettext_lazy("Name"),
    "client_id": gettext_lazy("Client id at HelseID"),
    "number": gettext_lazy("Organisation number"),
    "kinds": gettext_lazy("What it may send, and read back"),
    "rate": gettext_lazy("Requests in a minute"),
    "publisher": gettext_lazy("Who makes it"),
    "purpose_nb": gettext_lazy("What it is for, in Bokmål"),
    "purpose_nn": gettext_lazy("What it is for, in Nynorsk"),
    "redirects": gettext_lazy("Where people are sent back to"),
    "origins": gettext_lazy("Other addresses of its pages in a browser"),
    "scopes": gettext_lazy("What it may ask for"),
    "launch_url": gettext_lazy("Where health personnel open it beside a record"),
    "is_confidential": gettext_lazy("It runs on a server, and can keep a secret"),
    "jwks": gettext_lazy("Its public keys (JWKS)"),
    "address": gettext_lazy("Web address"),
    "secret": gettext_lazy("Secret"),
}
TONES: Mapping[str, str] = {
    Step.REGISTERED: "success",
    Step.RESUMED: "success",
    Step.CHANGED: "info",
    Step.NEW_SECRET: "info",
    Step.ADDRESS: "info",
    Step.ADDRESS_REMOVED: "warning",
    Step.SUSPENDED: "danger",
}


def kinds(found: Sequence[str]) -> list[Any]:
    return [label for kind, label in KINDS if kind in found]


def lines(changes: Sequence[Mapping[str, Any]]) -> list[tuple[Any, list[str], list[str]]]:
    """What was and what becomes, in the order of the names, each as what stands in lines of its
    own."""
    found = {each["name"]: each for each in changes}
    return [
        (label, said(name, found[name]["was"]), said(name, found[name]["becomes"]))
        for name, label in NAMES.items()
        if name in found
    ]


def said(name: str, value: Any) -> list[str]:
    """A value as people read it; of keys only the names, which is what tells them apart."""
    if value is None or value == "" or value == []:
        return []
    if name == "kinds":
        return list(map(str, kinds(value)))
    if name == "jwks":
        return [str(each.get("kid")) for each in value["keys"]]
    if name == "secret":
        return [_("Has a secret") if value == "yes" else _("Without a secret")]
    if isinstance(value, bool):
        return [_("Yes") if value else _("No")]
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]
