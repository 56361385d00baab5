"""The persons of the cast: their names, ages, homes and synthetic national identity numbers.

Ages hold on the day that is passed in, so Kari is 42 and Lise 6 in every fresh installation.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

from demo.cast.calendar import born, days_before
from demo.cast.numbers import synthetic_national_id

FEMALE, MALE = "female", "male"
# Folkeregisteret's code 7, "fortrolig adresse"; most people have none.
CONFIDENTIAL = "7"


@dataclass(frozen=True)
class Address:
    line: str
    postal_code: str
    city: str


@dataclass(frozen=True)
class Person:
    slug: str
    given: str
    family: str
    gender: str
    birth_date: date
    national_id: str
    is_d_number: bool
    address: Address | None
    address_confidentiality: str
    deceased_on: date | None

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


@dataclass(frozen=True)
class _Row:
    slug: str
    given: str
    family: str
    gender: str
    birthday: tuple[int, int]
    age: int
    home: str | None = None
    is_d_number: bool = False
    confidentiality: str = ""
    deceased_days_ago: int | None = None


_HOME = "Solligrenda 14, 9020 Tromsdalen"

_MAIN = (
    _Row("kari", "Kari", "Nordli", FEMALE, (3, 12), 42, _HOME),
    _Row("ola", "Ola", "Nordli", MALE, (6, 21), 44, _HOME),
    _Row("nils", "Nils", "Nordli", MALE, (9, 5), 13, _HOME),
    _Row("lise", "Lise", "Nordli", FEMALE, (5, 18), 6, _HOME),
    _Row(
        "astrid", "Astrid Marie", "Fjellvik", FEMALE, (8, 2), 79, "Nordlysåsen 3, 9022 Krokelvdalen"
    ),
)

# People who work in health care or for the portal. All of them are somebody's neighbours too,
# but only those that sign in as citizens have a home here.
_WORKERS = (
    _Row("berg", "Ingrid", "Berg", FEMALE, (10, 9), 47, "Sydspissvegen 112, 9006 Tromsø"),
    _Row("dahl", "Jonas", "Dahl", MALE, (2, 27), 38),
    _Row("fastlege", "Marit", "Sollid", FEMALE, (4, 30), 53),
    _Row("legevakt", "Henrik", "Åsen", MALE, (12, 3), 34),
    _Row("sykepleier", "Hanne", "Myrvold", FEMALE, (1, 16), 41),
    _Row("sekretar", "Torill", "Bakkejord", FEMALE, (7, 8), 58),
    _Row("jakobsen", "Lene", "Jakobsen", FEMALE, (8, 26), 36),
    _Row("lie", "Andreas", "Lie", MALE, (11, 11), 45),
    _Row("moe", "Silje", "Moe", FEMALE, (5, 4), 36),
    _Row("vik", "Gunnhild", "Vik", FEMALE, (9, 29), 55),
    _Row("strand", "Erlend", "Strand", MALE, (3, 3), 31),
)

# Further patients, so that lists look like lists.
_PATIENTS = (
    _Row("kari-nordlie", "Kari", "Nordlie", FEMALE, (3, 21), 43, "Kirkegårdsvegen 7, 9010 Tromsø"),
    _Row(
        "elle", "Elle Márjá", "Čuoŋavárri", FEMALE, (2, 6), 67, "Vuovdegeaidnu 4, 9730 Kárášjohka"
    ),
    _Row(
        "niillas",
        "Niillas Ánte",
        "Ođđajohka",
        MALE,
        (6, 1),
        52,
        "Bredbuktnesveien 40, 9520 Kautokeino",
    ),
    _Row("rahkkel", "Ráhkkel", "Guovžžamielli", FEMALE, (10, 24), 74, "Skoleveien 9, 9845 Tana"),
    _Row(
        "issat", "Issát Áilu", "Ruoŧavárri-Šuorbma", MALE, (1, 30), 29, "Storgata 88, 9008 Tromsø"
    ),
    _Row(
        "anne-katharina",
        "Anne-Katharina Elisabeth",
        "von der Lippe Bjørkeng-Kristoffersen",
        FEMALE,
        (12, 19),
        61,
        "Nedre Hansjordnesgata 22 B, 9009 Tromsø",
    ),
    _Row("marte", "Marte", "Solbakk", FEMALE, (8, 14), 35, confidentiality=CONFIDENTIAL),
    _Row(
        "torvald",
        "Torvald",
        "Hamnes",
        MALE,
        (4, 11),
        88,
        "Straumsvegen 310, 9105 Kvaløya",
        deceased_days_ago=96,
    ),
    _Row("jonathan", "Jonathan", "Reinholt", MALE, (11, 2), 15, "Ørneveien 18, 9017 Tromsø"),
    _Row("roar", "Roar", "Simavik", MALE, (7, 19), 49, "Balsfjordgata 61, 9008 Tromsø"),
    _Row("kenneth", "Kenneth", "Bergli", MALE, (9, 8), 33, "Stakkevollvegen 201, 9010 Tromsø"),
    _Row("solveig", "Solveig", "Aune", FEMALE, (1, 5), 83, "Hamnegata 5, 9300 Finnsnes"),
    _Row("gunnar", "Gunnar", "Kvaløy", MALE, (3, 28), 71, "Eidkjosvegen 46, 9100 Kvaløysletta"),
    _Row("synnove", "Synnøve", "Haugland", FEMALE, (6, 17), 58, "Workinnmarka 12, 9016 Tromsø"),
    _Row("tor-erik", "Tor-Erik", "Lyngmo", MALE, (5, 25), 64, "Lyngsvegen 77, 9060 Lyngseidet"),
    _Row("abdi", "Abdi Hassan", "Warsame", MALE, (1, 1), 46, "Fogd Dreyers gate 30, 9008 Tromsø"),
    _Row(
        "oksana",
        "Oksana",
        "Kovaltsjuk",
        FEMALE,
        (11, 23),
        39,
        "Sydspissvegen 112, 9006 Tromsø",
        True,
    ),
    _Row(
        "mateusz",
        "Mateusz",
        "Wiśniewski",
        MALE,
        (2, 13),
        36,
        "Kjøpmannsgata 3, 9910 Bjørnevatn",
        True,
    ),
    _Row("bjorg", "Bjørg", "Sætherås", FEMALE, (10, 31), 90, "Heimlyveien 2, 9321 Bardufoss"),
)


@cache
def persons(today: date) -> dict[str, Person]:
    """Everybody by short name: the family, the workers and the further patients."""
    return {row.slug: _person(row, today) for row in (*_MAIN, *_WORKERS, *_PATIENTS)}


def patients(today: date) -> dict[str, Person]:
    """Those who have a record: not every health worker, but Dr Berg is a patient too."""
    slugs = {row.slug for row in (*_MAIN, *_PATIENTS)} | {"berg"}
    return {slug: person for slug, person in persons(today).items() if slug in slugs}


def _person(row: _Row, today: date) -> Person:
    gone = row.deceased_days_ago
    birth_date = born(*row.birthday, age=row.age, today=today)
    return Person(
        slug=row.slug,
        given=row.given,
        family=row.family,
        gender=row.gender,
        birth_date=birth_date,
        national_id=synthetic_national_id(
            row.slug, birth_date, female=row.gender == FEMALE, d_number=row.is_d_number
        ),
        is_d_number=row.is_d_number,
        address=_address(row.home),
        address_confidentiality=row.confidentiality,
        deceased_on=None if gone is None else days_before(today, gone),
    )


def _address(home: str | None) -> Address | None:
    if home is None:
        return None
    line, place = home.rsplit(", ", 1)
    postal_code, city = place.split(" ", 1)
    return Address(line, postal_code, city)
