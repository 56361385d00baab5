"""Makes the XML messages that tests let the portal read: CDA, and KITH's, with made-up persons."""

from __future__ import annotations

import base64

# Of a fictitious person in the public samples of Norsk helsenett.
NATIONAL_ID = "13116900216"
KITH = "http://www.kith.no/xmlstds"


def packed(data: bytes) -> str:
    return base64.encodebytes(data).decode()


def section(text: str = "", title: str = "Vurdering", inner: str = "") -> str:
    written = f"<text>{text}</text>" if text else ""
    return f"<component><section><title>{title}</title>{written}{inner}</section></component>"


def cda(*sections: str, title: str = "Epikrise", head: str = "", body: str = "") -> bytes:
    """A document of these sections, or with that body in their place."""
    inner = body or f"<structuredBody>{''.join(sections)}</structuredBody>"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3"><title>{title}</title>
<effectiveTime value="20240301123000+0100"/>
<recordTarget><patientRole><id root="2.16.578.1.12.4.1.4.1" extension="{NATIONAL_ID}"/>
<patient><name><given>Line</given><family>Danser</family></name></patient></patientRole></recordTarget>
<author><assignedAuthor><assignedPerson><name><given>Anna</given><family>Berg</family></name>
</assignedPerson><representedOrganization><name>Finnmarkssykehuset</name></representedOrganization>
</assignedAuthor></author><custodian><assignedCustodian><representedCustodianOrganization>
<name>Helse Nord</name></representedCustodianOrganization></assignedCustodian></custodian>
{head}<component>{inner}</component></ClinicalDocument>""".encode()


def unstructured(
    data: bytes, content_type: str, attributes: str = ' representation="B64"'
) -> bytes:
    """A document that is something else, wrapped up."""
    text = f'<text mediaType="{content_type}"{attributes}>{packed(data)}</text>'
    return cda(body=f"<nonXMLBody>{text}</nonXMLBody>")


def picture(name: str, data: bytes, content_type: str = "image/png") -> str:
    """An entry that holds a picture, for the narrative to point at."""
    return f"""<entry><observationMedia classCode="OBS" moodCode="EVN" ID="{name}">
<value mediaType="{content_type}" representation="B64">{packed(data)}</value>
</observationMedia></entry>"""


def enveloped(*contents: str, kind: str = 'V="DIALOG_NOTAT" DN="Notat"', more: str = "") -> bytes:
    """Contents in KITH's envelope of 2006; `more` is further documents."""
    documents = "".join(
        f'<Document><RefDoc><MsgType V="XML" DN="XML-instans"/><Content>{each}</Content></RefDoc>'
        "</Document>"
        for each in contents
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<MsgHead xmlns="{KITH}/msghead/2006-05-24"><MsgInfo><Type {kind}/>
<MIGversion>v1.2 2006-05-24</MIGversion><GenDate>2024-07-04T16:55:43</GenDate><MsgId>a-b-c</MsgId>
<Sender><Organisation><OrganisationName>Nordbyen legesenter</OrganisationName>
<Ident><Id>90128</Id><TypeId V="HER" S="2.16.578.1.12.4.1.1.9051" DN="HER-id"/></Ident>
<HealthcareProfessional><GivenName>Rita</GivenName><FamilyName>Lin</FamilyName>
</HealthcareProfessional></Organisation></Sender>
<Receiver><Organisation><OrganisationName>Alta kommune</OrganisationName></Organisation></Receiver>
<Patient><FamilyName>Danser</FamilyName><GivenName>Line</GivenName>
<Ident><Id>{NATIONAL_ID}</Id><TypeId V="FNR" DN="Fødselsnummer"/></Ident></Patient>
</MsgInfo>{documents}{more}</MsgHead>""".encode()


def attached(data: bytes, content_type: str, name: str = "Vedlegg 1") -> str:
    """A document in the envelope that is no XML."""
    return f"""<Document><RefDoc><MsgType V="A" DN="Vedlegg"/><MimeType>{content_type}</MimeType>
<Description>{name}</Description><Content>
<Base64Container xmlns="{KITH}/base64container">{packed(data)}</Base64Container>
</Content></RefDoc></Document>"""


def dialog(text: str = "Pasienten trenger time.", more: str = "") -> str:
    return f"""<Dialogmelding xmlns="{KITH}/dialog/2013-01-23"><Notat>
<TemaKodet V="6" S="2.16.578.1.12.4.1.1.7322" DN="Henvendelse om pasient"/>
<TekstNotatInnhold>{text}</TekstNotatInnhold><DokIdNotat>1</DokIdNotat></Notat>{more}
</Dialogmelding>"""


def _bare(kind: str, version: str, report: str, name: str = "Rapport") -> bytes:
    return f"""<?xml version="1.0" encoding="ISO-8859-1"?>
<Message xmlns="{KITH}/{kind}/{version}"><Type V="X" DN="{name}"/><MIGversion>v1</MIGversion>
<GenDate V="2024-03-01T12:30:00+01:00"/><MsgId>1</MsgId>{report}</Message>""".encode("latin-1")


_PARTIES = """<ServProvider><HCP><Inst><Name>Finnmarkssykehuset</Name><Id>1</Id><TypeId V="HER"/>
<Dept><Name>Medisinsk avdeling</Name></Dept><HCPerson><Name>Anna Berg</Name></HCPerson></Inst></HCP>
</ServProvider><Requester><HCP><Inst><Name>Alta legesenter</Name></Inst></HCP></Requester>"""


def epikrise(version: str = "2012-02-15", comment: str = "Bedring.") -> bytes:
    report = f"""<ServRprt><ServType V="N" DN="Ny"/><IssueDate V="2024-03-01"/>{_PARTIES}
<Patient><Name>Line Danser</Name><OffId>{NATIONAL_ID}</OffId><TypeOffId V="FNR"/>
<NeedTranslator V="false"/>
<InfItem><Type V="H"/><Observation>
<CodedDescr V="J18.9" S="2.16.578.1.12.4.1.1.7110" DN="Uspesifisert pneumoni"/></Observation>
</InfItem><InfItem><Type V="MEDB"/><Medication><DrugId V="J01CE02" DN="Apocillin 660 mg"/>
<DosageText>1 tablett 4 ganger daglig</DosageText></Medication></InfItem></Patient>
<Comment><Heading V="VU"/><TextResultValue>{comment}</TextResultValue></Comment>
<NyttIFremtiden><DelEn>ukjent A</DelEn><DelTo V="ukjent B"/></NyttIFremtiden></ServRprt>"""
    return _bare("epikrise", version, report, "Epikrise")


def answer(version: str = "2012-02-15") -> bytes:
    """Results of a laboratory: a number, a text, and one that belongs to another."""
    report = f"""<ServRprt>{_PARTIES}<Patient><Name>Line Danser</Name><ResultItem>
<Investigation><Id V="NPU19748" DN="P-CRP"/></Investigation><NumResult><ArithmeticComp V="GT"/>
<NumResultValue V="154" U="mg/L"/></NumResult><DevResultInd V="1" DN="Over referanse"/>
<RefInterval><Descr>&lt;5</Descr></RefInterval><MedicalValidationDate V="2024-03-01"/></ResultItem>
<ResultItem><Investigation><Id V="X" OT="Urin dyrkning"/></Investigation><TextResult>
<TextResultValue>Ingen vekst</TextResultValue></TextResult><ResultItem><Investigation>
<Id V="Y" DN="E. coli"/></Investigation><TextResult><TextResultValue>Negativ</TextResultValue>
</TextResult></ResultItem></ResultItem></Patient></ServRprt>"""
    return _bare("labsvar", version, report, "Svarrapport")


def referral(version: str = "2012-02-15") -> bytes:
    report = f"""<ServReq><Priority V="1" DN="Øyeblikkelig hjelp"/>{_PARTIES}
<Patient><Name>Line Danser</Name></Patient><ReasonAsText><Heading V="AH" DN="Årsak til henvisning"/>
<TextResultValue>Smerter i kne &amp; hofte.</TextResultValue></ReasonAsText></ServReq>"""
    return _bare("henvisning", version, report, "Henvisning")


def sick_note() -> bytes:
    content = f"""<HelseOpplysningerArbeidsuforhet
xmlns="{KITH}/HelseOpplysningerArbeidsuforhet/2013-10-01">
<SyketilfelleStartDato>2024-04-15</SyketilfelleStartDato><Pasient><Navn>
<Etternavn>Danser</Etternavn><Fornavn>Line</Fornavn></Navn><Fodselsnummer><Id>{NATIONAL_ID}</Id>
<TypeId V="FNR"/></Fodselsnummer></Pasient><MedisinskVurdering><HovedDiagnose>
<Diagnosekode V="L87" S="2.16.578.1.12.4.1.1.7170" DN="Bursitt"/></HovedDiagnose>
<Yrkesskade>false</Yrkesskade></MedisinskVurdering><Aktivitet><Periode>
<PeriodeFOMDato>2024-04-15</PeriodeFOMDato><PeriodeTOMDato>2024-04-19</PeriodeTOMDato>
<GradertSykmelding><Sykmeldingsgrad>60</Sykmeldingsgrad></GradertSykmelding></Periode></Aktivitet>
</HelseOpplysningerArbeidsuforhet>"""
    return enveloped(content, kind='V="SYKMELD" DN="Medisinsk vurdering"')


def receipt() -> bytes:
    return f"""<AppRec xmlns="{KITH}/apprec/2004-11-21"><MsgType V="APPREC"/>
<MIGversion>1.0 2004-11-21</MIGversion><GenDate>2024-03-01T12:30:00</GenDate><Id>1</Id>
<Sender><HCP><Inst><Name>Alta kommune</Name></Inst></HCP></Sender>
<Receiver><HCP><Inst><Name>Finnmarkssykehuset</Name></Inst></HCP></Receiver>
<Status V="2" DN="Avvist"/><Error V="T01" DN="Ukjent mottaker"/></AppRec>""".encode()
