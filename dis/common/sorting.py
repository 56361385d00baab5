"""Norwegian alphabetical order, which the database's binaries do not bring."""

import unicodedata

_LAST = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})


def norwegian(text: str) -> str:
    """A sort key: æ, ø, å last, aa like å in names, Sami and others by their base letter."""
    lowered = unicodedata.normalize("NFC", text).casefold().replace("aa", "å").translate(_LAST)
    lowered = lowered.replace("đ", "d").replace("ŋ", "n").replace("ŧ", "t")
    parts = unicodedata.normalize("NFKD", lowered)
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
