"""Hostile words in documents: inert in every format, and asking nobody for anything.

Rows 36, 37 and 38 of the attack list.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.formats import clean
from journal.formats.opening import Opening
from journal.formats.values import Unreadable
from journal.presenters.contents import Content, content
from tests.journal import files, messages
from tests.journal.hostile import CANARY, CORPUS

ALLOWED = {
    "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption",
    "thead", "tbody", "tfoot", "tr", "th", "td", "strong", "em", "sub", "sup", "br", "del", "ins",
    "img",
}  # fmt: skip
ATTRIBUTES = {"colspan", "rowspan", "scope", "src", "alt"}


class Reader(HTMLParser):
    """Reads HTML as a browser would, and finds what may not be there."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self.faults.append(tag)
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.faults.append(f"{tag} {name}")
            if name == "src" and not (value or "").startswith("data:image/webp;base64,"):
                self.faults.append(f"{tag} {value}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(decl)

    def unknown_decl(self, data: str) -> None:
        self.faults.append(data)


def faults(html: str) -> list[str]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.faults


def in_cda(hostile: str) -> bytes:
    """As markup where it is well-formed, as text in every place that holds some."""
    text = escape(hostile)
    marked = hostile if _is_well_formed(hostile) else text
    return messages.cda(
        messages.section(
            f"{marked}<paragraph>{text}</paragraph><table><caption>{text}</caption><tr>"
            f'<td styleCode="{text}" colspan="{text}">{marked}</td></tr></table>'
            f'<linkHtml href="{text}">{text}</linkHtml>'
            f'<renderMultiMedia referencedObject="{text}"/>',
            title=text,
        ),
        title=text,
    )


def _is_well_formed(hostile: str) -> bool:
    try:
        Opening().opened("cda", messages.cda(messages.section(hostile)))
    except Unreadable:
        return False
    return True


def in_kith(hostile: str) -> bytes:
    text = escape(hostile)
    more = f'<Feil DN="{text}">{text}</Feil>' + messages.attached(b"x", text, text)
    return messages.enveloped(messages.dialog(text), kind=f'V="x" DN="{text}"', more=more)


def in_rtf(hostile: str) -> bytes:
    return files.rtf(hostile.encode("ascii", "replace").decode().replace("\\", ""))


def in_pdf(hostile: str) -> bytes:
    plain = re.sub(r"[()\\]", "", hostile).encode("ascii", "replace")
    return files.pdf(content=b"BT /F1 2 Tf 5 5 Td (" + plain[:500] + b") Tj ET")


FORMATS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "cda": ("text/xml", in_cda),
    "kith": ("application/xml", in_kith),
    "rtf": ("application/rtf", in_rtf),
    "pdf": ("application/pdf", in_pdf),
    "text": ("text/plain", str.encode),
}


@pytest.mark.attack(36)
@pytest.mark.parametrize("name", CORPUS)
def test_nothing_hostile_passes_the_list_of_what_is_allowed(name: str) -> None:
    found = clean.clean(CORPUS[name])

    assert faults(found) == []
    assert CANARY not in re.sub(r">[^<]*<", "><", f">{found}<")


@pytest.mark.attack(37)
@pytest.mark.parametrize("name", ["cda", "kith"])
def test_whatever_stands_in_a_message_only_words_come_out(name: str) -> None:
    for hostile in CORPUS.values():
        found = Opening().opened(name, FORMATS[name][1](hostile)).html

        assert faults(found) == [], hostile


@pytest.mark.attack(38)
@pytest.mark.parametrize(
    "html",
    [
        '<p style="background:url(//x)">a</p>', '<img src="https://x/a.png">',
        '<img src="data:image/svg+xml;base64,PHN2Zz4=">', '<img src="data:text/html,x">',
        '<img src="//x">', '<a href="javascript:x">a</a>', '<a href="https://x">a</a>',
        "<style>@import '//x'</style>", "<svg><image href='//x'/></svg>",
        "<math><maction actiontype='statusline'>x</maction></math>", "<base href='//x'>",
        "<link rel=stylesheet href='//x'>", "<meta http-equiv=refresh content='0;//x'>",
        "<form action='//x'><button>a</button></form>", "<iframe src='//x'></iframe>",
        "<table background='//x'><tr><td background='//x' class='a' id='b'>a</td></tr></table>",
        "<video poster='//x'>", "<p onclick='x'>a</p>", '<td colspan="1;url(//x)">',
    ],
)  # fmt: skip
def test_nothing_that_asks_elsewhere_is_left(html: str) -> None:
    found = clean.clean(html)

    assert faults(found) == []
    assert "//x" not in found
    assert "javascript" not in found


def test_what_is_allowed_stays_as_it_was() -> None:
    html = (
        "<h2>A</h2><p>B <strong>c</strong><br>d</p><ul><li>e</li></ul><table><tbody><tr><td colspan"
        '="2">f</td></tr></tbody></table><img src="data:image/webp;base64,AAAA" alt="g">'
    )

    assert clean.clean(html) == html


def test_no_attribute_holds_what_looks_like_a_tag() -> None:
    assert clean.clean('<img alt="a <b> c">') == '<img alt="a b c">'


@pytest.mark.attack(36)
def test_the_frame_cannot_be_left_by_what_stands_in_it() -> None:
    html = clean.clean("<p>\"'></iframe><script>alert(1)</script></p>" + '<img alt="<table>">')
    page = _page(Content("html", html=html))

    assert page.count("</iframe>") == 1
    assert "<script" not in page.replace(page[page.index("srcdoc") : page.index("</iframe>")], "")
    assert 'sandbox="allow-same-origin"' in page
    assert "default-src &#x27;none&#x27;" in page


def _page(found: Content) -> str:
    document = {"title": "Epikrise", "type_text": "Epikrise"}
    return render_to_string("journal/_content.html", {"document": document, "content": found})


_NAMES = st.sampled_from(
    ["paragraph", "table", "tr", "td", "th", "list", "item", "content", "linkHtml", "br", "caption",
     "renderMultiMedia", "footnote", "script", "img", "svg", "style", "text", "section", "x:y"]
)  # fmt: skip
_TEXTS = st.text(alphabet="abcæø <>&\"'=/-![]\n\t", max_size=30) | st.sampled_from(
    list(CORPUS.values())
)


def _element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def written(name: str, attributes: dict[str, str], parts: list[str]) -> str:
        told = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
        return f'<{name} xmlns:x="urn:x"{told}>{"".join(parts)}</{name}>'

    keys = st.sampled_from(["styleCode", "href", "colspan", "onclick", "style", "V", "DN", "src"])
    return st.builds(
        written, _NAMES, st.dictionaries(keys, _TEXTS, max_size=3), st.lists(inner, max_size=4)
    )


_XML = st.recursive(_TEXTS.map(escape), _element, max_leaves=12)
_THOROUGH = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.attack(38)
@_THOROUGH
@given(_XML)
def test_of_any_narrative_only_what_is_allowed_comes_out(narrative: str) -> None:
    _holds("cda", messages.cda(messages.section(narrative)))


@pytest.mark.attack(38)
@_THOROUGH
@given(_XML)
def test_of_any_message_only_what_is_allowed_comes_out(inner: str) -> None:
    _holds("kith", messages.enveloped(messages.dialog(more=f"<Mer>{inner}</Mer>")))


@pytest.mark.attack(36)
@_THOROUGH
@given(st.text(alphabet="<>/\"'= abimgsrctable!-&;#x", max_size=200))
def test_of_any_html_only_what_is_allowed_comes_out(html: str) -> None:
    assert faults(clean.clean(html)) == []


def _holds(kind: str, data: bytes) -> None:
    try:
        found = Opening().opened(kind, data)
    except Unreadable:
        return
    assert faults(found.html) == []


@pytest.mark.attack(37)
@pytest.mark.parametrize("name", ["rtf", "pdf", "text"])
def test_hostile_words_are_words_on_the_page(name: str) -> None:
    content_type, made = FORMATS[name]
    page = _page(content("Epikrise", (made(" ".join(CORPUS.values())), content_type)))

    assert "alert" in page
    assert not re.search(r"<(script|style|img src=x|object|embed|math|form|iframe)\b", page)
