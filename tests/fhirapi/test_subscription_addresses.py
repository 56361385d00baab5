"""Owns where notifications are sent: to registered addresses outside the house, with their secret,
and not one step further."""

from __future__ import annotations

import ipaddress
import socket
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from requests import adapters

from access import key_rotation, sealed
from common import crypto
from fhirapi.models import ApiClient
from fhirapi.subscriptions import endpoints, posting
from fhirapi.subscriptions.codes import Cause, Status
from fhirapi.subscriptions.models import Endpoint, Subscription
from fhirapi.subscriptions.posting import Letter, Posted
from tests.cast import World
from tests.fhirapi import receiver, subscribing
from tests.fhirapi.calling import call, resource
from tests.fhirapi.receiver import Receiver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
INSIDE = (
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("0.0.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fc00::1", "fe80::1", "ff02::1"),
    *("::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "2002:a00:1::1", "::ffff:169.254.169.254"),
    *("fec0::1", "::10.0.0.1", "::127.0.0.1"),
)
OUTSIDE = ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946")


@pytest.fixture
def production(settings: LazySettings) -> None:
    settings.IS_PRODUCTION = True


def names(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Have every name mean these addresses; gives the names that were asked for."""
    asked: list[str] = []

    def look(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look)
    return asked


def letter(url: str) -> Letter:
    return Letter(url, "{}", subscribing.SECRET, 1)


@pytest.mark.attack(40)
@pytest.mark.parametrize("address", INSIDE)
def test_nothing_is_sent_inside_the_house(
    production: None, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    names(monkeypatch, OUTSIDE[0], address)
    sent: list[Any] = []

    def status(*what: Any) -> int:
        sent.append(what)
        return 200

    monkeypatch.setattr(posting, "_status", status)
    assert posting.post(letter("https://ehr.example.no/news")).cause == Cause.ADDRESS
    assert not sent


def test_a_name_that_none_can_be_is_not_known() -> None:
    for name in ("a..example.no", "a" * 64 + ".example.no"):
        assert posting.post(letter(f"https://{name}/")).cause == Cause.NAME


@pytest.mark.parametrize("address", OUTSIDE)
def test_outside_is_allowed(
    production: None, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    names(monkeypatch, address)
    found = posting.resolved(urlsplit("https://ehr.example.no/news"))
    assert found == ipaddress.ip_address(address)


@pytest.mark.attack(40)
def test_what_was_checked_is_what_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name means something else a moment later: nobody asks for it again."""
    with receiver.running() as listener:
        place = urlsplit(listener.url)
        url = listener.url.replace("127.0.0.1", "ehr.example.no")
        look, asked = socket.getaddrinfo, []

        def first(host: str, *what: Any, **more: Any) -> Any:
            asked.append(host)
            return look("127.0.0.1" if len(asked) == 1 else host, *what, **more)

        monkeypatch.setattr(socket, "getaddrinfo", first)
        assert posting.post(letter(url)).is_taken
    assert asked[0] == "ehr.example.no"
    assert "ehr.example.no" not in asked[1:]
    (got,) = listener.got
    assert got.headers["Host"] == f"ehr.example.no:{place.port}"


@pytest.mark.attack(40)
def test_no_redirect_is_followed(listener: Receiver) -> None:
    with receiver.running() as elsewhere:
        listener.answer = lambda got: 307
        listener.headers = {"Location": elsewhere.url}
        posted = posting.post(letter(listener.url))
    assert (posted.cause, posted.answered) == (Cause.REDIRECT, 307)
    assert not elsewhere.got


@pytest.mark.attack(40)
def test_no_proxy_of_the_machine_is_asked(
    listener: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiver.running() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert posting.post(letter(listener.url)).is_taken
        assert not proxy.got


@pytest.mark.parametrize(
    ("name", "cause"), [("ehr.example.no", ""), ("other.example.no", Cause.CERTIFICATE)]
)
def test_the_certificate_is_that_of_the_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, cause: str
) -> None:
    """An address is connected to, and the name it was found by is what has to be proven."""
    certificate, key = receiver.certificate(tmp_path, "ehr.example.no")
    monkeypatch.setattr(adapters, "DEFAULT_CA_BUNDLE_PATH", str(certificate))
    look = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *what, **more: look("127.0.0.1", *what, **more)
    )
    with receiver.running(certificate, key) as listener:
        posted = posting.post(letter(listener.url.replace("127.0.0.1", name)))
    assert posted.cause == cause
    assert len(listener.got) == (not cause)


@pytest.mark.attack(49)
def test_the_log_repeats_no_header_of_the_other_side(
    listener: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    """A header that is none, as a mistaken system writes it."""
    listener.headers = {"X-Trace": "1\r\nof Kari Nordmann without a colon\r\nX-More: 2"}
    assert posting.post(letter(listener.url)).is_taken
    assert "Nordmann" not in caplog.text


def test_an_endless_answer_is_not_read(listener: Receiver) -> None:
    listener.headers = {"Content-Length": str(10**12)}
    assert posting.post(letter(listener.url)).is_taken


@pytest.mark.attack(40)
@pytest.mark.parametrize("said", [b"HTTP/1.1 100 Continue\r\n\r\n", b"x"])
def test_an_answer_without_end_holds_nobody(said: bytes) -> None:
    """It keeps beginning: no read has to wait, and still the time is over."""
    with receiver.babbling(said) as url:
        sender = threading.Thread(target=lambda: posted.append(posting.post(letter(url))))
        posted: list[Posted] = []
        sender.daemon = True
        sender.start()
        sender.join(timeout=10)
    assert [each.cause for each in posted] == [Cause.TIMEOUT]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://ehr.example.no/news", "not-https"),
        ("https://user:word@ehr.example.no/news", "not-an-address"),
        ("https://ehr.example.no/news#part", "not-an-address"),
        ("https:///news", "not-an-address"),
        ("file:///etc/passwd", "not-an-address"),
        ("https://ehr.example.no:99999/", "not-an-address"),
        ("https://ehr.example.no/\r\nHost: other", "not-an-address"),
        ("https://" + "a" * 500, "not-an-address"),
    ],
)
def test_addresses_that_are_none_are_not_registered(world: World, url: str, code: str) -> None:
    with pytest.raises(endpoints.NotRegistered, match=code):
        endpoints.register(subscribing.client(world), url)


def test_a_secret_that_would_be_more_than_one_header_is_refused(world: World) -> None:
    with pytest.raises(endpoints.NotRegistered, match="not-a-header"):
        endpoints.register(
            subscribing.client(world), "https://ehr.example.no/", secret="a\r\nHost: b"
        )


@pytest.mark.attack(40)
def test_loopback_is_for_demo_and_tests_alone(production: None, world: World) -> None:
    with pytest.raises(endpoints.NotRegistered, match="not-https"):
        endpoints.register(subscribing.client(world), "http://127.0.0.1:8000/news")
    assert posting.post(letter("https://127.0.0.1:8000/news")).cause == Cause.ADDRESS


@pytest.mark.attack(40)
def test_only_what_is_registered_for_the_client_is_told(world: World, listener: Receiver) -> None:
    other = subscribing.client(world, name="another")
    endpoints.register(other, listener.url)
    who = subscribing.caller(subscribing.client(world))
    answer = call(world, who, "POST", "Subscription", body=subscribing.asked(listener.url))
    assert answer.status == 422
    (issue,) = resource(answer)["issue"]
    assert issue["expression"] == ["Subscription.channel.endpoint"]
    assert not Subscription.objects.exists()


@pytest.mark.attack(60)
def test_secrets_are_sealed_bound_to_their_place_and_renewed(
    world: World, settings: LazySettings
) -> None:
    who = subscribing.client(world)
    one = endpoints.register(who, "https://one.example.no/", secret="Bearer one")
    two = endpoints.register(who, "https://two.example.no/", secret="Bearer two")
    one, two = Endpoint.objects.get(id=one.id), Endpoint.objects.get(id=two.id)
    assert b"Bearer" not in bytes(one.secret or b"")
    assert endpoints.secret_of(one) == "Bearer one"
    two.secret = one.secret
    with pytest.raises(crypto.Tampered):
        endpoints.secret_of(two)

    assert "fhirapi_endpoint" in {each.table for each in sealed.rows()}
    assert endpoints.reseal in key_rotation._declared
    former = settings.IDENTITY_KEYS
    settings.IDENTITY_KEYS = [b"n" * 32, *former]
    assert endpoints.reseal().done == 2
    settings.IDENTITY_KEYS = [b"n" * 32]
    assert endpoints.secret_of(Endpoint.objects.get(id=one.id)) == "Bearer one"


def test_a_secret_that_does_not_open_stops_the_subscription(
    world: World, listener: Receiver
) -> None:
    found = subscribing.subscribe(world, listener.url)
    Endpoint.objects.update(secret=b"\0" * 40)
    subscribing.deliver()
    now = subscribing.stands(found)
    assert (now.status, now.cause) == (Status.ERROR, Cause.SECRET)
    assert not listener.got


def test_the_command_registers_addresses_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    number = world.roles["berg"].legal_entity_number
    monkeypatch.setenv("ENDPOINT_SECRET", "Bearer from-the-environment")
    more = {"organization": number, "name": "EHR", "kind": ["results"]}
    call_command("register_client", "ehr", **more, endpoint=["https://ehr.example.no/"])
    (made,) = endpoints.of_client(ApiClient.objects.get(client_id="ehr").id)
    assert endpoints.secret_of(made) == "Bearer from-the-environment"
    with pytest.raises(CommandError, match="not-https"):
        call_command("register_client", "ehr", **more, endpoint=["http://ehr.example.no/"])
