"""The base of every table of patient data: it cannot be read or written without a Grant."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from access import confidentiality
from access.codes import Audience, Kind
from access.grant import Grant
from common.errors import DisError
from common.models import Model, Received

NOBODY = models.Q(pk__in=[])


class UngatedRead(DisError):
    """Patient data was asked for without a Grant. A fault in the program, never in the data."""


class GatedManager(models.Manager[Any]):
    """`under(grant)` is the only way in."""

    def get_queryset(self) -> models.QuerySet[Any]:
        raise UngatedRead(f"{self.model.__name__} is read with .objects.under(grant) only.")

    def under(self, grant: Grant) -> models.QuerySet[Any]:
        """The rows of the Grant's patients that its audience may see; refuses another kind."""
        return self._of_patients(grant).filter(self._shown_to(grant))

    def withheld_from(self, grant: Grant) -> int:
        """How many rows the audience may not see. The number is all that anybody learns."""
        return self.withheld(grant).count()

    def withheld(self, grant: Grant) -> models.QuerySet[Any]:
        """The rows that the audience may not see: to be counted, never to be shown."""
        visible = self._shown_to(grant)
        # An empty condition hides nothing, but excluding by it would leave everything.
        rows = self._of_patients(grant)
        return rows.exclude(visible) if visible else rows.none()

    def add(self, grant: Grant, rows: Sequence[models.Model]) -> None:
        """Store new rows of the Grant's patients; refuses a Grant that only reads.

        What readers leave behind by reading (`written_by_readers`) needs no Grant to write.
        """
        grant.check(self.model.kind, write=not self.model.written_by_readers)
        self.model.ungated.bulk_create(rows)

    def put(self, grant: Grant, rows: Sequence[models.Model], *, unique: Sequence[str]) -> None:
        """As `add`, in the place of a row with the same `unique` fields, where there is one."""
        grant.check(self.model.kind, write=not self.model.written_by_readers)
        values = [field.name for field in self.model._meta.concrete_fields]
        self.model.ungated.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=unique,
            update_fields=[name for name in values if name not in {"id", *unique}],
        )

    def _shown_to(self, grant: Grant) -> models.Q:
        """A system that reads sees everything that it has sent itself; `SENDER` nothing else."""
        own = models.Q() if self.model.is_named_by_others else NOBODY
        if grant.source and issubclass(self.model, Received):
            own = models.Q(source=grant.source)
        if grant.audience is Audience.SENDER:
            return own
        visible: models.Q = self.model.visible_to(grant)
        return own | visible if grant.source and visible else visible

    def _of_patients(self, grant: Grant) -> models.QuerySet[Any]:
        grant.check(self.model.kind)
        return super().get_queryset().filter(patient_id__in=grant.patient_ids)


class PatientRecord(Model):
    """A row about one patient. Its table has row-level security (common.rowsecurity)."""

    kind: ClassVar[Kind]
    written_by_readers: ClassVar[bool] = False
    # Reached by nobody but who has its name from a row that is shown (bytes, and their keys).
    is_named_by_others: ClassVar[bool] = False
    patient = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="+")

    # `ungated` comes first so that Django's own checks use it; the lint of the house forbids it
    # to everybody else (tests/house).
    ungated = models.Manager()
    objects = GatedManager()

    class Meta:
        abstract = True
        default_manager_name = "ungated"
        base_manager_name = "ungated"

    @classmethod
    def visible_to(cls, grant: Grant) -> models.Q:
        return models.Q()


class ConfidentialRecord(PatientRecord):
    """A row with confidentiality codes, which hide it from some audiences."""

    security = ArrayField(models.CharField(max_length=20), default=list)

    class Meta(PatientRecord.Meta):
        abstract = True

    @classmethod
    def visible_to(cls, grant: Grant) -> models.Q:
        return confidentiality.visible(grant.audience)
