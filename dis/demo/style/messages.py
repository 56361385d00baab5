"""Parts of messages by text message and e-mail in every state."""

from demo.style.entries import Entry
from notify import presenters
from notify.codes import MessageState, WhyNot

_DAY: dict[tuple[str, str], int] = {
    (MessageState.SENT, ""): 214,
    (MessageState.DUE, ""): 3,
    (MessageState.FAILED, ""): 1,
    (MessageState.NOT_SENT, WhyNot.READ): 41,
    (MessageState.NOT_SENT, WhyNot.NOT_CONFIRMED): 7,
}
ENTRIES = [
    Entry(
        "notify/card_messages.html",
        {
            "et døgn": presenters.day(_DAY),
            "ingenting": presenters.day({}),
        },
    ),
]
