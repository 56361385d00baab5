"""What is measured of Kari, and how her values move through the years."""

from math import sin

from demo.cast.fhir_directory import Resource
from demo.cast.result_shapes import Measure, quantity_of
from labresults.groups import LOINC

TESTS = {
    "hb": Measure("NOR05172", "B-Hemoglobin", "g/dL", "g/dL", 11.7, 15.3, 13.4, -0.16, 0.4, 1),
    "leuk": Measure("NPU02593", "B-Leukocytter", "10E9/L", "10*9/L", 3.5, 11.0, 6.8, 0, 1.6, 1),
    "trc": Measure("NPU03568", "B-Trombocytter", "10E9/L", "10*9/L", 145, 390, 262, 0, 35),
    "crp": Measure("NPU19748", "P-CRP", "mg/L", "mg/L", None, 4, 2, 0, 2.4),
    "krea": Measure("NPU04998", "P-Kreatinin", "µmol/L", "umol/L", 45, 90, 74, 4.4, 5),
    "egfr": Measure(
        "62238-1",
        "eGFR (CKD-EPI)",
        "mL/min/1,73m²",
        "mL/min/{1.73_m2}",
        60,
        None,
        86,
        -4.6,
        4,
        0,
        LOINC,
    ),
    "na": Measure("NPU03429", "P-Natrium", "mmol/L", "mmol/L", 137, 145, 140, 0, 2),
    "k": Measure("NPU03230", "P-Kalium", "mmol/L", "mmol/L", 3.6, 5.0, 4.1, 0.07, 0.3, 1),
    "alat": Measure("NPU19651", "P-ALAT", "U/L", "U/L", 10, 45, 24, 0, 8),
    "bnp": Measure("NPU21571", "P-NT-proBNP", "ng/L", "ng/L", None, 130, 70, 38, 60),
    "inr": Measure("NPU01685", "P-INR", "", "1", 0.9, 1.2, 2.4, 0, 0.4, 1),
    "ldl": Measure(
        "NPU01568", "P-LDL-kolesterol", "mmol/L", "mmol/L", 1.4, 4.1, 4.4, -0.22, 0.3, 1
    ),
    "hba1c": Measure("NPU27300", "B-HbA1c", "mmol/mol", "mmol/mol", 20, 42, 37, 0.6, 2),
    "tsh": Measure("NPU03577", "P-TSH", "mIE/L", "m[IU]/L", 0.27, 4.2, 1.9, 0, 0.7, 2),
}
# In Bodø haemoglobin is told in g/L, and the limits are their own.
BODO_HB = Measure("NOR05172", "B-Hemoglobin", "g/L", "g/L", 117, 157, 128)


def drawn(slug: str, names: str, days_ago: int, **changed: float) -> list[Resource]:
    """Values on the way from ten years ago to today, wavering by the day and not by chance."""
    years = 10 - days_ago / 365
    found = []
    for name in names.split():
        test = TESTS[name]
        wave = sin(days_ago / 37 + len(name) + ord(name[0])) * test.wave
        value = changed.get(name, test.start + test.per_year * max(years, 0) + wave)
        found.append(quantity_of(f"{slug}-{name}", test, max(value, 0.2)))
    return found
