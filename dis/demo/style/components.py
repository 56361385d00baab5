"""The entries of templates/components: each component with its tones, empty, long and in error."""

from __future__ import annotations

from types import SimpleNamespace

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.utils.html import format_html

from common import lists
from demo.style import samples
from demo.style.entries import Entry, Values
from demo.style.persons import EMERGENCY, LONG, NOBODY, access, page, patient
from people.codes import ActingAs

_WORDS = format_html("<p>{}</p>", "Her står det én eller to setninger som sier hva som har skjedd.")
_LONG_WORDS = format_html("<p>{}</p>", samples.HOSTILE)
_LINKS = [
    SimpleNamespace(label="Hjem", url="#hjem", current="page"),
    SimpleNamespace(label="Journal", url="#journal", current=""),
    SimpleNamespace(label=samples.LONG_UNIT, url="#lang", current=""),
]
_SIGNED_IN = SimpleNamespace(
    person_name="Unni Haugland",
    role_name="lege",
    workplace="Hjertepoliklinikken, UNN Tromsø",
    may_change_hat=True,
    choose_hat_url="/rolle/",
    sign_out_url="/logg-ut/",
    act_for_url="/handle-for/",
    acting_for_name="Vilde Nordgård",
    acting_as=ActingAs.PARENT.label,
    languages=(("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")),
)
_LONG_SIGNED_IN = SimpleNamespace(
    **{
        **vars(_SIGNED_IN),
        "person_name": samples.LONG_NAME,
        "workplace": samples.LONG_UNIT,
        "acting_for_name": samples.LONG_NAME,
        "may_change_hat": False,
    }
)


class _Form(forms.Form):
    phone = forms.CharField(label="Telefon", help_text="Åtte siffer", max_length=8)
    note = forms.CharField(label="Noe vi bør vite?", required=False, widget=forms.Textarea)
    where = forms.ChoiceField(label="Sted", choices=[("1", "Tromsø"), ("2", samples.LONG_UNIT)])


def _form(**typed: str) -> _Form:
    """An empty form; with something typed it is looked over, and in error."""
    return _Form(typed or None)


def _alerts() -> dict[str, Values]:
    tones = {"info": "Opplysning", "success": "Ferdig", "warning": "Merk", "danger": "Viktig"}
    shown: dict[str, Values] = {
        tone: {"content": _WORDS, "title": title, "tone": tone} for tone, title in tones.items()
    }
    shown["uten overskrift"] = {"content": _WORDS, "tone": "info"}
    shown["lang og fiendtlig tekst"] = {
        "content": _LONG_WORDS,
        "title": samples.HOSTILE,
        "tone": "warning",
    }
    return shown


def _fields() -> dict[str, Values]:
    return {
        "tomt": {"field": _form()["phone"]},
        "feil, med det som ble skrevet": {"field": _form(phone="1234567890")["phone"]},
        "valgfritt, flere linjer": {"field": _form()["note"], "rows": 3},
        "valg i liste": {"field": _form()["where"]},
    }


def _filters() -> dict[str, Values]:
    return {
        "ingenting valgt": {"filters": samples.filters()},
        "to valg": {"filters": samples.filters("A00-1", "5")},
    }


def _messages() -> dict[str, Values]:
    levels = (constants.SUCCESS, constants.INFO, constants.WARNING, constants.ERROR)
    return {
        "alle slag": {
            "messages": [Message(level, "Vi har lagret valget ditt.") for level in levels]
        }
    }


ENTRIES = [
    Entry(
        "components/account.html",
        {
            "flere roller": {"frame": _SIGNED_IN},
            "lange navn, én rolle": {"frame": _LONG_SIGNED_IN},
        },
    ),
    Entry(
        "components/acting_for.html",
        {
            "for et barn": {"frame": _SIGNED_IN},
            "langt navn": {"frame": _LONG_SIGNED_IN},
            "retten er slutt": {"frame": {"acting_has_ended": True}},
        },
    ),
    Entry("components/alert.html", _alerts),
    Entry("components/back_link.html", {"vanlig": {"url": "#tilbake", "label": "Alle dokumenter"}}),
    Entry(
        "components/breadcrumbs.html",
        {
            "tre trinn": {
                "steps": [
                    ("Administrasjon", "#1"),
                    (samples.LONG_UNIT, "#2"),
                    ("Roller", "#3"),
                ]
            }
        },
    ),
    Entry(
        "components/card.html",
        {
            "vanlig": {"title": "Siste i journalen", "content": _WORDS, "level": 3},
            "med farge": {
                "title": "Sperret",
                "content": _WORDS,
                "level": 3,
                "tone": "warning",
            },
            "lang tekst": {"title": samples.HOSTILE, "content": _LONG_WORDS, "level": 3},
        },
    ),
    Entry("components/card_failed.html", {"vanlig": {}}),
    Entry(
        "components/description_list.html",
        {
            "med en tom verdi": {
                "facts": [
                    ("Skrevet ved", samples.LONG_UNIT),
                    ("Skrevet av", samples.LONG_NAME),
                    ("Gjelder tiden", ""),
                ]
            }
        },
    ),
    Entry(
        "components/chip_links.html",
        {
            "to, den første valgt": {
                "label": "Hvilke henvendelser",
                "links": lists.tabs("#", {"open": "Ikke besvart", "mine": "Tatt av meg"}, "open"),
            }
        },
    ),
    Entry(
        "components/empty.html",
        {
            "ingenting": {"title": "Her er det ingen dokumenter"},
            "med hvorfor og vei videre": {
                "title": "Ingen dokumenter passer med det du har valgt",
                "text": "Fjern et valg over, eller vis alt.",
                "action_label": "Vis alt",
                "action_url": "#alt",
            },
        },
    ),
    Entry(
        "components/error_summary.html",
        lambda: {
            "to feil": {"form": _form(phone="1234567890")},
            "ingen feil (vises ikke)": {"form": _form()},
        },
    ),
    Entry("components/filter_bar.html", _filters),
    Entry("components/filter_chips.html", _filters),
    Entry("components/form_field.html", _fields),
    Entry("components/language_switch.html", {"vanlig": {}}),
    Entry("components/messages.html", _messages),
    Entry("components/navigation.html", {"med et langt navn": {"links": _LINKS}}),
    Entry(
        "components/pagination.html",
        lambda: {
            "én side": {"page": page(list(range(7)))},
            "midt i mange": {"page": page(list(range(2000)), 57), "label": "Sider med mye"},
            "tomt (vises ikke)": {"page": page([])},
        },
    ),
    Entry(
        "components/patient_banner.html",
        {
            "vanlig": {"patient": patient(), "access": access()},
            "nødtilgang, lange navn": {"patient": LONG, "access": EMERGENCY},
            "lite kjent, død": {"patient": NOBODY, "access": None},
        },
    ),
    Entry("components/record_tabs.html", {"tre deler": {"tabs": _LINKS}, "ingen": {"tabs": []}}),
    Entry(
        "components/sources_missing.html",
        {
            "to svarte ikke": {"missing": ["Finnmarkssykehuset HF", samples.LONG_UNIT]},
            "alle svarte (vises ikke)": {"missing": []},
        },
    ),
    Entry(
        "components/tag.html",
        {
            tone: {"text": text, "tone": tone}
            for tone, text in {
                "neutral": "Erstattet",
                "info": "Ny",
                "success": "Innlagt her",
                "warning": "Sperret av pasienten",
                "danger": "Nødsituasjon",
            }.items()
        }
        | {"lang tekst": {"text": samples.LONG_UNIT, "tone": "info"}},
    ),
    Entry(
        "components/two_persons.html",
        {
            "en annens forslag": {"may_change": True},
            "ens eget": {"may_change": True, "is_own": True},
            "bare til lesing": {},
        },
    ),
    Entry(
        "components/withheld.html",
        {
            "ett": {"access": access(withheld_count=1)},
            "flere, med vei videre": {
                "access": access(withheld_count=12, open_blocked_url="#apne"),
            },
            "ingen (vises ikke)": {"access": access(withheld_count=0)},
        },
    ),
]
