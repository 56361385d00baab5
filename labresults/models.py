"""The tables of results and what was ordered. Private to `labresults`."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from access import confidentiality
from access.codes import Audience, Kind
from access.grant import Grant
from access.received import ReceivedRecord
from common import clock
from common.models import Model, newest_first
from labresults import visibility
from labresults.codes import FIRST_DAYS, GROUPS_OF, WAITS_AT_FIRST, Release
from labresults.intake.models import (  # noqa: F401 - Django finds the tables of an app here
    ReportState,
    ResultMessage,
    Specimen,
    UnknownCode,
    WaitingMessage,
    WaitingStep,
)
from labresults.measured.models import AvoidedOrder, HintCard  # noqa: F401 - as above
from labresults.visibility import Rule, Rules

_RULES = "labresults.rules"


class Decided(Model):
    """What an administrator has decided, and who: it only grows, and the newest holds."""

    recorded_at = models.DateTimeField(default=clock.now)
    author_id = models.UUIDField()
    author_name = models.CharField(max_length=400)

    class Meta:
        abstract = True


class ReleaseRule(Decided):
    """When patients see the results of a category (labresults.codes), and why they wait."""

    category = models.CharField(max_length=20)
    release = models.CharField(max_length=12, choices=Release)
    days = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    reason_nn = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.category} {self.release}"

    @classmethod
    def in_force(cls, grant: Grant) -> Rules:
        """The newest of each category. Asked once for each Grant."""
        found: Rules | None = grant.remembered.get(_RULES)
        if found is None:
            found = grant.remembered[_RULES] = cls.newest()
        return found

    @classmethod
    def newest(cls) -> Rules:
        found = {
            category: Rule(category, Release.AFTER_DAYS, FIRST_DAYS)
            if category in WAITS_AT_FIRST
            else Rule(category, Release.AT_ONCE)
            for category in GROUPS_OF
        }
        for row in cls.objects.order_by("category", "-recorded_at").distinct("category"):
            if row.category in found:
                found[row.category] = Rule(
                    row.category, row.release, row.days or 0, row.reason, row.reason_nn
                )
        return found


class Result(ReceivedRecord):
    """What is lifted out of results of every type, so that no page reads the texts as received.

    `group` is one of labresults.groups; `shown` holds in short keys what a table shows of it
    (labresults.values). `answered_at` is when the laboratory gave its answer: the days that a
    patient waits count from then. `released_at` is when somebody here let the patient see it.
    """

    kind = Kind.RESULTS
    status = models.CharField(max_length=20, blank=True)
    group = models.CharField(max_length=20, blank=True)
    laboratory = models.CharField(max_length=200, blank=True)
    requester = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(default=clock.now)
    released_at = models.DateTimeField(null=True)
    shown = models.JSONField(default=dict)

    class Meta(ReceivedRecord.Meta):
        abstract = True

    @classmethod
    def visible_to(cls, grant: Grant) -> models.Q:
        # Only patients wait, and only for them are the rules asked of the database.
        is_citizen = confidentiality.is_citizen(grant.audience)
        rules = ReleaseRule.in_force(grant) if is_citizen else {}
        return visibility.of_results(grant, rules, cls.closed_with)


class Observation(Result):
    """One measured or observed thing. `sorted_at` is when it was so; `unit` is one of UCUM where
    it can be told; `flag` says how it lies to the limits that its laboratory sent.

    `report_id` is the report it stands in, whose codes of confidentiality it has beside its own.
    """

    closed_with = ("report_id",)
    code_system = models.CharField(max_length=100, blank=True)
    code = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    flag = models.CharField(max_length=2, blank=True)
    report_id = models.UUIDField(null=True)

    class Meta(Result.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("source", "source_id"), name="labresults_observation_key"
            ),
        )
        indexes = (
            *newest_first("labresults_obs"),
            models.Index(fields=("patient", "code", "-sorted_at"), name="labresults_obs_series"),
        )


class DiagnosticReport(Result):
    """What a laboratory or another department answers, with its Observations by reference.

    `is_told` says that the patient was told that there is an answer to see.
    """

    is_told = models.BooleanField(default=False)
    request_id = models.UUIDField(null=True)
    results = ArrayField(models.UUIDField(), default=list)

    class Meta(Result.Meta):
        constraints = (
            models.UniqueConstraint(fields=("source", "source_id"), name="labresults_report_key"),
        )
        indexes = (
            *newest_first("labresults_report"),
            GinIndex(fields=("results",), name="labresults_report_results"),
            models.Index(
                fields=("answered_at",),
                name="labresults_report_untold",
                condition=models.Q(is_told=False),
            ),
        )


class ServiceRequest(ReceivedRecord):
    """What somebody has ordered for the patient: an examination, a referral."""

    kind = Kind.RESULTS
    status = models.CharField(max_length=20, blank=True)
    group = models.CharField(max_length=20, blank=True)
    requester = models.CharField(max_length=200, blank=True)
    shown = models.JSONField(default=dict)

    class Meta(ReceivedRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("source", "source_id"), name="labresults_request_key"),
        )
        indexes = newest_first("labresults_request")

    @classmethod
    def visible_to(cls, grant: Grant) -> models.Q:
        """What was asked for is withheld from who treats together with the answer to it."""
        visible = super().visible_to(grant)
        if grant.audience is not Audience.CLINICIAN:
            return visible
        withheld = DiagnosticReport.objects.withheld(grant).exclude(request_id=None)
        return visible & ~models.Q(id__in=withheld.values("request_id"))


class ResultText(Decided):
    """What is told to patients of what was measured, by the key of an analyte or by its code."""

    key = models.CharField(max_length=170)
    language = models.CharField(max_length=5)
    what = models.TextField()
    high = models.TextField(blank=True)
    low = models.TextField(blank=True)
    source = models.CharField(max_length=300)
    source_url = models.URLField(blank=True)

    class Meta(Decided.Meta):
        indexes = (
            models.Index(fields=("key", "language", "-recorded_at"), name="labresults_text_newest"),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.language}"


class HintPeriod(Decided):
    """For how many days an answer counts as measured already, by the key of an analyte."""

    key = models.CharField(max_length=40)
    days = models.PositiveIntegerField()
    source = models.CharField(max_length=300)
    source_url = models.URLField(blank=True)

    class Meta(Decided.Meta):
        indexes = (models.Index(fields=("key", "-recorded_at"), name="labresults_period_newest"),)

    def __str__(self) -> str:
        return f"{self.key} {self.days}"


APPEND_ONLY = (
    *("labresults_releaserule", "labresults_resulttext", "labresults_waitingstep"),
    *("labresults_hintperiod", "labresults_avoidedorder"),
)
