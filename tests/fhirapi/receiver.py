"""Owns a system that is told: a real HTTP server on loopback that counts, and answers as it is told
to."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PATIENCE = 20  # Seconds.


@dataclass
class Got:
    """One request that came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def status(self) -> dict[str, Any]:
        """The parameters of the first entry by their names."""
        first: dict[str, Any] = self.body["entry"][0]["resource"]
        return {
            each["name"]: next((v for k, v in each.items() if k.startswith("value")), None)
            for each in first["parameter"]
        }

    @property
    def kind(self) -> str:
        return str(self.status["type"])

    @property
    def events(self) -> list[dict[str, Any]]:
        """What is new: number, timestamp and focus of each."""
        first = self.body["entry"][0]["resource"]["parameter"]
        return [
            {
                part["name"]: next(v for k, v in part.items() if k.startswith("value"))
                for part in each["part"]
            }
            for each in first
            if each["name"] == "notification-event"
        ]

    @property
    def numbers(self) -> list[int]:
        return [int(each["event-number"]) for each in self.events]


@dataclass
class Receiver:
    """`answer` gives the status for a request, and may wait; `headers` go with every answer."""

    url: str = ""
    got: list[Got] = field(default_factory=list)
    answer: Callable[[Got], int] = lambda got: 200
    headers: dict[str, str] = field(default_factory=dict)
    arrived: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def wait(self) -> None:
        """Until one more has come."""
        assert self.arrived.acquire(timeout=PATIENCE), "nothing came"

    def news(self) -> list[Got]:
        return [each for each in self.got if each.kind == "event-notification"]

    def numbers(self) -> list[int]:
        return [number for each in self.news() for number in each.numbers]


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate of that name which nobody has signed but itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files


@contextmanager
def running(certificate: Path | None = None, key: Path | None = None) -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            got = Got(self.path, dict(self.headers), json.loads(self.rfile.read(length)))
            found.got.append(got)
            found.arrived.release()
            status = found.answer(got)
            try:
                self.send_response(status)
                for name, value in found.headers.items():
                    self.send_header(name, value)
                self.end_headers()
            except OSError:  # Whoever told it has gone.
                return

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    scheme = "https" if certificate else "http"
    found.url = f"{scheme}://127.0.0.1:{server.server_port}/news"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=PATIENCE)


@contextmanager
def babbling(said: bytes) -> Iterator[str]:
    """The address of one that begins its answer, and says this over and over until it is left."""
    server = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        with suppress(OSError):
            other = server.accept()[0]
            other.recv(65_536)
            other.sendall(b"" if b"HTTP" in said else b"HTTP/1.1 200 OK\r\n")
            while not left.wait(0.01):
                other.sendall(said)

    left = threading.Event()
    threading.Thread(target=answer, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
    finally:
        left.set()
        server.close()
