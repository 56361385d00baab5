"""Owns what each address answers to whom: the table that the sweep holds the portal against.

A route that is not here fails the build. What is not listed is refused: whoever is not signed in is
sent to the front page, everybody else gets 403 or 404.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.house.sorts import API_PAGES, SETTINGS

CITIZENS = ("kari", "kari-for-lise", "ola", "nils", "astrid", "berg-citizen", "marte")
CLINICIANS = (
    *("berg", "berg-inside", "dahl", "dahl-inside", "fastlege"),
    *("legevakt", "sykepleier", "sekretar"),
)
ADMINISTRATORS = ("lie", "moe", "vik", "strand")
WITH_HAT = (*CITIZENS, *CLINICIANS, *ADMINISTRATORS)
UNDECIDED = "undecided"  # Signed in, with several hats and none on.
ANONYMOUS = "anonymous"
EVERYBODY = (*WITH_HAT, UNDECIDED, ANONYMOUS)

Answer = int | str  # A status, or the name of the page that one is sent to.
Answers = Mapping[tuple[str, ...] | str, Answer]
HOME = "portal:home"
CHOOSE_HAT = "signin:choose-hat"
TO_LANDING = "portal:landing"
TO_REASON = "access:open-record"


@dataclass(frozen=True)
class Case:
    """One way to ask for a route: whose ids are in the address, and who gets what.

    `patient` and `document` are names of tests.cast; "nobody" and "nothing" are ids of no one.
    """

    patient: str = ""
    document: str = ""
    task: str = ""
    event: str = ""
    review: str = ""
    get: Answers = field(default_factory=dict)
    post: Answers = field(default_factory=dict)

    def answer(self, method: str, persona: str) -> Answer | None:
        """What the persona gets; None for a refusal."""
        table = self.get if method == "GET" else self.post
        for who, answer in table.items():
            if persona == who or (isinstance(who, tuple) and persona in who):
                return answer
        return None


def everybody(status: int) -> list[Case]:
    return [Case(get={EVERYBODY: status})]


def _own() -> list[Case]:
    """Pages without an id: about the citizen, or the child for whom is acted."""
    return [Case(get={("kari", "kari-for-lise", "ola", "astrid", "berg-citizen", "marte"): 200})]


def _own_list() -> list[Case]:
    """A search is sent by POST; one without words leads to the list."""
    (case,) = _own()
    (readers,) = case.get
    return [Case(get=case.get, post={readers: "journal:list"})]


def _own_documents() -> list[Case]:
    return [
        Case(document="kari N", get={"kari": 200}),
        Case(document="kari NORS", get={"kari": 200}),
        Case(document="kari NORN_ALL"),
        Case(document="kari NORU"),
        Case(document="kari NORN_NY"),
        Case(document="ola N", get={"ola": 200}),
        Case(document="lise N", get={"kari-for-lise": 200}),
        Case(document="nils N"),
        Case(document="nothing"),
    ]


def _own_posts(page: str) -> list[Case]:
    """Forms that lead back to a page."""
    return [
        Case(document=case.document, post=dict.fromkeys(_sent_empty(case.get), page))
        for case in _own_documents()
    ]


def _own_questions() -> list[Case]:
    """Forms about a document; an empty one comes back."""
    return [
        Case(document=case.document, get=case.get, post=_sent_empty(case.get))
        for case in _own_documents()
    ]


def _sent_empty(get: Answers) -> Answers:
    """Who gets a form gets it back; who acted for Lise acts for herself by then (act-for)."""
    personas = {name for names in get for name in ([names] if isinstance(names, str) else names)}
    own = personas - {"kari-for-lise"}
    return {(*own, *(["kari-for-lise"] if "kari" in own else [])): 422}


_ANSWERING = ("sekretar", "vik")
# Who may go on to state a ground: who treats the patient, or has opened the record.
_MAY_STATE: dict[str, tuple[str, ...]] = {
    "kari": ("berg", "berg-inside", "dahl-inside", "fastlege", "sekretar"),
    "astrid": ("sykepleier",),
    "synnove": ("berg", "berg-inside", "sekretar"),
    "tor-erik": ("sekretar",),
    "elle": (),
    "ola": (),
    "berg": (),
    "nobody": (),
}
_INSIDE = {"kari": ("berg-inside", "dahl-inside")}


def _record(patient: str) -> Answers:
    inside = _INSIDE.get(patient, ())
    return {inside: 200, tuple(who for who in _MAY_STATE[patient] if who not in inside): TO_REASON}


def _records() -> list[Case]:
    return [Case(patient=patient, get=_record(patient)) for patient in _MAY_STATE]


def _record_lists() -> list[Case]:
    """As the record itself, and a search without words leads to the list."""
    return [
        Case(
            case.patient,
            get=case.get,
            post={who: "journal:record-list" if a == 200 else a for who, a in case.get.items()},
        )
        for case in _records()
    ]


def _assigned() -> list[Case]:
    """As the record itself; an empty form comes back."""
    return [
        Case(
            case.patient,
            get=case.get,
            post={who: 422 if answer == 200 else answer for who, answer in case.get.items()},
        )
        for case in _records()
    ]


def _record_documents() -> list[Case]:
    outside: Answers = {
        tuple(who for who in _MAY_STATE["kari"] if who not in _INSIDE["kari"]): TO_REASON
    }
    return [
        Case("kari", "kari N", get=_record("kari")),
        Case("kari", "kari NORU", get=_record("kari")),
        Case("kari", "kari NORS", get=outside),
        Case("kari", "ola N", get=outside),
        Case("kari", "nothing", get=outside),
        Case("ola", "ola N"),
        Case("ola", "kari N"),
        Case("nobody", "kari N"),
    ]


def _reasons() -> list[Case]:
    """The page on which a ground is stated; an empty form is not enough."""
    return [Case(patient, get={may: 200}, post={may: 422}) for patient, may in _MAY_STATE.items()]


_HATS: Answers = {(*WITH_HAT, UNDECIDED): 200}
ROUTES: dict[str, list[Case]] = {
    "health": everybody(200),
    "health-ready": everybody(503),  # The sweep has no worker.
    # By token only; what is asked there, tests/fhirapi/test_sweep.py asks of everybody.
    "fhirapi:api": [Case(get={EVERYBODY: 401}, post={EVERYBODY: 401})],
    "fhirapi:nowhere": everybody(404),
    "smart:configuration": everybody(200),
    "smart:let-in": [Case(get={WITH_HAT: 400}, post={WITH_HAT: 400})],  # Nobody says what for.
    **{f"smart:{key}": [Case(post={EVERYBODY: 400})] for key in ("token", "revoke", "introspect")},
    **{route: [Case(get=get, post=post)] for route, (get, post) in API_PAGES.items()},
    "smart:apps": [Case(get=each.get, post=dict.fromkeys(each.get, 409)) for each in _own()],
    "smart:beside-record": _records(),
    "portal:landing": [Case(get={WITH_HAT: HOME, (UNDECIDED, ANONYMOUS): 200})],
    "portal:home": [
        Case(
            get={
                CITIZENS: "portal:citizen-home",
                CLINICIANS: "portal:practitioner-home",
                ADMINISTRATORS: "portal:administrator-home",
            }
        )
    ],
    "portal:citizen-home": [Case(get={CITIZENS: 200})],
    "portal:practitioner-home": [Case(get={CLINICIANS: 200})],
    "portal:administrator-home": [Case(get={ADMINISTRATORS: 200})],
    "portal:record": _records(),
    "portal:language": [Case(post={EVERYBODY: 400})],
    **{f"portal:{page}": everybody(200) for page in ("help", "privacy", "accessibility")},
    "demo:style": everybody(200),
    **{f"access:own-{page}": _own() for page in SETTINGS},
    # Nobody closes the digital access of a child, who has none.
    "access:own-closure": [Case(get={("kari", "ola", "astrid", "berg-citizen", "marte"): 200})],
    "access:own-closed-document": _own_documents(),
    "access:notices": _own(),
    "access:helpline": [Case(get={"strand": 200}, post={"strand": 422})],
    **{f"access:helpline-{page}": [Case(get={"strand": "access:helpline"})] for page in SETTINGS},
    "signin:ended": everybody(200),
    "signin:begin": everybody(404),  # Of a provider that there is not.
    "signin:callback": everybody(404),
    "signin:sign-out": [Case()],  # Sending it is tried in tests/signin.
    "signin:signed-out": everybody(200),
    "signin:front-channel-sign-out": everybody(400),  # Without the provider's name.
    "signin:choose-hat": [Case(get=_HATS, post={(*WITH_HAT, UNDECIDED): 422})],
    "signin:act-for": [Case(post={(*WITH_HAT, UNDECIDED): HOME})],
    **{key: [Case(get={ADMINISTRATORS: 200})] for key in ("people:units", "access:retention")},
    **{f"access:who-looked{sort}": _own() for sort in ("", "-csv", "-pdf")},
    "access:document-log": _own_documents(),
    "access:alerts": [Case(get={"vik": 200})],
    "access:alert": [Case()],  # Who sees which is tried in tests/access/test_alert_pages.py.
    "access:limits": [Case(get={("lie", "moe", "vik"): 200})],
    "access:change-limits": [Case(get={"vik": 200}, post={"vik": 422})],
    "access:confirm-many": [Case(post={CLINICIANS: "access:find-patient"})],
    "access:find-patient": [Case(get={CLINICIANS: 200}, post={CLINICIANS: 200})],
    "access:unit-list": [Case(get={CLINICIANS: 200}, post={CLINICIANS: "access:unit-list"})],
    "access:last-opened": [Case(get={CLINICIANS: 200})],
    "access:open-record": _reasons(),
    "access:reviews": [Case(get={"vik": 200})],
    "access:review": [
        Case(review="kari", get={"vik": 200}, post={"vik": 422}),
        Case(review="nothing"),
    ],
    "representation:overview": _own(),
    "representation:give": [Case(get=case.get, post=_sent_empty(case.get)) for case in _own()],
    "representation:let-go": [Case()],
    **{
        f"representation:helpline{page}": [Case(get={"strand": "access:helpline"})]
        for page in ("", "-give", "-end")
    },
    "representation:assigned": _assigned(),
    "representation:policies": [Case(get={ADMINISTRATORS: 200})],
    "representation:propose": [Case(get={("lie", "moe"): 200}, post={("lie", "moe"): 422})],
    "representation:policy": [Case(get={ADMINISTRATORS: 200})],
    "worklist:requests": _own(),
    "worklist:request": [
        Case(task="kari", get={"kari": 200}, post=_sent_empty({"kari": 200})),
        Case(task="lise", get={"kari-for-lise": 200}),
        Case(task="nothing"),
    ],
    "worklist:copy": [Case(task="kari"), Case(task="nothing")],  # None is granted.
    "worklist:log-question": [
        Case(event="kari", get={"kari": 200}, post=_sent_empty({"kari": 200})),
        Case(event="nothing"),
    ],
    "worklist:queue": [Case(get={_ANSWERING: 200})],
    "worklist:task": [
        Case(task="kari", get={_ANSWERING: 200}, post={_ANSWERING: 422}),
        Case(task="nothing"),
    ],
    "journal:ask-missing": [Case(get=case.get, post=_sent_empty(case.get)) for case in _own()],
    "journal:ask-access": _own_questions(),
    "journal:ask-correction": _own_questions(),
    "journal:ask-deletion": _own_questions(),
    "journal:list": _own_list(),
    "journal:document": _own_documents(),
    "journal:download": _own_documents(),
    "journal:print": _own(),
    "journal:attachment": _own_documents(),
    "journal:attachment-download": _own_documents(),
    "journal:versions": _own_documents(),
    "journal:version": _own_documents(),
    "journal:version-download": _own_documents(),
    "journal:version-attachment": _own_documents(),
    "journal:version-attachment-download": _own_documents(),
    "journal:record-list": _record_lists(),
    "journal:unread": _own_posts("journal:list"),
    "journal:unit-search": [Case(get={CLINICIANS: 200}, post={CLINICIANS: 422})],
    "journal:saved-filters": [
        Case(get={CLINICIANS: 200}, post={CLINICIANS: "journal:saved-filters"})
    ],
    "journal:saved-filter": [Case()],
    "journal:record-print": _records(),
    "journal:record-document": _record_documents(),
    "journal:record-download": _record_documents(),
    "journal:record-attachment": _record_documents(),
    "journal:record-attachment-download": _record_documents(),
    "journal:record-versions": _record_documents(),
    "journal:record-version": _record_documents(),
    "journal:record-version-download": _record_documents(),
    "journal:record-version-attachment": _record_documents(),
    "journal:record-version-attachment-download": _record_documents(),
}
