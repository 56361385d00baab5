"""Who acts for the patient: the first policy table, its walls, and the facts of representation."""

from datetime import UTC, date, datetime

from django.db import migrations, models

_SERVICES = ("journal", "log", "task", "settings", "representation")
_CLOSED = ("none",) * 5
# For each role: the bounds of the ages, and what is open of each service then (norway.md 7).
_FIRST = {
    "self": (
        (0, 12, _CLOSED),
        (12, 13, _CLOSED),
        (13, 16, ("none", "read+", "write+", "read+", "read+")),
        (16, None, ("read", "read", "write", "write", "write")),
    ),
    "parent": (
        (0, 12, ("read", "read", "write", "write", "write")),
        (12, 16, ("none", "none", "none", "none", "write")),
        (16, None, _CLOSED),
    ),
    "proxy": (
        (0, 16, _CLOSED),
        (16, None, ("read", "read", "write", "none", "none")),
    ),
    "assigned-proxy": (
        (0, 16, _CLOSED),
        (16, None, ("read", "read", "write", "read", "none")),
    ),
}
FIRST_ROWS = [
    {
        "role": role,
        "service": service,
        "from_age": from_age,
        "until_age": until_age,
        "level": level.rstrip("+"),
        "condition": "youth-consent" if level.endswith("+") else "",
    }
    for role, bands in _FIRST.items()
    for from_age, until_age, levels in bands
    for service, level in zip(_SERVICES, levels, strict=True)
]
FIRST_OPTIONS = {
    "address_rule": "any-parent",
    "competent_from_age": 16,
    "giver_from_age": 16,
    "holder_from_age": 18,
}


def make_first(apps, schema_editor):
    """The table that is in force from the start; nobody here has proposed or approved it."""
    policy = apps.get_model("access", "RepresentationPolicy")
    rows = policy.objects.using(schema_editor.connection.alias)
    if not rows.exists():
        at = datetime(2026, 11, 23, tzinfo=UTC)
        rows.create(
            version=1,
            valid_from=date(2000, 1, 1),
            rows=FIRST_ROWS,
            options=FIRST_OPTIONS,
            proposed_at=at,
            approved_at=at,
        )


# What is approved has been the law of the portal: it is neither changed nor deleted.
STAYS = """
CREATE FUNCTION access_policy_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.approved_at IS NOT NULL OR TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a policy table that is approved stays as it is';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER access_policy_stays BEFORE UPDATE OR DELETE ON access_representationpolicy
  FOR EACH ROW EXECUTE FUNCTION access_policy_stays();
"""

FACTS = """
CREATE OR REPLACE FUNCTION access_citizen_facts(
  p_patient uuid, p_person uuid, p_now timestamptz, p_day date) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  patient people_patient%ROWTYPE;
  actor people_patient%ROWTYPE;
  home text;
  facts jsonb;
BEGIN
  SELECT * INTO patient FROM people_patient WHERE id = p_patient;
  SELECT * INTO actor FROM people_patient WHERE person_id = p_person;
  facts := jsonb_build_object(
    'is_parent', EXISTS (
      SELECT 1 FROM people_children_of_person(p_person, p_day) c WHERE c.patient_id = p_patient),
    'is_other_carer', EXISTS (
      SELECT 1 FROM people_relatedperson r
      WHERE r.patient_id = p_patient AND r.person_id = p_person AND NOT r.has_responsibility
        AND r.relationship IN ('PRN', 'FTH', 'MTH', 'NPRN', 'ADOPTP', 'ADOPTF', 'ADOPTM',
          'PRNFOST', 'FTHFOST', 'MTHFOST', 'STPPRN', 'STPFTH', 'STPMTH', 'GUARD')
        AND (r.start IS NULL OR r.start <= p_day) AND (r."end" IS NULL OR r."end" >= p_day)),
    'actor_access_closed', access_is_shut(actor.id, p_now),
    'patient_access_closed', access_is_shut(p_patient, p_now),
    'actor_birth_date', actor.birth_date,
    'actor_is_registered', actor.id IS NOT NULL,
    'proxy_services', (
      SELECT coalesce(jsonb_agg(DISTINCT service ORDER BY service), '[]'::jsonb)
      FROM access_powerofattorney a CROSS JOIN unnest(a.services) AS service
      WHERE a.patient_id = p_patient AND a.holder_id = p_person AND a.start <= p_now
        AND (a."end" IS NULL OR a."end" > p_now) AND (a.until IS NULL OR a.until > p_now)
        -- A power of attorney ends with the life of its giver.
        AND patient.deceased_on IS NULL),
    'is_assigned_proxy', patient.deceased_on IS NULL AND EXISTS (
      SELECT 1 FROM access_assignedproxy a
      WHERE a.patient_id = p_patient AND a.holder_id = p_person AND a.start <= p_now
        AND (a."end" IS NULL OR a."end" > p_now) AND (a.until IS NULL OR a.until > p_now)),
    'has_youth_consent', EXISTS (
      SELECT 1 FROM access_youthconsent y
      WHERE y.patient_id = p_patient
        AND y.start <= p_now AND (y."end" IS NULL OR y."end" > p_now)),
    'policy', (
      SELECT jsonb_build_object('version', version, 'rows', rows, 'options', options)
      FROM access_representationpolicy
      WHERE approved_at IS NOT NULL AND valid_from <= p_day
      ORDER BY valid_from DESC, version DESC LIMIT 1));
  IF facts ->> 'is_parent' = 'false' AND facts ->> 'is_assigned_proxy' = 'false'
    AND facts -> 'proxy_services' = '[]'::jsonb THEN
    RETURN facts;
  END IF;
  IF patient.address_confidentiality LIKE '%confidential'
    OR actor.address_confidentiality LIKE '%confidential' THEN
    RETURN facts;
  END IF;
  -- Where nothing is registered, nobody lives: the empty text is no address.
  home := nullif(lower(trim(patient.address_line) || '|' || trim(patient.postal_code)), '|');
  RETURN facts || jsonb_build_object(
    'patient_name', trim(patient.given || ' ' || patient.family),
    'actor_at_address', coalesce(
      lower(trim(actor.address_line) || '|' || trim(actor.postal_code)) = home, false),
    'parent_at_address', EXISTS (
      SELECT 1 FROM people_relatedperson r JOIN people_patient a ON a.person_id = r.person_id
      WHERE r.patient_id = p_patient AND r.has_responsibility
        AND (r.start IS NULL OR r.start <= p_day) AND (r."end" IS NULL OR r."end" >= p_day)
        AND a.address_confidentiality NOT LIKE '%confidential'
        AND lower(trim(a.address_line) || '|' || trim(a.postal_code)) = home));
END $$;
"""

SHUT = """
CREATE FUNCTION access_is_shut(p_patient uuid, p_now timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT 1 FROM access_accessclosure c
    WHERE c.patient_id = p_patient AND c.start <= p_now AND (c."end" IS NULL OR c."end" > p_now))
$$;
"""

REPRESENTED = """
CREATE FUNCTION access_represented_by(p_person uuid, p_now timestamptz, p_day date)
RETURNS TABLE (patient_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.patient_id FROM people_children_of_person(p_person, p_day) c
  UNION
  SELECT a.patient_id FROM (
    SELECT p.patient_id, p.start, p."end", p.until FROM access_powerofattorney p
    WHERE p.holder_id = p_person
    UNION ALL
    SELECT x.patient_id, x.start, x."end", x.until FROM access_assignedproxy x
    WHERE x.holder_id = p_person) a
  WHERE a.start <= p_now AND (a."end" IS NULL OR a."end" > p_now)
    AND (a.until IS NULL OR a.until > p_now)
    -- Of whom the age is not known here, nobody knows whether he may act for others.
    AND EXISTS (
      SELECT 1 FROM people_patient h WHERE h.person_id = p_person AND h.birth_date IS NOT NULL)
$$;
"""


class Migration(migrations.Migration):
    dependencies = (("access", "0013_alerts"),)
    operations = (
        migrations.AddField("representationpolicy", "closed_at", models.DateTimeField(null=True)),
        migrations.AddField("representationpolicy", "closed_by_id", models.UUIDField(null=True)),
        migrations.AddField(
            "representationpolicy",
            "closed_by_name",
            models.CharField(blank=True, max_length=400),
        ),
        migrations.AddConstraint(
            "representationpolicy",
            models.CheckConstraint(
                condition=models.Q(("approved_by_id", models.F("proposed_by_id")), _negated=True),
                name="access_policy_two_persons",
            ),
        ),
        migrations.AddConstraint(
            "powerofattorney",
            models.UniqueConstraint(
                fields=("patient", "holder"),
                condition=models.Q(("end", None)),
                name="access_poa_one_each",
            ),
        ),
        migrations.AddConstraint(
            "assignedproxy",
            models.UniqueConstraint(
                fields=("patient", "holder"),
                condition=models.Q(("end", None)),
                name="access_assigned_one_each",
            ),
        ),
        migrations.AddConstraint(
            "youthconsent",
            models.UniqueConstraint(
                fields=("patient",),
                condition=models.Q(("end", None)),
                name="access_youthconsent_one",
            ),
        ),
        migrations.RunPython(make_first, migrations.RunPython.noop),
        migrations.RunSQL(STAYS, "DROP FUNCTION access_policy_stays() CASCADE"),
        migrations.RunSQL(SHUT, "DROP FUNCTION access_is_shut(uuid, timestamptz) CASCADE"),
        # There is no way back to answers without these facts: the program asks for them.
        migrations.RunSQL(FACTS),
        migrations.RunSQL(
            REPRESENTED, "DROP FUNCTION access_represented_by(uuid, timestamptz, date)"
        ),
    )
