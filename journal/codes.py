"""Document types of code system 9602 (norway.md 2.2), with their Norwegian names.

The names are the code system's own and are not translated.
"""

TYPE_SYSTEM = "urn:oid:2.16.578.1.12.4.1.1.9602"

CATEGORIES = {
    "A00-1": "Epikriser og sammenfatninger",
    "B00-1": "Kontinuerlig/løpende journal",
    "C00-1": "Prøvesvar, vev og væsker",
    "D00-1": "Organfunksjon",
    "E00-1": "Bildediagnostikk",
    "F00-1": "Kurve, observasjon og behandling",
    "I00-1": "Korrespondanse",
    "J00-1": "Attester, melding og erklæringer",
    "S00-1": "Test og scoring",
}
# Of these the documents are answers to samples and examinations: they stand among the results.
RESULT_CATEGORIES = ("C00-1", "D00-1", "E00-1")

TYPES = {
    "A01-2": "Kriseplan",
    "A02-2": "Individuell plan",
    "A03-2": "Epikrise",
    "A04-2": "Sykepleiesammenfatning",
    "A05-2": "Fysioterapisammenfatning",
    "A06-2": "Ergoterapisammenfatning",
    "A07-2": "Psykologsammenfatning",
    "A09-2": "Ernæringsfysiologsammenfatning",
    "A10-2": "Annet fagpersonell sammenfatning",
    "A11-2": "Tverrfaglig sammenfatning",
    "A12-2": "Utskrivings-/Pasientorientering",
    "A13-2": "Poliklinisk epikrise",
    "B01-2": "Tverrfaglig behandlingsplan",
    "B02-2": "Journalnotat",
    "B03-2": "Poliklinisk notat",
    "C01-2": "Medisinsk biokjemi",
    "C02-2": "Blodbank og immunologi",
    "C03-2": "Mikrobiologi, virologi og serologi",
    "C04-2": "Patologi, histologi og cytologi",
    "C05-2": "Klinisk farmakologi",
    "C06-2": "Medisinsk genetikk",
    "C07-2": "Allergiutredning",
    "D01-2": "Hjerte og kretsløp",
    "D02-2": "Lunge",
    "D05-2": "Gyn/Reproduksjon",
    "D06-2": "Nervesystemet",
    "E01-2": "Bildediagnostiske svar",
    "E02-2": "Foto og film",
    "F01-2": "Kurve",
    "F02-2": "Anestesi- og opr. rapporter",
    "F03-2": "Intensiv/postoperativ observasjon",
    "F04-2": "Svangerskap og fødsel",
    "F07-2": "Nyre/dialyse",
    "F09-2": "Ambulansejournal",
    "I01-2": "Henvisninger",
    "I02-2": "Brev",
    "J01-2": "Sykmeldinger og trygdesaker",
    "J02-2": "Legeerklæring om dødsfall",
    "S01-2": "Tester",
    "S02-2": "Systematiserte diagnostiske intervju",
    "S03-2": "Voldsrisikovurdering",
}


def category_of(type_code: str, category: str) -> str:
    """The level-1 code, taken from the type where the sender gave none."""
    if category in CATEGORIES:
        return category
    derived = f"{type_code[:1]}00-1"
    return derived if derived in CATEGORIES else ""
