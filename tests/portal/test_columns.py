"""Tables in plain text are told from prose; nothing of the text is lost on the way."""

import pytest

from portal.templatetags.columns import Part, parts

TABLE = "Analyse      Resultat\nKreatinin    87\nUrinsyre     341"
PROSE = "Svaret er  normalt.\nNy prøve om et halvt år."


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        (TABLE, [Part(TABLE, is_table=True)]),
        (PROSE, [Part(PROSE, is_table=False)]),
        ("a\tb\nc\td", [Part("a\tb\nc\td", is_table=True)]),
        (f"{PROSE}\n\n{PROSE}", [Part(f"{PROSE}\n\n{PROSE}", is_table=False)]),
        (
            f"{PROSE}\n\n{TABLE}\n\n{PROSE}",
            [Part(PROSE, is_table=False), Part(TABLE, is_table=True), Part(PROSE, is_table=False)],
        ),
        (f"{TABLE}\r\n\r\n{PROSE}", [Part(TABLE, is_table=True), Part(PROSE, is_table=False)]),
        ("", [Part("", is_table=False)]),
    ],
)
def test_text_is_cut_where_prose_becomes_table(text: str, cut: list[Part]) -> None:
    assert parts(text) == cut
