"""Policies that were made before read the list of patients once a statement, not once a row.

Those made from now on do so from the start (common.rowsecurity, decision 0012).
"""

from django.db import migrations

READ_ONCE = """
DO $$
DECLARE
  once_a_row text := '(current_setting(''dis.patients''::text))::uuid[]';
  once text := '((SELECT current_setting(''dis.patients'')::uuid[])::uuid[])';
  policy record;
BEGIN
  FOR policy IN
    SELECT tablename, policyname, qual, with_check FROM pg_policies
    WHERE schemaname = current_schema() AND qual LIKE '% ANY (' || once_a_row || '))'
  LOOP
    EXECUTE format('ALTER POLICY %I ON %I USING %s', policy.policyname, policy.tablename,
      replace(policy.qual, once_a_row, once));
    IF policy.with_check IS NOT NULL THEN
      EXECUTE format('ALTER POLICY %I ON %I WITH CHECK %s', policy.policyname, policy.tablename,
        replace(policy.with_check, once_a_row, once));
    END IF;
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = (
        ("access", "0006_unit_days"),
        ("journal", "0002_walls"),
        ("people", "0002_walls"),
    )
    operations = (migrations.RunSQL(READ_ONCE, migrations.RunSQL.noop),)
