"""Words for the coded grounds (norway.md 1.1), for the clinician who chooses among them."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()

_LABELS: dict[str, tuple[Promise, Promise]] = {
    "BEHANDLER": (
        _("I treat the patient"),
        _("You give care now, or have agreed to do so."),
    ),
    "TILSYN": (
        _("A colleague asked me to assess the patient"),
        _("For example a consultation on another ward."),
    ),
    "VURDHENV": (
        _("I assess a referral"),
        _("You decide on a referral or ask for more information about it."),
    ),
    "MELDT": (
        _("The patient is expected here"),
        _("The patient is reported and you prepare for the arrival."),
    ),
    "BLAALYS": (
        _("The patient is on the way by ambulance"),
        _("Use emergency access further down if the patient is in danger now."),
    ),
    "PASADM": (
        _("I administer the treatment"),
        _("Appointments, transport or papers for care that is given here."),
    ),
    "KVAL": (
        _("Quality control of care given here"),
        _("You follow up on treatment that your own unit has given."),
    ),
}


@register.filter
def ground_label(code: str) -> Promise | str:
    return _LABELS[code][0] if code in _LABELS else code


@register.filter
def ground_help(code: str) -> Promise | str:
    return _LABELS[code][1] if code in _LABELS else ""
