"""Document types of code system 9602 (norway.md 2.2), with their Norwegian names.

The names are the code system's own and are not translated.
"""

TYPE_SYSTEM = "urn:oid:2.16.578.1.12.4.1.1.9602"

CATEGORIES = {
    "A00-1": "Epikriser og sammenfatninger",
    "B00-1": "Løpende journal",
    "C00-1": "Prøvesvar, vev og væsker",
    "D00-1": "Organfunksjon",
    "E00-1": "Bildediagnostikk",
    "F00-1": "Kurve, observasjon og behandling",
    "I00-1": "Korrespondanse",
    "J00-1": "Attester, melding og erklæringer",
    "S00-1": "Test og scoring",
}

TYPES = {
    "A01-2": "Kriseplan",
    "A02-2": "Individuell plan",
    "A03-2": "Epikrise",
    "A04-2": "Sykepleiesammenfatning",
    "A13-2": "Poliklinisk sammenfatning",
    "B01-2": "Tverrfaglig behandlingsplan",
    "B02-2": "Journalnotat",
    "B03-2": "Poliklinisk notat",
    "E01-2": "Beskrivelse av bildeundersøkelse",
    "E02-2": "Foto og film",
    "F01-2": "Kurve",
    "F02-2": "Anestesi og operasjon",
    "F04-2": "Svangerskap og fødsel",
    "F09-2": "Ambulansejournal",
    "I01-2": "Henvisning",
    "I02-2": "Brev",
    "J01-2": "Sykmelding",
}


def category_of(type_code: str, category: str) -> str:
    """The level-1 code, taken from the type where the sender gave none."""
    if category in CATEGORIES:
        return category
    derived = f"{type_code[:1]}00-1"
    return derived if derived in CATEGORIES else ""
