"""Every page of the gallery, in every language: whole, escaped and fit for the strict policy."""

import re
from html.parser import HTMLParser

import pytest

from tests.portal.gallery import studio
from tests.portal.gallery.scenes import Scene, scenes

NAMES = [scene.name for scene in scenes()]


class Page(HTMLParser):
    """Notes what the tests ask about."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)

    @property
    def ids(self) -> list[str]:
        return [str(attributes["id"]) for _, attributes in self.tags if "id" in attributes]


def scene(name: str) -> Scene:
    return next(each for each in scenes() if each.name == name)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_page_has_one_main_heading_and_no_id_twice(name: str, language: str) -> None:
    page = Page(studio.render(scene(name), language))
    assert page.count("h1") == 1
    assert page.count("main") == 1
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("name", NAMES)
def test_page_needs_nothing_that_the_policy_forbids(name: str) -> None:
    page = Page(studio.render(scene(name)))
    for tag, attributes in page.tags:
        assert tag != "style"
        assert "style" not in attributes
        assert not [each for each in attributes if each.startswith("on")]
        assert tag != "script" or str(attributes.get("src", "")).startswith("/static/")


@pytest.mark.parametrize("name", NAMES)
def test_labels_and_descriptions_point_at_something(name: str) -> None:
    page = Page(studio.render(scene(name)))
    for _, attributes in page.tags:
        for attribute in ("for", "aria-labelledby", "aria-describedby"):
            for wanted in str(attributes.get(attribute) or "").split():
                assert wanted in page.ids


@pytest.mark.parametrize("name", NAMES)
def test_hostile_text_is_shown_as_text(name: str) -> None:
    html = studio.render(scene(name))
    assert "<script>alert" not in html
    assert not re.search(r"\b14\b.{0,20}aaaa", html)


def test_error_comes_first_in_the_title() -> None:
    assert "<title>Feil: " in studio.render(scene("find-error"))


def test_what_was_typed_is_kept_when_it_was_not_enough() -> None:
    assert ">haster</textarea>" in studio.render(scene("open-emergency-short"))


def test_empty_list_tells_a_filter_from_nothing_at_all() -> None:
    filtered = studio.render(scene("patient-list-none"))
    empty = studio.render(scene("patient-list-empty"))
    assert "Ingen dokumenter passer" in filtered
    assert "Her er det ingen dokumenter" in empty
    assert "Finnmarkssykehuset" in empty


def test_chip_takes_away_its_own_filter_only() -> None:
    assert 'href="?period=5"' in studio.render(scene("patient-list-none"))
