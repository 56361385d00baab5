"""Results of Kari that are more than a number: bacteria, tissue, a picture, and answers that are
not final, corrected, cancelled or delayed."""

from datetime import date

from demo.cast.fhir_directory import Resource, reference
from demo.cast.result_papers import paper_of
from demo.cast.result_shapes import (
    DISCIPLINE,
    GP,
    JUDGED,
    PATIENT,
    STATUS,
    TVEIT,
    UNN,
    answer,
    moment,
    observation,
    quantity_of,
)
from demo.cast.result_values import TESTS, drawn
from labresults.groups import NCRP, NLK, NORPAT
from labresults.values import EXTENSION


def quick(today: date) -> list[Resource]:
    test = observation(
        "kari-korona",
        (NLK, "NPU59390", "Us-SARS-CoV-2 antigen"),
        valueCodeableConcept={"text": "Ikke påvist"},
        interpretation=[{"coding": [{"system": JUDGED, "code": "NEG"}]}],
    )
    kind = (DISCIPLINE, "MB", "Mikrobiologi")
    return answer(
        "kari-korona", GP, "Hurtigtest korona", today, 9, [test], kind=kind, code=test["code"]
    )


def corrected(today: date) -> list[Resource]:
    note = "Rettet svar. Første svar (6,4) var feil, fordi prøven var hemolysert."
    potassium = quantity_of("kari-rettet-k", TESTS["k"], 4.6, note=[{"text": note}])
    potassium["status"] = "corrected"
    return _potassium(today, potassium, "corrected")


def before_corrected(today: date) -> list[Resource]:
    """What the laboratory had answered first; what was asked for comes with the later answer."""
    sent = _potassium(today, quantity_of("kari-rettet-k", TESTS["k"], 6.4), "final")
    return [each for each in sent if each["resourceType"] != "ServiceRequest"]


def _potassium(today: date, value: Resource, status: str) -> list[Resource]:
    return answer(
        "kari-rettet",
        UNN,
        "Kalium, ny kontroll",
        today,
        88,
        [value],
        who=TVEIT,
        status=status,
        answered_after=1,
    )


def cancelled(today: date) -> list[Resource]:
    gone = observation(
        "kari-avlyst",
        (NLK, "NPU19763", "P-Ferritin"),
        dataAbsentReason={"text": "For lite prøvemateriale"},
    )
    gone["status"] = "cancelled"
    return answer("kari-avlyst", UNN, "Ferritin", today, 152, [gone], who=TVEIT, status="cancelled")


def preliminary(today: date) -> list[Resource]:
    values = drawn("kari-forelopig", "hb leuk crp krea egfr k", 1, crp=38, leuk=11.9)
    for each in values:
        each["status"] = "preliminary"
        each["extension"] = [
            {"url": f"{EXTENSION}result-status", "valueCoding": {"system": STATUS, "code": "2"}}
        ]
    return answer(
        "kari-forelopig",
        UNN,
        "Blodprøver, øyeblikkelig hjelp",
        today,
        1,
        values,
        who="Lene Jakobsen, Akuttmottaket",
        status="preliminary",
    )


_DRUGS = (
    ("NPU06045", "Ampicillin", "R", ">8", "Resistent"),
    ("NPU06044", "Mecillinam", "S", "0,5", "Følsom"),
    ("NPU06048", "Nitrofurantoin", "S", "16", "Følsom"),
    ("NPU06047", "Trimetoprim", "R", ">16", "Resistent"),
    ("NPU06049", "Ciprofloksacin", "I", "0,5", "Følsom ved økt eksponering"),
    ("NPU06015", "Cefotaksim", "S", "0,25", "Følsom"),
)


def urine(today: date) -> list[Resource]:
    found = [
        observation(
            f"kari-urin-{drug.lower()}",
            (NLK, code, drug),
            valueCodeableConcept={"text": text},
            interpretation=[{"coding": [{"system": JUDGED, "code": judged}]}],
            component=[
                {
                    "code": {"text": "MIC"},
                    "valueString": f"{mic} mg/L",
                }
            ],
        )
        for code, drug, judged, mic, text in _DRUGS
    ]
    isolate = observation(
        "kari-urin-isolat",
        (NLK, "NPU06061", "Isolat 1"),
        valueCodeableConcept={"text": "Escherichia coli, over 100 000 i hver mL"},
        interpretation=[{"coding": [{"system": JUDGED, "code": "A"}]}],
        hasMember=[{"reference": f"Observation/{each['id']}"} for each in found],
    )
    culture = observation(
        "kari-urin",
        (NLK, "NPU06061", "U-Aerob dyrkning"),
        valueCodeableConcept={"text": "Vekst"},
        hasMember=[{"reference": f"Observation/{isolate['id']}"}],
        specimen={"display": "Urin, midtstråle"},
    )
    return answer(
        "kari-urin",
        UNN,
        "Urin, dyrkning og resistens",
        today,
        214,
        [culture, isolate, *found],
        kind=(DISCIPLINE, "MB", "Mikrobiologi"),
        answered_after=3,
        conclusion="Oppvekst av Escherichia coli i signifikant mengde.",
    )


_TISSUE = "Histologisk undersøkelse, hud"


def tissue(today: date) -> list[Resource]:
    parts = (
        (
            "makro",
            "Makroskopisk beskrivelse",
            "Hudeksisat, 11 x 6 mm, med et brunt pigmentert felt"
            " på 4 mm sentralt. Alt er kapslet inn.",
        ),
        (
            "mikro",
            "Mikroskopisk beskrivelse",
            "Hud med et regelmessig oppbygd dermalt nevus uten"
            " atypi. Ingen mitoser. Frie sider og bunn.",
        ),
        ("diagnose", "Diagnose", "Benignt dermalt nevus, fjernet i sin helhet."),
    )
    found = [
        observation(f"kari-vev-{slug}", (NORPAT, code, name), valueString=text)
        for (slug, name, text), code in zip(parts, ("P1140", "P3000", "M87600"), strict=True)
    ]
    return answer(
        "kari-vev",
        UNN,
        _TISSUE,
        today,
        428,
        found,
        kind=(DISCIPLINE, "SP", "Patologi"),
        answered_after=9,
        conclusion="Godartet føflekk. Fjernet i sin helhet. Ingen videre kontroll er nødvendig.",
        presentedForm=[paper_of("kari-vev", _TISSUE, [text for _, _, text in parts], today, 419)],
    )


def picture(today: date) -> list[Resource]:
    text = (
        "Klinisk: Nyresvikt grad 3. Spørsmål om avløpshinder.\n\nUltralyd nyrer og urinveier:"
        " Høyre nyre måler 9,6 cm, venstre 9,9 cm. Parenkymet er lett fortynnet på begge sider."
        " Ingen hydronefrose. Ingen konkrementer. Blæren er fylt og uten anmerkning."
    )
    found = [observation("kari-ul-funn", (NCRP, "KAU05", "UL urinveier"), valueString=text)]
    study = {
        "resourceType": "ImagingStudy",
        "id": "studie",
        "status": "available",
        "subject": reference("Patient", PATIENT),
        "started": moment(today, 371, 10, 20),
        "modality": [{"system": "http://dicom.nema.org/resources/ontology/DCM", "code": "US"}],
        "description": "Ultralyd nyrer og urinveier",
        "numberOfInstances": 24,
        "endpoint": [{"reference": "#bildearkiv"}],
    }
    archive = {
        "resourceType": "Endpoint",
        "id": "bildearkiv",
        "status": "active",
        "connectionType": {"code": "dicom-wado-rs"},
        "payloadType": [{"text": "DICOM"}],
        "address": "https://bilder.unn.example/studie/24-ul-nyrer",
    }
    return answer(
        "kari-ul",
        UNN,
        "Ultralyd nyrer og urinveier",
        today,
        371,
        found,
        kind=(DISCIPLINE, "RAD", "Radiologi"),
        who=TVEIT,
        contained=[study, archive],
        imagingStudy=[{"reference": "#studie", "display": "Ultralyd, 24 bilder"}],
        conclusion="Lett fortynnet parenkym i begge nyrer. Ingen avløpshinder.",
    )


def delayed(today: date) -> list[Resource]:
    """Answered three days ago: the doctor looks at it before the patient does."""
    text = "Polypp i tykktarmen med lavgradig dysplasi. Fjernet i sin helhet."
    found = [observation("kari-polypp-diagnose", (NORPAT, "M8211", "Diagnose"), valueString=text)]
    return answer(
        "kari-polypp",
        UNN,
        "Histologisk undersøkelse, tykktarm",
        today,
        12,
        found,
        kind=(DISCIPLINE, "SP", "Patologi"),
        answered_after=9,
        conclusion=text,
    )
