"""Owns result messages as laboratories send them, made for persons of the cast."""

from __future__ import annotations

from access.receiving import IMPORT
from common import clock
from common.messages import Sender, Told
from demo.cast.persons import persons
from labresults.intake import taking

SOURCE = "urn:oid:2.16.578.1.12.4.1.4.101.100000000"
NAMESPACES = {"1.3": "2008-12-01", "1.4": "2012-02-15"}
FIRST, LATER, LAST = "2026-01-05T10:00:00", "2026-01-05T12:00:00", "2026-01-06T08:00:00"
LABORATORY = """
<ServProvider><HCP><Inst><Name>Sykehuset Nord HF</Name><Id>59</Id><TypeId V="HER"/>
<Dept><Name>Medisinsk biokjemi</Name><Id>91126</Id><TypeId V="HER"/></Dept></Inst></HCP>
</ServProvider>
<Requester><HCP><Inst><Name>Tromsdalen legesenter</Name><Id>56704</Id><TypeId V="HER"/>
<HCPerson><Name>Liv Lege</Name><Id>9144889</Id><TypeId V="HPR"/></HCPerson></Inst></HCP>
</Requester>"""
REQUEST = """<ServReq><IssueDate V="2026-01-04"/><Id>REK-1</Id></ServReq>"""
SAMPLE = """<AnalysedSubject><CollectedSample><CollectedDate V="2026-01-04T07:57:00"/>
</CollectedSample>
<TypeCoded S="2.16.578.1.12.4.1.1.8351" V="S" DN="Serum"/><IdByServProvider>S1</IdByServProvider>
</AnalysedSubject>"""


def number_of(slug: str) -> str:
    return persons(clock.today())[slug].national_id


def item(
    own_id: str = "1",
    value: str = '<NumResultValue V="14.20" U="g/dL"/>',
    *,
    code: str = "NPU02319",
    name: str = "B-Hemoglobin",
    service: str = "N",
    more: str = "",
    inside: str = "",
) -> str:
    named = f"<IdResultItem>{own_id}</IdResultItem>" if own_id else ""
    return f"""<ResultItem><NumResult>{value}</NumResult><ServType V="{service}"/>
<RefInterval><Descr>11,7 - 15,3</Descr></RefInterval>
<Investigation><Id V="{code}" S="2.16.578.1.12.4.1.1.7280" DN="{name}"/></Investigation>{named}
<RefAnalysedSubject>S1</RefAnalysedSubject>{more}{inside}</ResultItem>"""


def message(
    slug: str = "kari",
    *items: str,
    report: str = "R1",
    made: str = FIRST,
    service: str = "N",
    status: str = "F",
    version: str = "1.4",
    number: str | None = None,
    message_id: str = "",
    more: str = "",
    inside: str = "",
) -> bytes:
    """A whole message in UTF-8; `number` in the place of the one that the person has."""
    own = number_of(slug) if number is None else number
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Message xmlns="http://www.kith.no/xmlstds/labsvar/{NAMESPACES.get(version, version)}">
<Type V="SVAR_LAB" DN="Svarrapport"/><MIGversion>v{version}</MIGversion>
<GenDate V="{made}"/><MsgId>{message_id or f"M-{report}-{made}-{service}"}</MsgId>
<ServReport><ServType V="{service}"/><IssueDate V="2026-01-05T09:00:00"/><Status V="{status}"/>
<MsgDescr V="CLIN" DN="Medisinsk biokjemi"/><ServProvId>{report}</ServProvId>{more}{REQUEST}
<Patient><Name>Testesen, Test</Name><OffId>{own}</OffId><TypeOffId V="FNR"/>
{SAMPLE}{"".join(items or (item(),))}{inside}</Patient>{LABORATORY}</ServReport>
</Message>""".encode()


def take(*messages: bytes, source: str = SOURCE) -> list[Told]:
    """Take messages in as the import does; what became of each report."""
    places = [(f"message {at}", each) for at, each in enumerate(messages, 1)]
    return taking.take(places, Sender(IMPORT, source))
