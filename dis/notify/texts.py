"""What a message says: that there is something to read here, and nothing of it.

No content, no department, nothing about health, and no link, which others could imitate: where to
sign in is named by its address in words (norway.md 6.4).
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

# Northern Sami has no catalogue yet, and who wants it gets the first language.
_LANGUAGES = {"nb": "nb", "nn": "nn", "en": "en"}


@dataclass(frozen=True)
class Words:
    """`subject` is for e-mail only."""

    subject: str
    text: str


def words(language: str, *, is_reminder: bool) -> Words:
    """The message in the language of the register, in the first one where that is none of ours."""
    values = {"address": urlsplit(settings.BASE_URL).netloc}
    with translation.override(_LANGUAGES.get(language, settings.LANGUAGE_CODE)):
        subject = gettext("You have a new notice in Min helse i nord")
        text = gettext(
            "You have a new notice in Min helse i nord. Sign in at %(address)s to read it."
        )
        if is_reminder:
            subject = gettext("You have a notice that you have not read in Min helse i nord")
            text = gettext(
                "You have a notice that you have not read in Min helse i nord. "
                "Sign in at %(address)s to read it."
            )
        return Words(subject, text % values)
