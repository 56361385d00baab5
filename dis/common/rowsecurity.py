"""Row-level security as a migration operation: the second wall behind the gate (docs/access.md)."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# A cast of the empty text fails, and a setting that was never made fails: a forgotten context
# raises and never looks like an empty record. '{}' is a context without patients.
# In a SELECT of its own the text is read once a statement, and not once a row (decision 0012); the
# second cast keeps PostgreSQL from taking that for a set of rows. It is read at the first row, so
# what is truly empty looks empty without a context too.
PATIENTS = "(SELECT current_setting('dis.patients')::uuid[])::uuid[]"


class PatientRows(Operation):
    """Force row-level security on a table: rows of the patients of the current Grant, no others.

    `insert_anywhere` is for the log, which is written before there is a Grant.
    The owner of the tables (who migrates, and whose functions answer the gate) gets a policy of
    its own that reads; it writes no patient row.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, column: str = "patient_id", *, insert_anywhere: bool = False):
        self.table = table
        self.column = column
        self.insert_anywhere = insert_anywhere

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        options = {"insert_anywhere": True} if self.insert_anywhere else {}
        return type(self).__name__, [self.table, self.column], options

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models do not change."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        rule = f"{self.column} = ANY ({PATIENTS})"
        schema_editor.execute(f"ALTER TABLE {self.table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {self.table} FORCE ROW LEVEL SECURITY")
        if self.insert_anywhere:
            schema_editor.execute(
                f"CREATE POLICY patient_reads ON {self.table} FOR SELECT USING ({rule})"
            )
            schema_editor.execute(
                f"CREATE POLICY patient_inserts ON {self.table} FOR INSERT WITH CHECK (true)"
            )
        else:
            schema_editor.execute(
                f"CREATE POLICY patient_rows ON {self.table} USING ({rule}) WITH CHECK ({rule})"
            )
        schema_editor.execute(
            f"CREATE POLICY owner_reads ON {self.table} FOR SELECT TO CURRENT_USER USING (true)"
        )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for policy in ("patient_reads", "patient_inserts", "patient_rows", "owner_reads"):
            schema_editor.execute(f"DROP POLICY IF EXISTS {policy} ON {self.table}")
        schema_editor.execute(f"ALTER TABLE {self.table} NO FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {self.table} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        return f"Row-level security on {self.table}"
