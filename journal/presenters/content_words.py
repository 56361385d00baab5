"""The portal's own words about a file: what it is, why it is not shown, what stands inside it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from journal.formats.sniff import PICTURES, Judged


def note(seen: Judged) -> str:
    """That a file is shown as what it is, where it was sent as something else."""
    if seen.is_as_said:
        return ""
    if not seen.said:
        return _("The sender has not said what kind of file this is. It is shown as %(kind)s.") % {
            "kind": _name(seen.kind)
        }
    return _("The file was sent as %(said)s. It is %(kind)s, and is shown as that.") % {
        "said": _name(seen.said),
        "kind": _name(seen.kind),
    }


def _name(kind: str) -> str:
    if kind == "text":
        return _("plain text")
    if kind == "kith":
        return _("a Norwegian health message")
    if kind in PICTURES:
        return _("a picture (%(kind)s)") % {"kind": kind.upper()}
    return kind.upper()


def refusal(seen: Judged) -> str:
    """Why a file is offered for download only, or not recommended at all."""
    if seen.kind == "empty":
        return _("There is nothing in the file.")
    if seen.kind in ("harmful", "program"):
        return _("The file is or looks like a program. We do not open it, and nor should you.")
    if seen.said and not seen.is_as_said:
        return _("The file is not what it was sent as, so we do not open it here.")
    if seen.kind in ("zip", "archive", "office"):
        return _("A file of this kind can hold other files, so it is not opened here.")
    return _("This kind of file is not shown here.")


def said() -> Mapping[str, str]:
    """What the child process writes into a document, in the language of the reader."""
    return {
        "Date": _("Date"),
        "Time of the visit": _("Time of the visit"),
        "Written by": _("Written by"),
        "Kept by": _("Kept by"),
        "Patient": _("Patient"),
        "Attachment": _("Attachment"),
        "Picture in the document": _("Picture in the document"),
        "A picture here is in the file only.": _("A picture here is in the file only."),
        "Nothing is written in this part.": _("Nothing is written in this part."),
        "This part holds codes for computers only, no text. They are in the file.": _(
            "This part holds codes for computers only, no text. They are in the file."
        ),
        "More is in the file.": _("More is in the file."),
        "This attachment is in the file only.": _("This attachment is in the file only."),
        "This attachment is locked with a password. It is in the file only.": _(
            "This attachment is locked with a password. It is in the file only."
        ),
        "This attachment is too large to show here. It is in the file only.": _(
            "This attachment is too large to show here. It is in the file only."
        ),
        "The pages of this attachment stand below.": _("The pages of this attachment stand below."),
    }
