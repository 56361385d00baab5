"""What each code of 9603 hides from whom (norway.md 2.2; ours differs from the reference responder
on purpose: any NORS masks for clinicians, any unknown code hides from citizens)."""

from collections.abc import Collection

from django.db.models import Q

from access.codes import Audience

BLOCKED_BY_PATIENT = "NORS"
DELAYED = "NORU"
KNOWN = (
    "N",
    "R",
    "V",
    "NORS",
    "NORU",
    "NORN_FORANS",
    "NORN_UNGDOM",
    "NORN_FFL",
    "NORN_KUT",
    "NORN_FFH",
    "NORN_FPB",
    "NORN_EPO",
    "NORN_ALL",
    "NORN_FOR",
    "NORN_DUP",
    "NORN_ANG",
)

# Citizens see a document only if every code on it is among these; all other codes hide it.
_OPEN_TO_CITIZENS = {
    Audience.SELF: ["N", "R", BLOCKED_BY_PATIENT, "NORN_FORANS", "NORN_UNGDOM"],
    Audience.YOUTH: ["N", "R", BLOCKED_BY_PATIENT, "NORN_FORANS"],
    Audience.PARENT: ["N", "R", BLOCKED_BY_PATIENT, "NORN_UNGDOM"],
    # Never more than the giver sees.
    Audience.PROXY: ["N", "R", BLOCKED_BY_PATIENT, "NORN_FORANS", "NORN_UNGDOM"],
    # Nobody knows who it is: neither what is closed to those who treat, nor to the family.
    Audience.RECIPIENT: ["N", "R"],
}


def is_citizen(audience: Audience) -> bool:
    """Whether the reader is the patient, or somebody in his place or with what he has given."""
    return audience in _OPEN_TO_CITIZENS


def open_codes(audience: Audience) -> Collection[str]:
    """The codes that hide nothing from a citizen."""
    return _OPEN_TO_CITIZENS[audience]


def visible(audience: Audience, field: str = "security", *, past: Collection[str] = ()) -> Q:
    """The condition under which a row with an array of codes may be shown to the audience.

    Codes that are `past` hide nothing any more; it is for the caller to know of which rows.
    """
    if audience in _OPEN_TO_CITIZENS:
        return Q(**{f"{field}__contained_by": [*_OPEN_TO_CITIZENS[audience], *past]})
    if audience is Audience.CLINICIAN:
        return ~Q(**{f"{field}__contains": [BLOCKED_BY_PATIENT]})
    if audience in {Audience.CLINICIAN_ELEVATED, Audience.SYSTEM}:
        return Q()
    raise ValueError(f"No rule says what {audience} may see.")


def allows(audience: Audience, codes: Collection[str], *, past: Collection[str] = ()) -> bool:
    """The same rule for what is no row, as a former version of one."""
    if audience in _OPEN_TO_CITIZENS:
        return set(codes) <= {*_OPEN_TO_CITIZENS[audience], *past}
    if audience is Audience.CLINICIAN:
        return BLOCKED_BY_PATIENT not in codes
    if audience in {Audience.CLINICIAN_ELEVATED, Audience.SYSTEM}:
        return True
    raise ValueError(f"No rule says what {audience} may see.")
