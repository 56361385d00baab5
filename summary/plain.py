"""Common diagnoses in plain words for the patient, by the chapter code of ICPC-2 and ICD-10.

Written here, and to be read by a doctor before use; of what is not in the table nothing is said.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

_HEART_RHYTHM = _("The heart beats unevenly, and sometimes too fast")
_KIDNEYS = _("The kidneys clean the blood less well than they should")
_PRESSURE = _("The pressure in your blood vessels is higher than it should be")
_HEART_FAILURE = _("The heart pumps less well than it should")
_ANGINA = _("The blood vessels of the heart are narrow")
_INFARCTION = _("A part of the heart has been without blood")
_MIGRAINE = _("Strong headaches that come back")
_DEMENTIA = _("An illness of the brain that makes it hard to remember and manage daily life")
_COPD = _("The airways are narrow, so that it is hard to breathe out")
_ASTHMA = _("The airways become narrow at times, so that it is hard to breathe")
_DIABETES = _("The body cannot keep the blood sugar at the right level")
_STROKE = _("A part of the brain has been without blood, or has bled")
_DEPRESSION = _("A low mood that lasts and takes away your strength")
_OSTEOPOROSIS = _("The bones are weaker than they should be and break easily")
_ARTHROSIS = _("The cartilage in a joint is worn")
_THYROID = _("The thyroid gland makes too little hormone")
_EPILEPSY = _("Fits that come because of disturbances in the brain")
_PLAIN = {
    "K78": _HEART_RHYTHM,
    "I48": _HEART_RHYTHM,
    "U99": _KIDNEYS,
    "N18": _KIDNEYS,
    "K86": _PRESSURE,
    "K87": _PRESSURE,
    "I10": _PRESSURE,
    "K77": _HEART_FAILURE,
    "I50": _HEART_FAILURE,
    "K74": _ANGINA,
    "I20": _ANGINA,
    "I25": _ANGINA,
    "K75": _INFARCTION,
    "I21": _INFARCTION,
    "N89": _MIGRAINE,
    "G43": _MIGRAINE,
    "P70": _DEMENTIA,
    "F00": _DEMENTIA,
    "F03": _DEMENTIA,
    "G30": _DEMENTIA,
    "R95": _COPD,
    "J44": _COPD,
    "R96": _ASTHMA,
    "J45": _ASTHMA,
    "T89": _DIABETES,
    "T90": _DIABETES,
    "E10": _DIABETES,
    "E11": _DIABETES,
    "K90": _STROKE,
    "I63": _STROKE,
    "I64": _STROKE,
    "P76": _DEPRESSION,
    "F32": _DEPRESSION,
    "L95": _OSTEOPOROSIS,
    "M81": _OSTEOPOROSIS,
    "L89": _ARTHROSIS,
    "L90": _ARTHROSIS,
    "M16": _ARTHROSIS,
    "M17": _ARTHROSIS,
    "T86": _THYROID,
    "E03": _THYROID,
    "N88": _EPILEPSY,
    "G40": _EPILEPSY,
}


def plain_words(codes: Iterable[str]) -> Any:
    """What a diagnosis with one of these codes is; nothing where the table does not know it."""
    return next((_PLAIN[code[:3]] for code in codes if code[:3] in _PLAIN), "")
