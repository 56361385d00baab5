"""The service of appointments in the first policy table: for whom and when documents are."""

from importlib import import_module

from django.db import migrations

_before = import_module("access.migrations.0018_rest")
FIRST_ROWS = [
    *_before.FIRST_ROWS,
    *(
        {**row, "service": "appointments"}
        for row in _before.FIRST_ROWS
        if row["service"] == "journal"
    ),
]


def _replace(apps, schema_editor, was, becomes):
    """In the first table, where it still is in force as it was made. What two people have proposed
    and approved stays: there the service is closed until they say who may see it."""
    rows = apps.get_model("access", "RepresentationPolicy").objects.using(
        schema_editor.connection.alias
    )
    first = rows.filter(version=1, proposed_by_id=None).first()
    if first is None or first.rows != was:
        return
    # A trigger keeps what is approved as it is.
    schema_editor.execute("ALTER TABLE access_representationpolicy DISABLE TRIGGER USER")
    rows.filter(pk=first.pk).update(rows=becomes)
    schema_editor.execute("ALTER TABLE access_representationpolicy ENABLE TRIGGER USER")


def make_first(apps, schema_editor):
    """The first table with the service, also where there is no table yet."""
    _before.make_first(apps, schema_editor)
    _replace(apps, schema_editor, _before.FIRST_ROWS, FIRST_ROWS)


def close_service(apps, schema_editor):
    _replace(apps, schema_editor, FIRST_ROWS, _before.FIRST_ROWS)


class Migration(migrations.Migration):
    dependencies = (("access", "0020_client_facts"),)
    operations = (migrations.RunPython(make_first, close_service),)
