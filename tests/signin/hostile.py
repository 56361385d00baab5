"""Owns a provider that answers whatever a test wants: right in all things but one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import KeyParameters, RSAKey

from tests.signin.people import KARI

Claims = dict[str, Any]


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@lru_cache
def _keys() -> tuple[RSAKey, RSAKey]:
    """The provider's key, and another that goes by the same id."""
    values: KeyParameters = {"use": "sig", "alg": "RS256", "kid": "one"}
    return RSAKey.generate_key(2048, values), RSAKey.generate_key(2048, values)


class Hostile:
    """An ID-porten of one test: `token` makes the ID token from the claims that would be right."""

    def __init__(self) -> None:
        self.key, self.other = _keys()
        self.token: Callable[[Claims], str] = self.signed
        self.nonce = ""
        self.status = 200
        self.asked: list[str] = []
        self.assertions: list[Claims] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def signed(self, claims: Claims, header: Claims | None = None, key: Any = None) -> str:
        """Signed by hand: a library would refuse to make what we must refuse to take."""
        whole = {"alg": "RS256", "kid": "one", **(header or {})}
        text = f"{b64(json.dumps(whole).encode())}.{b64(json.dumps(claims).encode())}"
        private: Any = (key or self.key).private_key
        return f"{text}.{b64(private.sign(text.encode(), PKCS1v15(), SHA256()))}"

    def unsigned(self, claims: Claims) -> str:
        header = {"alg": "none", "kid": "one"}
        return f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}."

    def swapped(self, claims: Claims) -> str:
        """HS256 with our public key as the secret: what a careless library would accept."""
        header = {"alg": "HS256", "kid": "one"}
        text = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
        code = hmac.new(self.key.as_pem(private=False), text.encode(), hashlib.sha256)
        return f"{text}.{b64(code.digest())}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def right(self) -> Claims:
        now = int(time.time())
        return {
            "iss": self.issuer,
            "aud": "dis-portal",
            "sub": "subject",
            "nonce": self.nonce,
            "iat": now,
            "exp": now + 120,
            "auth_time": now,
            "acr": "idporten-loa-high",
            "pid": KARI,
            "sid": "sid",
        }

    def _answer(self, path: str, form: dict[str, list[str]]) -> Claims:
        self.asked.append(path)
        if path == "/jwks":
            return {"keys": [self.key.as_dict(private=False)]}
        if path == "/par":
            self.nonce = form["nonce"][0]
            return {"request_uri": "urn:x", "expires_in": 60}
        if path == "/token":
            token = self.token(self.right())
            return {"access_token": "x", "token_type": "Bearer", "id_token": token}
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "pushed_authorization_request_endpoint": f"{self.issuer}/par",
            "jwks_uri": f"{self.issuer}/jwks",
            "authorization_response_iss_parameter_supported": True,
        }

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        hostile = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._send({})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = parse_qs(body)
                assertion = form["client_assertion"][0].split(".")[1]
                padded = assertion + "=" * (-len(assertion) % 4)
                hostile.assertions.append(json.loads(base64.urlsafe_b64decode(padded)))
                self._send(form)

            def _send(self, form: dict[str, list[str]]) -> None:
                body = json.dumps(hostile._answer(self.path, form)).encode()
                is_par = self.path == "/par"
                self.send_response(201 if is_par and hostile.status == 200 else hostile.status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                """Quiet."""

        return Handler


def callback(state: str, issuer: str | None, **more: str) -> str:
    answer = {"code": "c", "state": state, **({"iss": issuer} if issuer else {}), **more}
    return f"/logg-inn/idporten/callback/?{urlencode(answer)}"
