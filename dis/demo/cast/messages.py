"""Result messages of the cast's laboratory: one that finds its patient, and two that must wait."""

from datetime import date, datetime, time, timedelta

from access.receiving import IMPORT
from common.clock import OSLO
from common.messages import Fate, Sender
from demo.cast import numbers
from demo.cast.persons import persons
from labresults.intake import taking

_SOURCE = "demo-laboratory"
_NAMESPACE = "http://www.kith.no/xmlstds/labsvar/2012-02-15"
_NLK, _LOCAL = "2.16.578.1.12.4.1.1.7280", "2.16.578.1.12.4.1.1.8212"
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<Message xmlns="{space}"><Type V="SVAR_LAB" DN="Svarrapport"/>
<MIGversion>v1.4 2012-02-15</MIGversion>
<GenDate V="{made}"/><MsgId>demo-{own_id}</MsgId><ServReport><ServType V="N" DN="Ny"/>
<IssueDate V="{made}"/><Status V="F" DN="Endelig rapport"/><MsgDescr V="MBIO" DN="Mikrobiologi"/>
<ServProvId>demo-{own_id}</ServProvId>
<ServReq><IssueDate V="{taken}"/><Id>demo-{own_id}</Id></ServReq>
<Patient><Name>{name}</Name><OffId>{number}</OffId><TypeOffId V="FNR"/>
<AnalysedSubject><CollectedSample><CollectedDate V="{taken}"/></CollectedSample>
<Type>Urin, midtstråle</Type><IdByServProvider>U1</IdByServProvider></AnalysedSubject>"""
_CULTURE = """<ResultItem>
<Investigation><Id V="NPU17195" S="{nlk}" DN="U-Dyrkning"/></Investigation>
<IdResultItem>1</IdResultItem><RefAnalysedSubject>U1</RefAnalysedSubject>
<ResultItem><TextResult><Heading V="LR"/>
<TextResultValue>Escherichia coli</TextResultValue></TextResult>
<Investigation><Id S="{local}" OT="Funn"/></Investigation><IdResultItem>2</IdResultItem>
<RefAnalysedSubject>U1</RefAnalysedSubject>{resistance}</ResultItem></ResultItem>"""
_RESISTANCE = """<ResultItem><TextResult><Heading V="RSB" DN="Resistensbestemmelse"/>
<TextCode S="2.16.578.1.12.4.1.1.8271" V="{code}" DN="{words}"/></TextResult>
<Investigation><Id V="{drug}" S="{nlk}" DN="{name}"/></Investigation>
<RefAnalysedSubject>U1</RefAnalysedSubject></ResultItem>"""
_TAIL = """</Patient><ServProvider><HCP><Inst><Name>Nordlys Laboratorium AS</Name><Id>990017</Id>
<TypeId V="HER"/><Dept><Name>Mikrobiologi</Name><Id>990018</Id><TypeId V="HER"/></Dept></Inst></HCP>
</ServProvider><Requester><HCP><Inst><Name>Tromsdalen legesenter</Name><Id>990019</Id>
<TypeId V="HER"/></Inst></HCP></Requester></ServReport></Message>"""
_DRUGS = (
    ("NPU06103", "Mecillinam", "S", "Sensitiv"),
    ("NPU06113", "Nitrofurantoin", "S", "Sensitiv"),
    ("NPU06134", "Trimetoprim", "R", "Resistent"),
)


def add(today: date) -> int:
    """Send them; gives how many reports were new. A second time none is."""
    known = persons(today)["kari"]
    born = date(1988, 3, 9)
    nobody = numbers.synthetic_national_id("nobody here knows", born, female=True)
    sent = [
        _message("kari", known.national_id, "Kari", today, days_ago=9),
        _message("unknown", nobody, "Ukjent", today, days_ago=3),
        _message("mistyped", "0983889999", "Feilskrevet", today, days_ago=1),
    ]
    told = taking.take(
        [(f"message {at}", text.encode()) for at, text in enumerate(sent, 1)],
        Sender(IMPORT, _SOURCE, "Nordlys Laboratorium AS"),
    )
    return sum(each.fate is Fate.STORED for each in told)


def _message(own_id: str, number: str, name: str, today: date, *, days_ago: int) -> str:
    made = datetime.combine(today - timedelta(days=days_ago), time(13, 40), OSLO)
    head = _HEAD.format(
        space=_NAMESPACE,
        made=made.strftime("%Y-%m-%dT%H:%M:%S"),
        taken=(made - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%S"),
        own_id=own_id,
        number=number,
        name=name,
    )
    resistance = "".join(
        _RESISTANCE.format(drug=drug, name=called, code=code, words=words, nlk=_NLK)
        for drug, called, code, words in _DRUGS
    )
    return head + _CULTURE.format(nlk=_NLK, local=_LOCAL, resistance=resistance) + _TAIL
