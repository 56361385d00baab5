"""What a rule of access answers: yes with the audience whose view is given, or no and why."""

from dataclasses import dataclass

from access.codes import Audience, Kind, Reason


@dataclass(frozen=True)
class Decision:
    """Yes, with the audience whose view is given; or no, with the reason.

    `kinds` narrows what a Grant opens; it is never more than goes along with the kind asked for.
    """

    is_permitted: bool
    reason: Reason = Reason.NONE
    audience: Audience | None = None
    basis: str = ""
    ground: str = ""
    opens_restriction: bool = False
    kinds: frozenset[Kind] = frozenset(Kind)


def permit(audience: Audience, **more: object) -> Decision:
    return Decision(is_permitted=True, audience=audience, **more)  # type: ignore[arg-type]


def deny(reason: Reason) -> Decision:
    return Decision(is_permitted=False, reason=reason)
