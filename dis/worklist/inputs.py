"""What is typed into requests and answers, and the words for what is wrong."""

import re
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from common.typed import whole_number
from worklist.codes import DESCRIPTION_LENGTH, PERIOD_LENGTH, TaskCode
from worklist.owners import Owner
from worklist.selectors import STATES, Queue

# Marks that turn the reading direction of what follows: they can make a text look like another.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """One sort of line break, and no control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (each for each in text if each in "\n\t" or unicodedata.category(each) not in _UNWANTED)
    return _TURNING.sub("", "".join(kept)).strip()


_UNWANTED = frozenset({"Cc", "Cs", "Co", "Cn"})


class WordsField(forms.CharField):
    """Words of a person to others, in several lines."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "max_length": _(
            "The text is too long: %(show_value)d characters. There is room for %(limit_value)d."
        )
    }

    def __init__(self, *, rows: int = 6, **options: Any) -> None:
        options.setdefault("max_length", DESCRIPTION_LENGTH)
        # As wide as its place, not as a number of letters.
        options.setdefault("widget", forms.Textarea({"rows": rows, "cols": False}))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")


class AboutInput(forms.Form):
    """A form that says whom it was shown about: the reader may act for another when it is sent."""

    patient = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, patient_id: uuid.UUID, data: QueryDict | None = None, **initial: Any
    ) -> None:
        super().__init__(data, initial={"patient": patient_id, **initial})
        self.patient_id = patient_id

    @property
    def is_about_another(self) -> bool:
        """Whether the form was shown about another patient than the one it is sent about."""
        shown = self["patient"].value()
        return self.is_bound and bool(shown) and shown != str(self.patient_id)


class AskInput(AboutInput):
    """A request about one thing. The key makes sending twice the same as sending once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    patient = forms.UUIDField(widget=forms.HiddenInput)
    words = WordsField()

    def __init__(
        self,
        code: TaskCode,
        patient_id: uuid.UUID,
        owners: Sequence[Owner] = (),
        data: QueryDict | None = None,
    ) -> None:
        super().__init__(patient_id, data, key=uuid.uuid4())
        wording = WORDINGS[code]
        field = self.fields["words"]
        field.label, field.help_text = wording.label, wording.help_text
        field.required = bool(wording.missing)
        field.error_messages["required"] = str(wording.missing)
        if owners:
            self._ask_whom(owners)

    def _ask_whom(self, owners: Sequence[Owner]) -> None:
        """Without a document to ask about: who has the documents, and from which time."""
        choices = [("", _("Choose")), *((str(each.id), each.name) for each in owners)]
        words = self.fields.pop("words")
        words.label, words.help_text = (
            _("What are you looking for?"),
            _("For example the discharge summary after an operation, or X-ray pictures."),
        )
        words.required = True
        words.error_messages["required"] = str(_("Write what you are looking for."))
        self.fields["organization"] = forms.ChoiceField(
            label=_("Who has the documents?"),
            choices=choices,
            error_messages={
                "required": _("Choose who has the documents."),
                "invalid_choice": _("Choose one of those in the list."),
            },
        )
        self.fields["period"] = WordsField(
            label=_("From which time?"),
            help_text=_("As exactly as you remember, for example «spring 2009» or «1998–2003»."),
            max_length=PERIOD_LENGTH,
            required=False,
            widget=forms.TextInput(),
        )
        self.fields["words"] = words


class WriteInput(AboutInput):
    """More words from who asked."""

    words = WordsField(
        rows=4,
        label=_("What do you want to add?"),
        error_messages={"required": _("Write what you want to add.")},
    )


class AnswerInput(forms.Form):
    """The answer to a request, in one of two ways."""

    version = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)
    result = forms.ChoiceField(
        choices=[
            ("complete", _("Answered, or done as asked")),
            ("reject", _("Turned down, with the reason")),
        ],
        error_messages={
            "required": _("Choose how the request ends."),
            "invalid_choice": _("Choose how the request ends."),
        },
    )
    words = WordsField(
        rows=8,
        label=_("Your answer to the patient"),
        help_text=_("The patient sees the answer and your name at once. Write plainly."),
        error_messages={"required": _("Write the answer that the patient is to read.")},
    )
    copy = forms.BooleanField(
        required=False,
        label=_("Give a copy of everything that the portal keeps about the patient"),
        help_text=_(
            "Who asked can fetch the copy for 30 days, with what they may see themselves. You do"
            " not see it."
        ),
    )


class NoteInput(forms.Form):
    """A note for colleagues."""

    version = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)
    words = WordsField(
        rows=3,
        label=_("Note for colleagues"),
        help_text=_("The patient does not see the note."),
        error_messages={"required": _("Write the note.")},
    )


@dataclass(frozen=True)
class Wording:
    """The words of a form about one thing; without `missing` the field may be left empty."""

    title: Any
    lead: Any
    label: Any
    help_text: Any
    missing: Any = ""


WORDINGS = {
    TaskCode.ACCESS: Wording(
        _("Ask for access to the document"),
        _("You have the right to read what is written about you. It costs nothing."),
        _("Do you want to add something?"),
        _("For example that you need it on paper, or by a certain day."),
    ),
    TaskCode.CORRECTION: Wording(
        _("Ask for a correction"),
        _(
            "You have the right to ask when something is wrong or missing. The document stays as"
            " it is until they have decided. If they do not agree, they must tell you why."
        ),
        _("What is wrong, and what is right?"),
        _("Say where it stands, so that they find it."),
        _("Write what is wrong, and what is right."),
    ),
    TaskCode.DELETION: Wording(
        _("Ask for deletion"),
        _(
            "Something may be deleted when it is wrong or hard to bear, and is clearly not needed"
            " to treat you. The document stays as it is until they have decided. What is deleted"
            " cannot be brought back."
        ),
        _("What do you want deleted, and why?"),
        _("Say whether it is all of the document or a part of it."),
        _("Write what you want deleted, and why."),
    ),
    TaskCode.LOG_QUESTION: Wording(
        _("Ask why this person was in the record"),
        _("The place where the person works must look into it and answer you."),
        _("Is there something you wonder about in particular?"),
        _("You need not give a reason for asking."),
    ),
}


def version(data: QueryDict) -> int:
    """The version of the task that the page showed; 0 where none is told."""
    return whole_number(data.get("version"))


def queue(query: QueryDict, role_id: uuid.UUID | None) -> Queue:
    """The queue in an address. Anything that is not offered narrows nothing."""
    state, code = query.get("vis", ""), query.get("type", "")
    return Queue(
        state=state if state in STATES else "open",
        code=code if code in TaskCode.values else "",
        role_id=role_id,
    )
