"""The tables of who may act for a patient, and the one policy table that says in what.

Sources: norway.md 7, security.md 1.3.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from access import confidentiality
from access.codes import Audience, Kind
from access.grant import Grant
from access.models.settings import PatientSetting
from access.representation.codes import Appointed, AskedHow
from common.models import Model

NOBODY = Q(pk__in=[])
_OTHERS = frozenset({Audience.STAFF, Audience.SYSTEM})


def _paper_is_signed(how: str, day: str) -> Q:
    """What came on paper has the day of its signature, and nothing else has one."""
    is_paper = Q(**{how: AskedHow.PAPER, f"{day}__isnull": False})
    return is_paper | (~Q(**{how: AskedHow.PAPER}) & Q(**{f"{day}__isnull": True}))


class RepresentationPolicy(Model):
    """One version of the policy table, in force from a day until a later approved one begins.

    `rows` are {role, service, from_age, until_age, level, condition}; ages are half-open, in whole
    years on the day. What stands nowhere in them is closed. One administrator proposes, another
    approves.
    """

    version = models.PositiveIntegerField(unique=True)
    valid_from = models.DateField()
    rows = models.JSONField()
    options = models.JSONField()
    note = models.CharField(max_length=500, blank=True)
    proposed_by_id = models.UUIDField(null=True)
    proposed_by_name = models.CharField(max_length=400, blank=True)
    proposed_at = models.DateTimeField()
    approved_by_id = models.UUIDField(null=True)
    approved_by_name = models.CharField(max_length=400, blank=True)
    approved_at = models.DateTimeField(null=True)
    # When somebody has put a proposal away; who approves afterwards is too late.
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)
    closed_by_name = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = (models.Index(fields=("-valid_from", "-version"), name="access_policy_newest"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(approved_by_id=F("proposed_by_id")), name="access_policy_two_persons"
            ),
        )

    def __str__(self) -> str:
        return f"{self.version} from {self.valid_from}"


class PowerOfAttorney(PatientSetting):
    """Fullmakt: the patient lets one other person act in some services, for a time or until taken
    back. Never in settings or consents.

    What the patient has asked the helpline for says how: on paper signed on a day, or by phone.
    """

    kind = Kind.REPRESENTATION
    holder = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    holder_name = models.CharField(max_length=400)
    services = ArrayField(models.CharField(max_length=20))
    until = models.DateTimeField(null=True)
    asked_how = models.CharField(max_length=10, choices=AskedHow, blank=True)
    signed_on = models.DateField(null=True)
    ended_asked_how = models.CharField(max_length=10, choices=AskedHow, blank=True)
    ended_signed_on = models.DateField(null=True)

    class Meta(PatientSetting.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("patient", "holder"), condition=Q(end=None), name="access_poa_one_each"
            ),
            models.CheckConstraint(
                condition=_paper_is_signed("asked_how", "signed_on")
                & _paper_is_signed("ended_asked_how", "ended_signed_on"),
                name="access_poa_paper_is_signed",
            ),
        )

    @classmethod
    def visible_to(cls, grant: Grant) -> models.Q:
        return _between_citizens(grant)


class AssignedProxy(PatientSetting):
    """Tildelt representasjon: next of kin or a guardian who acts for a patient that cannot consent,
    as the patient's doctor has confirmed, or as a register has told in `related_person`."""

    kind = Kind.REPRESENTATION
    holder = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    holder_name = models.CharField(max_length=400)
    until = models.DateTimeField(null=True)
    services = ArrayField(models.CharField(max_length=20))
    appointed = models.CharField(max_length=20, choices=Appointed, default=Appointed.NEXT_OF_KIN)
    related_person = models.ForeignKey(
        "people.RelatedPerson", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(PatientSetting.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("patient", "holder", "related_person"),
                condition=Q(end=None),
                nulls_distinct=False,
                name="access_assigned_one_each",
            ),
        )


class YouthConsent(PatientSetting):
    """A parent's consent that a youth between 13 and 16 uses services alone; can be taken back."""

    kind = Kind.REPRESENTATION

    class Meta(PatientSetting.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("patient",), condition=Q(end=None), name="access_youthconsent_one"
            ),
        )

    @classmethod
    def visible_to(cls, grant: Grant) -> models.Q:
        return _between_citizens(grant)


def _between_citizens(grant: Grant) -> models.Q:
    """What people agree on among themselves is not for those who treat. Of others only the helpline
    gets a Grant for it."""
    is_theirs = confidentiality.is_citizen(grant.audience) or grant.audience in _OTHERS
    return Q() if is_theirs else NOBODY
