"""What each figure of unusual reading does, in plain words, with its unit and range."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

MOST_POINTS = 200


@dataclass(frozen=True)
class Kept:
    """A figure of access.alerts.figures: what it does, in which unit, and how far it may go.

    `more_is_stricter` says whether a higher figure finds more.
    """

    name: str
    label: Any
    text: Any
    unit: str
    least: float = 0
    most: float = MOST_POINTS
    more_is_stricter: bool = False


def _points(name: str, label: Any, text: Any = "") -> Kept:
    return Kept(name, label, text, "points", more_is_stricter=True)


GROUPS = (
    (
        _("Very many records in an hour"),
        _("Counted when a record is opened. An emergency always opens, whatever stands here."),
        (
            Kept(
                "policy",
                _("When somebody passes the limit"),
                _("With «Nothing» no hour is counted at all, and mass reading is not noticed."),
                "policy",
            ),
            Kept(
                "hour_always",
                _("The limit for everybody"),
                _("So many records in an hour are too many for anybody."),
                "records",
                least=20,
                most=500,
            ),
            Kept(
                "hour_least",
                _("Never unusual below"),
                _("Fewer records in an hour raise no alert, however few colleagues open."),
                "records",
                least=10,
                most=200,
            ),
            Kept(
                "hour_times_usual",
                _("Compared with colleagues"),
                _("So much more than is usual in the same role and unit is unusual."),
                "times",
                least=1.5,
                most=10,
            ),
        ),
    ),
    (
        _("Many records without a care relation"),
        _("Whoever opens many records without treating the patients may have a reason, or not."),
        (
            Kept(
                "many_least",
                _("In one shift, at least"),
                _("Fewer in one shift raise no alert."),
                "records",
                least=3,
                most=100,
            ),
            Kept(
                "many_times_usual",
                _("Compared with colleagues, without a care relation"),
                _("So much more than is usual in the same role and unit is unusual."),
                "times",
                least=1.5,
                most=10,
            ),
            Kept(
                "many_days",
                _("Days that are looked at together"),
                _("Finds who reads little each day, but every day."),
                "days",
                least=2,
                most=14,
                more_is_stricter=True,
            ),
            Kept(
                "many_in_days_least",
                _("In those days, at least"),
                _("Fewer in those days together raise no alert."),
                "records",
                least=5,
                most=200,
            ),
        ),
    ),
    (
        _("When do signs become an alert?"),
        _("Each sign below counts points. Together they raise an alert from this number on."),
        (
            Kept(
                "threshold",
                _("Points that raise an alert"),
                _("A higher number finds less."),
                "points",
                least=30,
                most=100,
            ),
        ),
    ),
    (
        _("Somebody near"),
        _("How much it counts that the patient is near to who reads. A care relation counts less."),
        (
            _points(
                "family",
                _("Close family"),
                _("Parents, children, partner, siblings, grandparents. Always raises an alert."),
            ),
            _points("household_same_name", _("Same address and same surname")),
            _points("household", _("Same address, another surname")),
            Kept(
                "household_most",
                _("An address is a home up to"),
                _("Where more live, as in a block of flats, the address says less."),
                "persons",
                least=2,
                most=30,
                more_is_stricter=True,
            ),
            _points("crowded_same_name", _("Address of many, same surname")),
            _points("crowded", _("Address of many, another surname")),
            _points("unit_colleague", _("Colleague in the same unit")),
            _points(
                "colleague",
                _("Colleague in the same organisation"),
                _("Hospitals treat their own staff: alone it should not be enough."),
            ),
        ),
    ),
    (
        _("Somebody known, and somebody no longer treated"),
        _("These count only where there is no care relation."),
        (
            _points("public", _("Somebody whom many know of")),
            _points("public_in_care_there", _("The same, in care in another unit there")),
            Kept(
                "public_readers",
                _("Many readers are from"),
                _("From so many readers without a care relation it counts more."),
                "persons",
                least=2,
                most=50,
            ),
            _points("public_many", _("So much more, when many read")),
            _points("unrelated", _("No care relation"), _("Less where it is usual in the unit.")),
            Kept(
                "former_days",
                _("Treatment is long over after"),
                "",
                "days",
                least=30,
                most=1825,
            ),
            Kept(
                "former_reads",
                _("A former patient is read again on"),
                _("On so many days before it counts."),
                "days",
                least=1,
                most=10,
            ),
            _points("former", _("Former patient read again")),
            Kept(
                "repeated_days",
                _("Coming back means on"),
                _("On so many days before it counts."),
                "days",
                least=2,
                most=14,
            ),
            _points("repeated", _("Comes back without treating the patient")),
        ),
    ),
    (
        _("The list of alerts"),
        "",
        (
            _points(
                "hour",
                _("Many records in an hour, in the list"),
                _("More points stand higher up in a list of alerts that are due on the same day."),
            ),
            _points("many", _("Many records without a care relation, in the list")),
            Kept(
                "answer_days",
                _("An alert is decided within"),
                _("After that it stands as overdue."),
                "days",
                least=1,
                most=60,
            ),
        ),
    ),
)
