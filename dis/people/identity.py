"""National identity numbers: sealed once on the person, found by a keyed index, tokens elsewhere.

A token (`urn:dis:person:` and the person's id) stands in the place of every national id in stored
text. Tokens in text from outside are refused, or a sender could have others' numbers read out.
"""

import re
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.conf import settings
from django.db import transaction

from common import crypto, resealing
from common.errors import Unacceptable
from common.identifiers import accept_national_id, national_ids_in
from people.models import Person

TOKEN = "urn:dis:person:"  # noqa: S105 - no secret
TOKEN_START = "urn:dis:person"  # noqa: S105 - as above
_SPACED = "urn:dis:person-spaced:"
_LEFT_OUT = "***********"
_TOKENS = re.compile(r"urn:dis:person(-spaced)?:([0-9a-f-]{36})")


def accept(number: str) -> str:
    """The number without spaces; InvalidIdentifier where it is wrong or of the wrong world."""
    return accept_national_id(number, synthetic=settings.ALLOW_SYNTHETIC_IDENTITIES).value


def person_with(number: str) -> Person | None:
    """The person with that number, if known. The same work is done for a hit and a miss."""
    return Person.objects.filter(national_id_index=_index(number)).first()


def person_for(number: str) -> Person:
    """The person with that number, made known now if need be."""
    return persons_for([number])[number]


def persons_with(numbers: Iterable[str]) -> dict[str, Person]:
    """Those persons with these numbers who are known, by number, in one query."""
    index = {_index(number): number for number in set(numbers)}
    return {index[bytes(p.national_id_index or b"")]: p for p in _with_index(index)}


def persons_for(numbers: Iterable[str]) -> dict[str, Person]:
    """The persons by number, in a fixed number of queries; new ones are made, in one order for
    all who race."""
    index = {_index(number): number for number in set(numbers)}
    found = {bytes(p.national_id_index or b""): p for p in _with_index(index)}
    missing = sorted(index.keys() - found.keys())
    if missing:
        Person.objects.bulk_create(
            [_new_person(index[key], key) for key in missing], ignore_conflicts=True
        )
        found |= {bytes(p.national_id_index or b""): p for p in _with_index(missing)}
    return {number: found[key] for key, number in index.items()}


def national_id(person: Person) -> str | None:
    """The number in clear, only for those who may see it: a Grant is held, or it is one's own."""
    if person.national_id is None:
        return None
    return crypto.unseal(
        settings.IDENTITY_KEYS, bytes(person.national_id), place=_place(person)
    ).decode()


def number_of(person_id: uuid.UUID | None) -> str:
    """The number of a person by id, for a copy of what is kept of him; empty without one."""
    person = Person.objects.filter(id=person_id).first() if person_id else None
    return national_id(person) or "" if person else ""


def with_own_number(text: str, own_id: str, number: str) -> str:
    """The text with one person's number in clear; those of others stay tokens."""
    spaced = f"{number[:6]} {number[6:]}"
    return text.replace(f"{_SPACED}{own_id}", spaced).replace(f"{TOKEN}{own_id}", number)


@transaction.atomic
def reseal(after: uuid.UUID, most: int) -> tuple[uuid.UUID | None, resealing.Resealed]:
    """Seal the next numbers that have an older key with the current one, in the order of persons.

    Gives the last person dealt with, None at the end. Sign-in and search wait for no batch.
    """
    keys = settings.IDENTITY_KEYS
    waiting = resealing.on_other_keys(Person.objects.filter(id__gt=after), "national_id", keys)
    rows = list(waiting.select_for_update().order_by("pk")[:most])
    return (rows[-1].id if rows else None), resealing.reseal(rows, "national_id", keys, _place)


def tokenised(texts: Mapping[int, str]) -> dict[int, str]:
    """The texts, by the same keys, with tokens in the place of national ids.

    The texts must hold no token yet (`refuse_tokens`). Undone exactly by `restored`: a number
    that is parted by anything but one space stays, unless its caller has mended that.
    """
    matches = {
        key: [match for match in national_ids_in(text) if _can_be_restored(match)]
        for key, text in texts.items()
    }
    numbers = {m.group(1) + m.group(2) for found in matches.values() for m in found}
    persons = persons_for(numbers) if numbers else {}
    result = {}
    for key, text in texts.items():
        for match in reversed(matches[key]):
            person = persons[match.group(1) + match.group(2)]
            prefix = _SPACED if " " in match.group(0) else TOKEN
            text = f"{text[: match.start()]}{prefix}{person.id}{text[match.end() :]}"
        result[key] = text
    return result


def _can_be_restored(match: re.Match[str]) -> bool:
    return match.group(0) in (match.group(1) + match.group(2), f"{match.group(1)} {match.group(2)}")


def restored(text: str) -> str:
    """The text as received, with national ids in clear again."""
    return all_restored([text])[0]


def all_restored(texts: Sequence[str], *, only: Collection[str] | None = None) -> list[str]:
    """The texts as received, in one query; of `only` these persons, where it is told: the numbers
    of others are left out."""
    found = {match.group(2) for text in texts for match in _TOKENS.finditer(text)}
    ids = found if only is None else found.intersection(only)
    numbers = {str(p.id): national_id(p) or "" for p in Person.objects.filter(id__in=ids)}

    def number(match: re.Match[str]) -> str:
        digits = numbers[match.group(2)] if only is None else numbers.get(match.group(2), _LEFT_OUT)
        return f"{digits[:6]} {digits[6:]}" if match.group(1) and digits != _LEFT_OUT else digits

    return [_TOKENS.sub(number, text) for text in texts]


def token_of(value: str) -> str | None:
    """The person whose token a value is, by id; None where it is anything else."""
    match = _TOKENS.fullmatch(value)
    return match.group(2) if match else None


def refuse_tokens(text: str) -> None:
    if "urn:dis:" in text:
        raise Unacceptable.because("holds text that is reserved for this portal (urn:dis:)")


def _with_index(keys: Iterable[bytes]) -> Iterable[Person]:
    return Person.objects.filter(national_id_index__in=list(keys))


def _index(number: str) -> bytes:
    return crypto.keyed_index(settings.IDENTITY_INDEX_KEY, number)


def _new_person(number: str, index: bytes) -> Person:
    person = Person(national_id_index=index)
    person.national_id = crypto.seal(
        settings.IDENTITY_KEYS[0], number.encode(), place=_place(person)
    )
    return person


def _place(person: Person) -> str:
    return f"people_person|national_id|{person.id}"
