"""Common analytes: their codes, Norwegian names, groups and units. A small table of our own, no
copy of a register; what is not in it is shown as its sender calls it.

Sources: NLK codes with their names as they stand in HL7 Norway's example messages to the national
register of test results (NILAR), those of common analytes as the Norwegian laboratory atlas lists
them (SKDE), and LOINC's public codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

_NLK, _LOINC = "urn:oid:2.16.578.1.12.4.1.1.7280", "http://loinc.org"


@dataclass(frozen=True)
class Analyte:
    """`key` stands in addresses; all of its codes measure the same property of the same system.

    What is not the same property (a mass beside an amount of substance) is another analyte, or is
    kept apart by its unit.
    """

    key: str
    name: Any
    group: str
    unit: str
    nlk: tuple[str, ...] = ()
    loinc: tuple[str, ...] = ()

    @property
    def codings(self) -> list[tuple[str, str]]:
        """System and code of each."""
        return [(_NLK, code) for code in self.nlk] + [(_LOINC, code) for code in self.loinc]


_TABLE = (
    # Blood cells
    Analyte("hb", _("Haemoglobin"), "blood", "g/dL", ("NOR05172",), ("718-7",)),
    Analyte(
        "leukocytes",
        _("White blood cells"),
        "blood",
        "10*9/L",
        ("NPU02593",),
        ("6690-2", "26464-8"),
    ),
    Analyte("platelets", _("Platelets"), "blood", "10*9/L", ("NPU03568",), ("777-3", "26515-7")),
    Analyte(
        "erythrocytes",
        _("Red blood cells"),
        "blood",
        "10*12/L",
        ("NPU01960",),
        ("789-8", "26453-1"),
    ),
    Analyte("haematocrit", _("Haematocrit (EVF)"), "blood", "1", ("NPU01961",)),
    Analyte(
        "mcv",
        _("MCV (size of red blood cells)"),
        "blood",
        "fL",
        ("NPU01944",),
        ("787-2", "30428-7"),
    ),
    Analyte(
        "mch",
        _("MCH (haemoglobin in each red blood cell)"),
        "blood",
        "pg",
        ("NPU26880",),
        ("785-6",),
    ),
    Analyte("mchc", _("MCHC"), "blood", "g/dL", ("NOR05278",), ("786-4",)),
    Analyte("reticulocytes", _("Reticulocytes"), "blood", "10*9/L", ("NPU08694",), ("60474-4",)),
    Analyte("neutrophils", _("Neutrophils"), "blood", "10*9/L", ("NPU02902",), ("751-8",)),
    Analyte("lymphocytes", _("Lymphocytes"), "blood", "10*9/L", ("NPU02636",), ("731-0",)),
    Analyte("monocytes", _("Monocytes"), "blood", "10*9/L", ("NPU02840",), ("742-7",)),
    Analyte("eosinophils", _("Eosinophils"), "blood", "10*9/L", ("NPU01933",), ("711-2",)),
    Analyte("basophils", _("Basophils"), "blood", "10*9/L", ("NPU01349",), ("704-7",)),
    Analyte("ferritin", _("Ferritin"), "blood", "ug/L", ("NPU19763",), ("2276-4",)),
    # Inflammation and coagulation
    Analyte("crp", _("CRP"), "inflammation", "mg/L", ("NPU19748",), ("1988-5",)),
    Analyte(
        "sr",
        _("ESR (sedimentation rate)"),
        "inflammation",
        "mm/h",
        ("NPU03404",),
        ("4537-7", "30341-2"),
    ),
    Analyte("inr", _("INR"), "coagulation", "1", ("NPU01685",), ("6301-6", "34714-6")),
    Analyte("d-dimer", _("D-dimer"), "coagulation", "mg/L", ("NPU19767",)),
    # Kidneys and salts
    Analyte("creatinine", _("Creatinine"), "kidney", "umol/L", ("NPU04998",), ("14682-9",)),
    Analyte("creatinine-mass", _("Creatinine"), "kidney", "mg/dL", (), ("2160-0", "38483-4")),
    Analyte(
        "egfr",
        _("eGFR (kidney function)"),
        "kidney",
        "mL/min/{1.73_m2}",
        (),
        ("62238-1", "33914-3", "98979-8"),
    ),
    Analyte("urea", _("Urea"), "kidney", "mmol/L", ("NPU01459",), ("22664-7", "14937-7")),
    Analyte("urate", _("Uric acid"), "kidney", "umol/L", ("NPU09356",), ("14933-6",)),
    Analyte(
        "u-acr", _("Albumin/creatinine in urine"), "urine", "mg/mmol", (), ("14585-4", "32294-1")
    ),
    Analyte("sodium", _("Sodium"), "salts", "mmol/L", ("NPU03429",), ("2951-2",)),
    Analyte("potassium", _("Potassium"), "salts", "mmol/L", ("NPU03230",), ("2823-3", "6298-4")),
    Analyte("chloride", _("Chloride"), "salts", "mmol/L", ("NPU01536",), ("2075-0",)),
    Analyte("calcium", _("Calcium"), "salts", "mmol/L", ("NPU01443",), ("2000-8",)),
    Analyte("magnesium", _("Magnesium"), "salts", "mmol/L", ("NPU02647",), ("2601-3",)),
    # Liver
    Analyte("alat", _("ALT"), "liver", "U/L", ("NPU19651",), ("1742-6", "1743-4")),
    Analyte("asat", _("AST"), "liver", "U/L", ("NPU19654",), ("1920-8", "30239-8")),
    Analyte("gt", _("GGT"), "liver", "U/L", ("NPU19657",), ("2324-2",)),
    Analyte("alp", _("ALP"), "liver", "U/L", ("NPU53077",), ("6768-6",)),
    Analyte("ld", _("LD"), "liver", "U/L", ("NPU19658",), ("14804-9", "2532-0")),
    Analyte("bilirubin", _("Bilirubin"), "liver", "umol/L", ("NPU01370",), ("14631-6",)),
    Analyte("albumin", _("Albumin"), "liver", "g/L", ("NPU19673",), ("1751-7",)),
    # Heart, diabetes, lipids
    Analyte(
        "nt-probnp",
        _("NT-proBNP (strain on the heart)"),
        "heart",
        "ng/L",
        ("NPU21571",),
        ("33762-6",),
    ),
    Analyte("troponin-t", _("Troponin T"), "heart", "ng/L", (), ("67151-1",)),
    Analyte("glucose", _("Glucose"), "diabetes", "mmol/L", ("NPU02192",), ("14749-6", "15074-8")),
    Analyte(
        "hba1c",
        _("HbA1c (long-term blood sugar)"),
        "diabetes",
        "mmol/mol",
        ("NPU27300",),
        ("59261-8",),
    ),
    Analyte(
        "hba1c-percent",
        _("HbA1c (long-term blood sugar)"),
        "diabetes",
        "%",
        ("NPU03835",),
        ("4548-4",),
    ),
    Analyte("cholesterol", _("Cholesterol"), "lipids", "mmol/L", ("NPU01566",), ("14647-2",)),
    Analyte("ldl", _("LDL cholesterol"), "lipids", "mmol/L", ("NPU01568",), ("22748-8", "39469-2")),
    Analyte("hdl", _("HDL cholesterol"), "lipids", "mmol/L", ("NPU01567",), ("14646-4",)),
    Analyte("triglycerides", _("Triglycerides"), "lipids", "mmol/L", (), ("14927-8",)),
    # Thyroid, hormones, vitamins
    Analyte("tsh", _("TSH"), "thyroid", "m[IU]/L", ("NPU03577",), ("3016-3", "11580-8")),
    Analyte("ft4", _("Free T4"), "thyroid", "pmol/L", ("NPU03579",), ("14920-3",)),
    Analyte("b12", _("Vitamin B12"), "vitamins", "pmol/L", ("NPU01700",), ("14685-2",)),
    Analyte("vitamin-d", _("Vitamin D"), "vitamins", "nmol/L", (), ("14635-7",)),
    Analyte("folate", _("Folate"), "vitamins", "nmol/L", ("NPU02070",), ("14732-2",)),
    # Immunology and tumour markers
    Analyte("igg", _("IgG"), "immunology", "g/L", ("NPU19814",), ("2465-3",)),
    Analyte("iga", _("IgA"), "immunology", "g/L", ("NPU19795",), ("2458-8",)),
    Analyte("igm", _("IgM"), "immunology", "g/L", ("NPU19825",), ("2472-9",)),
    Analyte("cea", _("CEA"), "tumour", "ug/L", ("NPU19719",), ("2039-6",)),
    # Quick tests
    Analyte(
        "sars-cov-2-antigen", _("Coronavirus, quick test"), "quick", "", ("NPU59390",), ("94558-4",)
    ),
    Analyte("sars-cov-2-pcr", _("Coronavirus, PCR"), "quick", "", (), ("94500-6", "94309-2")),
    # Measurements
    Analyte("systolic", _("Systolic blood pressure"), "measurements", "mm[Hg]", (), ("8480-6",)),
    Analyte("diastolic", _("Diastolic blood pressure"), "measurements", "mm[Hg]", (), ("8462-4",)),
    Analyte(
        "blood-pressure", _("Blood pressure"), "measurements", "mm[Hg]", (), ("85354-9", "55284-4")
    ),
    Analyte("pulse", _("Pulse"), "measurements", "/min", (), ("8867-4",)),
    Analyte("oxygen", _("Oxygen saturation"), "measurements", "%", (), ("2708-6", "59408-5")),
    Analyte("respiration", _("Breaths in a minute"), "measurements", "/min", (), ("9279-1",)),
    Analyte("temperature", _("Temperature"), "measurements", "Cel", (), ("8310-5",)),
    Analyte("weight", _("Weight"), "measurements", "kg", (), ("29463-7",)),
    Analyte("height", _("Height"), "measurements", "cm", (), ("8302-2",)),
    Analyte("bmi", _("BMI"), "measurements", "kg/m2", (), ("39156-5",)),
)
# By system and code.
ANALYTES: Mapping[tuple[str, str], Analyte] = {
    coding: analyte for analyte in _TABLE for coding in analyte.codings
}
BY_KEY: Mapping[str, Analyte] = {analyte.key: analyte for analyte in _TABLE}


def is_known(system: str, code: str) -> bool:
    """Whether the code has a name here; else it is shown as its sender calls it."""
    return (system, code) in ANALYTES
