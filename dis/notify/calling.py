"""Asking services outside; what surely did not arrive is told apart from what may have."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from common.errors import DisError

SECONDS = 10
_LARGEST = 2_000_000
_BEFORE = (ConnectTimeoutError, NewConnectionError)


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes

    def json(self) -> Any:
        """What the body says; ValueError where that is no JSON."""
        return json.loads(self.body)


class NotReached(DisError):
    """Nothing was handed over: the other side was not there, or said that it is busy."""


class NoAnswer(DisError):
    """It was sent, and nobody knows what came of it."""


def call(
    method: str, url: str, *, headers: Mapping[str, str], told: Any = None, form: Any = None
) -> Answer:
    """The answer, whatever its status below 500 (and 429); NotReached or NoAnswer without one.

    No redirect is followed: it would take what is sent elsewhere.
    """
    try:
        with requests.request(
            method,
            url,
            headers=dict(headers),
            json=told,
            data=form,
            timeout=SECONDS,
            allow_redirects=False,
            stream=True,
        ) as given:
            answer = Answer(given.status_code, given.raw.read(_LARGEST + 1, decode_content=True))
    except requests.exceptions.ConnectTimeout as error:
        raise NotReached("no connection") from error
    except requests.exceptions.ConnectionError as error:
        if isinstance(getattr(error.args[0], "reason", None), _BEFORE):
            raise NotReached("no connection") from error
        raise NoAnswer("the connection was lost") from error
    except (requests.exceptions.RequestException, HTTPError, OSError) as error:
        raise NoAnswer(type(error).__name__) from error
    if answer.status == requests.codes.too_many_requests:
        raise NotReached("busy")
    if answer.status >= requests.codes.server_error or len(answer.body) > _LARGEST:
        raise NoAnswer(f"status {answer.status}")
    return answer
