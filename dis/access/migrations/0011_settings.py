"""The patient's settings: each once at a time, notices of what happens, and what clients may know."""

import uuid

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

from common.rowsecurity import PatientRows

CLIENT_FACTS = """
CREATE FUNCTION access_client_facts(p_patient uuid, p_now timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_object(
    'has_blocks', EXISTS (
      SELECT 1 FROM access_block b WHERE b.patient_id = p_patient
        AND b.start <= p_now AND (b."end" IS NULL OR b."end" > p_now)),
    'is_restricted', access_is_restricted(p_patient, p_now),
    'has_closed_parts', EXISTS (
      SELECT 1 FROM access_restriction s WHERE s.patient_id = p_patient AND s.scope <> 'record'
        AND s.start <= p_now AND (s."end" IS NULL OR s."end" > p_now)),
    'is_reserved', EXISTS (
      SELECT 1 FROM access_reservation v WHERE v.patient_id = p_patient
        AND v.start <= p_now AND (v."end" IS NULL OR v."end" > p_now)))
$$;
"""

DUE = """
CREATE FUNCTION access_reservations_due(p_until timestamptz, p_most int)
RETURNS TABLE (patient_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT v.patient_id FROM access_reservation v
  WHERE v.start <= p_until AND v."end" IS NULL AND v.erased_at IS NULL
  ORDER BY v.start, v.patient_id LIMIT least(p_most, 1000)
$$;
"""


class Migration(migrations.Migration):
    dependencies = (("access", "0010_duties"),)
    operations = (
        migrations.CreateModel(
            name="NoticeRead",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "ungated",
                "default_manager_name": "ungated",
            },
            managers=[
                ("ungated", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="PatientNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("code", models.CharField(max_length=20)),
                ("instrument", models.CharField(blank=True, max_length=20)),
                ("done_as", models.CharField(blank=True, max_length=20)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "ungated",
                "default_manager_name": "ungated",
            },
            managers=[
                ("ungated", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddConstraint(
            model_name="accessclosure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("end", None)),
                fields=("patient",),
                name="access_accessclosure_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="block",
            constraint=models.UniqueConstraint(
                condition=models.Q(("end", None)),
                fields=("patient", "practitioner", "organization"),
                name="access_block_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("end", None)),
                fields=("patient",),
                name="access_reservation_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("end", None)),
                fields=("patient", "scope", "category", "document_id"),
                name="access_restriction_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddField(
            model_name="noticeread",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.patient"
            ),
        ),
        migrations.AddField(
            model_name="patientnotice",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.patient"
            ),
        ),
        migrations.AddField(
            model_name="noticeread",
            name="notice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="access.patientnotice",
            ),
        ),
        migrations.AddIndex(
            model_name="patientnotice",
            index=models.Index(fields=["patient", "-recorded_at"], name="access_notice_newest"),
        ),
        migrations.AddConstraint(
            model_name="noticeread",
            constraint=models.UniqueConstraint(
                fields=("person_id", "notice"), name="access_noticeread_key"
            ),
        ),
        PatientRows("access_patientnotice"),
        PatientRows("access_noticeread"),
        migrations.RunSQL(CLIENT_FACTS, "DROP FUNCTION access_client_facts(uuid, timestamptz)"),
        migrations.RunSQL(DUE, "DROP FUNCTION access_reservations_due(timestamptz, int)"),
    )
