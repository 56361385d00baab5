"""The FHIR type Appointment, in and out."""

from collections.abc import Sequence
from dataclasses import replace

from access import received, receiving, subjects
from access.received import served
from appointments import filing, said
from appointments.models import Appointment
from common.declarations import FhirType, Incoming, Outcome
from common.searchable import PEOPLE, about, date, reference, token


def _store(batch: Sequence[Incoming]) -> list[Outcome]:
    """What is imported has the id of its sender's own identifier, as what comes over the API."""
    found = subjects.patients_of([(each, said.patient(each)) for each in batch])
    placed, refused = receiving.place(batch, found)
    own = [
        replace(each, id=filing.id_of(each.incoming) or each.id)
        if each.incoming.id is None
        else each
        for each in placed
    ]
    return refused + receiving.store(Appointment, own, kind=Appointment.kind, lift=filing.take)


_ACTORS = (*PEOPLE, "Location", "HealthcareService", "Device")
APPOINTMENT = replace(
    served(
        Appointment,
        (
            *about("participant.actor")[:1],
            token("identifier"),
            token("status"),
            token("appointment-type", "appointmentType"),
            token("service-category", "serviceCategory"),
            token("service-type", "serviceType"),
            token("specialty"),
            token("reason-code", "reasonCode"),
            token("part-status", "participant.status"),
            date("date", "start"),
            reference("actor", "participant.actor", *_ACTORS),
            reference("practitioner", "participant.actor", "Practitioner"),
            reference("location", "participant.actor", "Location"),
            reference("based-on", "basedOn", "ServiceRequest"),
            reference("supporting-info", "supportingInformation", "DocumentReference"),
        ),
        sorted_by="date",
        deleted=received.in_error,
    ),
    about=said.patient,
    named=filing.id_of,
)
FHIR_TYPES = (FhirType("Appointment", 95, _store, APPOINTMENT, lift=filing.anew),)
