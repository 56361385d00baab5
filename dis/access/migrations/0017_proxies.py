"""What a proxy may do and how it was asked for: appointed by a register, or by the helpline; and who
has changed what counts as unusual reading."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# What the policy table gave everybody who was assigned before there were services to choose.
ALL = ["journal", "log", "task", "settings", "representation"]

FACTS = """
CREATE FUNCTION access_proxy_facts(p_patient uuid, p_person uuid, p_now timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH held AS (
    SELECT 'proxy' AS held_as, a.services, a.start, a."end", a.until
    FROM access_powerofattorney a WHERE a.patient_id = p_patient AND a.holder_id = p_person
    UNION ALL
    SELECT 'assigned-proxy', a.services, a.start, a."end", a.until
    FROM access_assignedproxy a WHERE a.patient_id = p_patient AND a.holder_id = p_person),
  now AS (
    SELECT * FROM held WHERE access_in_force(start, least("end", until), p_now))
  SELECT jsonb_build_object(
    'assigned_services', (
      SELECT coalesce(jsonb_agg(DISTINCT service ORDER BY service), '[]'::jsonb)
      FROM now CROSS JOIN unnest(services) AS service WHERE held_as = 'assigned-proxy'),
    -- Where one of several has no end, there is none.
    'acts_until', (
      SELECT coalesce(jsonb_object_agg(held_as, until), '{}'::jsonb) FROM (
        SELECT held_as, max(until) AS until FROM now GROUP BY held_as
        HAVING NOT bool_or(until IS NULL)) AS last_ones))
$$;
"""

_HOW = [("paper", "on paper"), ("phone", "by phone")]


def _is_paper(how: str, day: str) -> models.Q:
    return models.Q((how, "paper"), (f"{day}__isnull", False)) | models.Q(
        models.Q((how, "paper"), _negated=True), (f"{day}__isnull", True)
    )


class Migration(migrations.Migration):
    dependencies = (("access", "0016_one_condition"),)
    operations = (
        migrations.AddField(
            "powerofattorney",
            "asked_how",
            models.CharField(blank=True, choices=_HOW, max_length=10),
        ),
        migrations.AddField("powerofattorney", "signed_on", models.DateField(null=True)),
        migrations.AddField(
            "powerofattorney",
            "ended_asked_how",
            models.CharField(blank=True, choices=_HOW, max_length=10),
        ),
        migrations.AddField("powerofattorney", "ended_signed_on", models.DateField(null=True)),
        migrations.AddConstraint(
            "powerofattorney",
            models.CheckConstraint(
                condition=_is_paper("asked_how", "signed_on")
                & _is_paper("ended_asked_how", "ended_signed_on"),
                name="access_poa_paper_is_signed",
            ),
        ),
        migrations.AddField(
            "assignedproxy",
            "services",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), default=list(ALL), size=None
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "assignedproxy",
            "appointed",
            models.CharField(
                choices=[("next-of-kin", "Next of kin"), ("guardian", "Guardian")],
                default="next-of-kin",
                max_length=20,
            ),
        ),
        migrations.AddField(
            "assignedproxy",
            "related_person",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.relatedperson",
            ),
        ),
        migrations.RemoveConstraint("assignedproxy", "access_assigned_one_each"),
        migrations.AddConstraint(
            "assignedproxy",
            models.UniqueConstraint(
                fields=("patient", "holder", "related_person"),
                condition=models.Q(("end", None)),
                nulls_distinct=False,
                name="access_assigned_one_each",
            ),
        ),
        migrations.CreateModel(
            name="FigureChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("legal_entity_id", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("changes", models.JSONField()),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("looser", "Less is found"),
                            ("stricter", "More is found"),
                            ("both", "Some more, some less"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(max_length=500)),
                ("recorded_at", models.DateTimeField()),
                ("author_id", models.UUIDField()),
                ("author_name", models.CharField(max_length=400)),
                ("author_role", models.CharField(max_length=20)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("legal_entity_id", "number"), name="access_figurechange_key"
                    )
                ],
            },
        ),
        migrations.RunSQL(FACTS, "DROP FUNCTION access_proxy_facts(uuid, uuid, timestamptz)"),
    )
