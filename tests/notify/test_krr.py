"""The national contact register is asked as its documentation says, and an answer that is none is
told apart from nobody being in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from common import clock
from notify import contacts
from notify.codes import Channel, WhyNot
from notify.contacts import Contact, RegisterDown, Route
from notify.krr import Digdir
from tests.notify.gateway import Gateway

ANNE, BO = "13837098761", "13837098842"
ASKED = {"personidentifikatorer": [ANNE, BO]}


@pytest.fixture
def key(settings: Any, gateway: Gateway, tmp_path: Path) -> ECKey:
    key = ECKey.generate_key("P-256", {"kid": "one"}, private=True)
    file = tmp_path / "key.json"
    file.write_text(json.dumps(key.as_dict(private=True)))
    settings.NOTIFY = {
        **settings.NOTIFY,
        "krr_url": gateway.url,
        "maskinporten_issuer": f"{gateway.url}/",
        "maskinporten_client": "dis",
        "maskinporten_key": str(file),
    }
    return key


def person(number: str = ANNE, **more: Any) -> dict[str, Any]:
    return {
        "personidentifikator": number,
        "reservasjon": "NEI",
        "status": "AKTIV",
        "varslingsstatus": "KAN_VARSLES",
        "spraak": "nn",
        "kontaktinformasjon": {
            "epostadresse": "anne@example.no",
            "epostadresse_oppdatert": "2021-06-29T10:14:52+02:00",
            "epostadresse_sist_verifisert": "2026-06-29T10:14:52+02:00",
            "mobiltelefonnummer": "+4740000001",
            "mobiltelefonnummer_oppdatert": "2020-06-29T10:14:52+02:00",
        },
        **more,
    }


def asked(gateway: Gateway, *told: Any) -> Any:
    gateway.persons = {"personer": list(told)}
    return Digdir().contacts({ANNE, BO})


def test_it_is_asked_with_a_token_of_maskinporten(key: ECKey, gateway: Gateway) -> None:
    asked(gateway)
    assert gateway.asked == [(ASKED, "Bearer t0ken")]
    token = jwt.decode(gateway.assertions[0], key)
    assert token.header == {"typ": "JWT", "alg": "ES256", "kid": "one"}
    assert token.claims["aud"] == f"{gateway.url}/"
    assert token.claims["scope"] == "krr:global/kontaktinformasjon.read"
    assert (token.claims["iss"], token.claims["exp"] - token.claims["iat"]) == ("dis", 60)


def test_what_is_confirmed_counts(key: ECKey, gateway: Gateway) -> None:
    found = asked(gateway, person())[ANNE]
    assert contacts.route(found, clock.now()) == Route(Channel.EMAIL, "anne@example.no", "nn")


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"varslingsstatus": "KAN_IKKE_VARSLES"}, WhyNot.NOT_CONFIRMED),
        ({"kontaktinformasjon": None}, WhyNot.NO_CONTACT),
        ({"kontaktinformasjon": {}}, WhyNot.NO_CONTACT),
        ({"kontaktinformasjon": {"mobiltelefonnummer": "+4740000001"}}, WhyNot.NOT_CONFIRMED),
        ({"status": "SLETTET"}, WhyNot.NO_CONTACT),
        ({"status": "IKKE_REGISTRERT", "kontaktinformasjon": None}, WhyNot.NO_CONTACT),
    ],
)
def test_without_a_usable_address_it_says_why(
    key: ECKey, gateway: Gateway, more: Any, reason: WhyNot
) -> None:
    assert contacts.route(asked(gateway, person(**more)).get(ANNE), clock.now()) == reason


def test_nobody_is_told_at_the_address_of_another(key: ECKey, gateway: Gateway) -> None:
    """An answer about somebody who was not asked about is left out."""
    assert asked(gateway, person("13837098923"), person(BO)).keys() == {BO}


def test_reservation_is_told(key: ECKey, gateway: Gateway) -> None:
    assert asked(gateway, person(reservasjon="JA"))[ANNE].is_reserved
    assert not Contact().is_reserved


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {},
        {"personer": [{}]},
        {"personer": ["x"]},
        {"personer": [{"personidentifikator": ANNE, "status": "AKTIV", "kontaktinformasjon": 7}]},
        {
            "personer": [
                person(
                    kontaktinformasjon={
                        "epostadresse": "a@example.no",
                        "epostadresse_oppdatert": "i fjor",
                    }
                )
            ]
        },
    ],
)
def test_an_answer_that_is_none_is_no_empty_register(
    key: ECKey, gateway: Gateway, told: Any
) -> None:
    gateway.persons = told
    with pytest.raises(RegisterDown):
        Digdir().contacts({ANNE})


def test_a_register_that_is_not_there_is_down(key: ECKey, settings: Any) -> None:
    settings.NOTIFY = {**settings.NOTIFY, "maskinporten_issuer": "http://127.0.0.1:1/"}
    with pytest.raises(RegisterDown):
        Digdir().contacts({ANNE})


@pytest.mark.parametrize("many", [0, 1001])
def test_it_is_asked_of_a_thousand_persons_at_most(key: ECKey, many: int) -> None:
    with pytest.raises(ValueError, match="1 to 1000"):
        Digdir().contacts({str(each) for each in range(many)})


@pytest.mark.parametrize("text", ["[]", "{}", "no json", '{"persons": {"13837098761": {}}}'])
def test_a_local_file_that_says_nothing_is_down(settings: Any, tmp_path: Path, text: str) -> None:
    settings.VAR = tmp_path
    (tmp_path / "register").mkdir()
    (tmp_path / "register" / "krr.json").write_text(text)
    with pytest.raises(RegisterDown):
        contacts.LocalRegister().contacts({ANNE})
