"""Why somebody is in the log, in plain words: one table by what was done, on what basis and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.actor import ActorKind
from access.codes import (
    ACTING_CHANGED,
    SEARCH_IN_RECORD,
    SETTING_CHANGED,
    Action,
    Basis,
    Ground,
    Kind,
    Purpose,
)
from access.deeds import CHOICES, SHORT

UNIT_LIST = "unit-list"


@dataclass(frozen=True)
class Deed:
    """One way in which something was done, as a row of the log tells it."""

    actor_kind: str
    code: str
    is_unit_list: bool = False
    ground: str = ""
    purpose: str = ""


@dataclass(frozen=True)
class Who:
    """Who did it and on what basis; the same for everything in a row."""

    name: str
    role: str
    place: str
    basis: str
    opened_restricted: bool = False
    is_own: bool = False
    apps: Sequence[str] = ()


def why(who: Who, deeds: Iterable[Deed]) -> list[str]:
    """The answer to "why is this person here?", a sentence or two for each part of it."""
    deeds = list(deeds)
    if any(deed.actor_kind == ActorKind.RECIPIENT for deed in deeds):
        return [_LINKED % {"name": who.name or _("Name unknown")}]
    if who.is_own:
        yours = [_("This is you. Your own visits are in the log too.")]
        return [*yours, *map(_by_app, who.apps), *_each(deeds, _own_deed)]
    return [
        *_who(who),
        *map(_by_app, who.apps),
        *_each(deeds, _deed),
        *_each(deeds, lambda deed: _basis(who.basis, deed)),
        *_each(deeds, lambda deed: _ground(deed.ground)),
        *_each(deeds, lambda deed: str(_PURPOSES.get(deed.purpose, ""))),
        *([str(_RESTRICTED)] if who.opened_restricted else []),
    ]


_LINKED = gettext_lazy(
    "“%(name)s” opened a link to the summary that the patient has made, with its passcode. The name"
    " is what they wrote themselves; nobody has checked it."
)


def system(name: str, kind: str) -> str:
    """What a system of the portal did; no person looked."""
    words = _SYSTEMS.get((name, kind)) or _SYSTEMS.get((name, ""))
    return str(words or _("A part of the portal worked with your record by itself."))


def systems(known: Iterable[str]) -> list[str]:
    """What each of these systems does, in general."""
    return [str(words) for (name, _kind), words in _SYSTEMS.items() if name in set(known)]


def _each(deeds: Iterable[Deed], say: Any) -> list[str]:
    return [words for words in dict.fromkeys(say(deed) for deed in deeds) if words]


def _who(who: Who) -> list[str]:
    values = {"name": who.name or _("Name unknown"), "role": who.role, "place": who.place}
    if who.role and who.place:
        return [_("%(name)s was signed in as %(role)s at %(place)s.") % values]
    if who.role:
        return [_("%(name)s was signed in as %(role)s.") % values]
    return [_("%(name)s was signed in.") % values]


def _by_app(name: str) -> str:
    values = {"app": name}
    return _("The app %(app)s fetched it. It was let in to see this.") % values


def _deed(deed: Deed) -> str:
    if deed.actor_kind == ActorKind.CITIZEN:
        return str(_BY_CITIZENS.get(deed.code, _BY_CITIZENS[Action.OPEN]))
    if deed.is_unit_list:
        return str(_BY_STAFF[UNIT_LIST])
    return str(_BY_STAFF.get(deed.code, _BY_STAFF[Action.OPEN]))


def _own_deed(deed: Deed) -> str:
    return f"{SHORT[deed.code]}." if deed.code in _TAKEN else ""


def _basis(basis: str, deed: Deed) -> str:
    if deed.actor_kind == ActorKind.CITIZEN:
        return str(_RIGHTS.get(deed.ground, _RIGHTS[""]))
    if basis in _BASES:
        return str(_BASES[basis])
    if deed.code == Kind.TASK:
        return _("It is this person's work to answer what patients ask.")
    if deed.code == Kind.REVIEW:
        return _("It is this person's work to check that records are opened for good reasons.")
    if deed.code in CHOICES:
        return _("The helpline does this only when you ask for it. Call it if you have not asked.")
    if deed.code == Action.IDENTIFY:
        return _("Nobody has to state a reason for that, because nothing in the record is shown.")
    return _("No reason was stated for this. Ask the place if you do not understand it.")


def _ground(ground: str) -> str:
    return str(_GROUNDS.get(ground, ""))


_TAKEN = frozenset({Action.READ, Action.DOWNLOAD, Action.PRINT})
_RESTRICTED = gettext_lazy(
    "You have blocked the record or a part of it. This person opened what is blocked, which can be"
    " done only with your consent, where you cannot be asked, or in an emergency."
)
_BY_STAFF: Mapping[str, Any] = {
    UNIT_LIST: gettext_lazy(
        "You were in a list of the unit's patients, with name and date of birth. Staff use such"
        " lists to plan the day and to find the right patient. Nothing in your record was opened."
    ),
    Action.IDENTIFY: gettext_lazy(
        "Looked you up to be sure of finding the right patient, for example to make an appointment."
        " Name, date of birth and gender were shown. Nothing in your record was opened."
    ),
    Action.OPEN: gettext_lazy("Opened your record. What was read in it is named by itself."),
    Action.LIST: gettext_lazy(
        "Saw the overview or the list of your documents: titles, dates and places, and not what"
        " stands in them."
    ),
    Action.SEARCH: gettext_lazy(
        "Searched among the unit's patients, and something in your record matched the search. Only"
        " the title and a few words around the place were shown."
    ),
    SEARCH_IN_RECORD: gettext_lazy("Searched in your documents."),
    Action.READ: gettext_lazy("Opened the documents that are named, and could read all of them."),
    Action.DOWNLOAD: gettext_lazy("Saved a copy of the documents that are named."),
    Action.PRINT: gettext_lazy("Printed the documents that are named."),
    Action.WRITE: gettext_lazy("Wrote or changed something in your record."),
    Kind.TASK: gettext_lazy("Worked with something that you have asked or asked for here."),
    Kind.REVIEW: gettext_lazy(
        "Checked how somebody had opened your record: who, when and why. Nothing in your record was"
        " opened."
    ),
    Kind.SETTINGS: gettext_lazy("Saw your privacy settings. Nothing in your record was opened."),
    SETTING_CHANGED: gettext_lazy(
        "Changed a privacy setting for you. You find what was changed, and when, under your privacy"
        " settings."
    ),
    Kind.REPRESENTATION: gettext_lazy("Saw who may act for you."),
    ACTING_CHANGED: gettext_lazy(
        "Changed who may act for you here. You find who may, and who could before, under “Who may"
        " act for whom”."
    ),
    Kind.LOG: gettext_lazy("Saw this list of who has looked."),
}
_BY_CITIZENS: Mapping[str, Any] = {
    Action.IDENTIFY: gettext_lazy("Saw the name and date of birth on the own home page."),
    Action.OPEN: gettext_lazy("Opened the record on the portal's pages for citizens."),
    Action.LIST: gettext_lazy("Saw the home page or the list of documents."),
    SEARCH_IN_RECORD: gettext_lazy("Searched in the documents."),
    Action.READ: gettext_lazy("Read the documents that are named."),
    Action.DOWNLOAD: gettext_lazy("Saved a copy of the documents that are named."),
    Action.PRINT: gettext_lazy("Printed the documents that are named."),
    Action.WRITE: gettext_lazy("Wrote something in the record."),
    Kind.TASK: gettext_lazy("Asked about something here, or read an answer."),
    Kind.SETTINGS: gettext_lazy("Saw the privacy settings."),
    SETTING_CHANGED: gettext_lazy(
        "Changed a privacy setting. What was changed, and when, stands under the privacy settings."
    ),
    Kind.REPRESENTATION: gettext_lazy("Saw who may act for whom here."),
    ACTING_CHANGED: gettext_lazy("Changed who may act for whom here."),
    Kind.LOG: gettext_lazy("Saw this list of who has looked."),
}
_BASES: Mapping[str, Any] = {
    Basis.RELATION: gettext_lazy(
        "A care relation is registered: the place has told us that you get care there."
    ),
    Basis.DECLARED: gettext_lazy(
        "No care relation was registered. The person stated the reason personally, and must be able"
        " to account for it."
    ),
    Basis.CONSENT: gettext_lazy(
        "The person stated that there was consent to it. If that is not right, ask the place about"
        " it."
    ),
    Basis.INCAPABLE: gettext_lazy(
        "The person stated that you could not be asked, and wrote down why. Such openings are"
        " marked, so that they can be reviewed."
    ),
    Basis.EMERGENCY: gettext_lazy(
        "The person stated that it was an emergency and wrote down why. Such openings are marked,"
        " so that they can be reviewed."
    ),
}
# By what right citizens come (access.representation.policy.Role).
_RIGHTS: Mapping[str, Any] = {
    "": gettext_lazy("The right to it was checked when it was opened."),
    "self": gettext_lazy("This is the person whose record it is."),
    "parent": gettext_lazy(
        "Parents with parental responsibility can do this while a child is young."
    ),
    "proxy": gettext_lazy("This person was given power of attorney for it."),
    "assigned-proxy": gettext_lazy(
        "A doctor has registered that this person acts for somebody who cannot consent."
    ),
}
_GROUNDS: Mapping[str, Any] = {
    Ground.TREATING: gettext_lazy("Reason given: the person or the place treats you."),
    Ground.OUTPATIENT: gettext_lazy("Reason given: you have an outpatient visit there."),
    Ground.ADMITTED: gettext_lazy("Reason given: you are or were admitted there."),
    Ground.PLANNED: gettext_lazy("Reason given: you are to be followed up there."),
    Ground.REFERRED: gettext_lazy("Reason given: you have been referred there."),
    Ground.ASSESSING: gettext_lazy("Reason given: a referral of yours has to be assessed."),
    Ground.SUPERVISION: gettext_lazy(
        "Reason given: a colleague who treats you asked for an assessment."
    ),
    Ground.WORKFLOW: gettext_lazy("Reason given: a task that is part of your treatment."),
    Ground.SERIES: gettext_lazy("Reason given: you come there for a series of visits."),
    Ground.REPORTED: gettext_lazy("Reason given: you were expected there."),
    Ground.AMBULANCE: gettext_lazy("Reason given: you were on the way by ambulance."),
    Ground.ADMINISTRATION: gettext_lazy(
        "Reason given: administration of your treatment, such as appointments and letters."
    ),
    Ground.QUALITY: gettext_lazy(
        "Reason given: quality control of treatment that the place has given."
    ),
}
_PURPOSES: Mapping[str, Any] = {
    Purpose.TREAT: gettext_lazy("The purpose was treatment."),
    Purpose.EMERGENCY: gettext_lazy("The purpose was emergency care."),
    Purpose.COORDINATION: gettext_lazy("The purpose was to administer or follow up care."),
    Purpose.OVERRIDE: gettext_lazy("The purpose was help in an emergency."),
}
# By the name of the system and the kind of data; an empty kind stands for all others.
_SYSTEMS: Mapping[tuple[str, str], Any] = {
    ("import", Kind.JOURNAL): gettext_lazy("Documents about you came in from their own systems."),
    ("import", Kind.APPOINTMENTS): gettext_lazy(
        "Appointments of yours came in from other systems."
    ),
    ("import", Kind.DEMOGRAPHICS): gettext_lazy(
        "Your name, address and next of kin came in from other systems."
    ),
    ("import", ""): gettext_lazy("News of where you get care came in from other systems."),
    ("journal.read-in", ""): gettext_lazy(
        "The words of your documents were made searchable for you and for those who treat you."
    ),
    ("labresults.tell", ""): gettext_lazy("The portal told you that there is a new test result."),
    ("notify.deliver", ""): gettext_lazy(
        "The portal looked whether to tell you by text message or e-mail that there is a notice."
    ),
    ("access.reconcile", ""): gettext_lazy(
        "The portal checked that everything in the log is shown to you."
    ),
    ("access.find-unusual", ""): gettext_lazy(
        "The portal went through who has read your record, as it does all the time."
    ),
    ("access.rotate-keys", ""): gettext_lazy(
        "Your documents were locked with a new key. Nobody has read them."
    ),
    ("access.retention", ""): gettext_lazy(
        "What had been kept for as long as it should be was deleted."
    ),
    ("access.export", ""): gettext_lazy("A copy of everything about you was made on request."),
    ("access.erase", ""): gettext_lazy("What other organisations had shared about you was erased."),
    ("access.let-go", ""): gettext_lazy("Somebody who could act for you has given that up."),
    ("fhirapi.index", ""): gettext_lazy(
        "What others have sent about you was made ready to be found by those who may see it."
    ),
    ("demo", ""): gettext_lazy("The demonstration was prepared."),
}
