"""What patients of the demonstration read about some analytes. Real texts have a real source."""

from labresults.models import ResultText
from people.models import Person

_SOURCE = "Skrevet for demonstrasjonen. Ikke faglig kvalitetssikret."
# key: what, high, low
_TEXTS = {
    "creatinine": (
        "Kreatinin er et avfallsstoff fra musklene. Nyrene skiller det ut i urinen.",
        "Høyt kreatinin kan bety at nyrene arbeider saktere enn før. Mye muskler eller lite væske"
        " kan også gi høyere svar.",
        "Lavt kreatinin er som regel ufarlig. Det kan komme av lite muskler.",
    ),
    "egfr": (
        "eGFR er et mål for hvor godt nyrene renser blodet. Det regnes ut fra kreatinin, alder og"
        " kjønn.",
        "",
        "Lav eGFR betyr at nyrene renser blodet saktere. Legen ser på hvordan tallet endrer seg"
        " over tid.",
    ),
    "hb": (
        "Hemoglobin er det i de røde blodcellene som frakter oksygen rundt i kroppen.",
        "Høyt hemoglobin kan komme av lite væske, røyking eller at en bor høyt over havet.",
        "Lavt hemoglobin kalles blodmangel. Det kan komme av lite jern, blødning eller"
        " langvarig sykdom.",
    ),
    "potassium": (
        "Kalium er et salt som muskler, nerver og hjertet trenger.",
        "Høyt kalium kan komme av nyresykdom eller av noen medisiner. Av og til er prøven ikke"
        " god nok, og da tas den på nytt.",
        "Lavt kalium kan komme av vanndrivende medisiner, diaré eller oppkast.",
    ),
    "inr": (
        "INR viser hvor lang tid blodet bruker på å levre seg. Den som bruker Marevan, skal ha"
        " høyere INR enn andre.",
        "Høy INR betyr at blodet levrer seg saktere. Da kan det være lettere å blø.",
        "Lav INR hos den som bruker Marevan, betyr at medisinen virker mindre enn den skal.",
    ),
    "crp": (
        "CRP stiger når kroppen har en betennelse eller en infeksjon.",
        "Høy CRP kan bety at kroppen arbeider mot en infeksjon eller en betennelse.",
        "",
    ),
    "ldl": (
        "LDL er en del av fettet i blodet. Mye LDL over lang tid kan gi trange blodårer.",
        "Høy LDL gir større risiko for sykdom i hjerte og blodårer. Hva som er bra for deg,"
        " kommer an på andre sykdommer du har.",
        "",
    ),
    "hba1c": (
        "HbA1c viser hvor høyt blodsukkeret har vært de siste to til tre månedene.",
        "Høy HbA1c kan bety diabetes, eller at behandlingen bør endres.",
        "",
    ),
}


def add(author: Person) -> int:
    """Write the texts where there are none; how many are new."""
    known = set(ResultText.objects.values_list("key", flat=True))
    rows = [
        ResultText(
            key=key,
            language="nb",
            what=what,
            high=high,
            low=low,
            source=_SOURCE,
            author_id=author.id,
            author_name="Demonstrasjonen",
        )
        for key, (what, high, low) in _TEXTS.items()
        if key not in known
    ]
    ResultText.objects.bulk_create(rows)
    return len(rows)
