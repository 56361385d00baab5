"""A connection on which nobody ever opened a Grant shows no row of any patient."""

import psycopg
import pytest
from django.db import connection

from tests.cast import World


def test_a_connection_that_never_had_a_context_fails(committed_world: World) -> None:
    parameters = connection.get_connection_params()
    for sql, values in (
        ("SELECT count(*) FROM people_patient", []),
        (
            "SELECT title FROM journal_documentreference WHERE id = %s",
            [committed_world.documents["kari N"]],
        ),
    ):
        with (
            psycopg.connect(**parameters) as fresh,
            pytest.raises(psycopg.Error, match=r"dis\.patients"),
        ):
            fresh.execute(sql, values)
