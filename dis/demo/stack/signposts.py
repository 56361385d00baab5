"""Owns the lines under `Ready:`, which say how to sign in and where to look."""

from __future__ import annotations

from collections.abc import Iterator

from demo.stack.environment import Environment

_SIGN_INS = (
    ("Citizens (ID-porten)", "kari ola nils astrid"),
    ("Health personnel (HelseID)", "berg dahl fastlege legevakt sykepleier sekretar"),
    ("Administration (HelseID)", "lie moe vik strand"),
)


def signposts(environment: Environment) -> Iterator[str]:
    """Yield the sign-ins of the local providers, and where logs and settings lie."""
    if environment.oidc_port is not None:
        yield "Sign in as one of these; no password is asked for:"
        for kind, names in _SIGN_INS:
            yield f"  {kind:<28}{names}"
    yield f"Logs: {environment.variables['DIS_VAR']}/log. Stop with Ctrl-C."
