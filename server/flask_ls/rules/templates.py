"""What rules about templates share: what is sure about a template's environment, and the forms in it. No rule itself."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from flask_ls.project.components import speaks_of
from flask_ls.rules.base import TemplateFile
from flask_ls.symbols.endpoint import applications
from flask_ls.symbols.template_contract import is_used
from flask_ls.syntax.template.elements import Element
from flask_ls.syntax.template.model import Placed, Template
from flask_ls.syntax.template.nodes import Unknown
from flask_ls.text.spans import Span

# What gives Jinja another syntax: other delimiters, statements on lines of their own, a preprocessor.
_SYNTAX = re.compile(
    r"\b(?:block|variable|comment)_(?:start|end)_string\b|\bline_(?:statement|comment)_prefix\b|\bcreate_jinja_environment\b"
    r"|\bjinja_environment\b|\bdef preprocess\b|\bpypugjs\b|\bhamlish"
)
# Attributes by which a script may send a form in its own way.
_SCRIPTED = re.compile(r"(?:on|data-|hx-|v-|x-|ng-|@|:|up-|_)", re.IGNORECASE)

_TAG_START = attrgetter("start")
_ELEMENT_START = attrgetter("span.start")


class Form(NamedTuple):
    """A `<form>`: its tag, and the stretch up to its end. `computed`: Jinja writes some of its attributes."""

    element: Element
    inside: Span
    computed: bool

    @property
    def method(self) -> str:
        found = self.element.attribute("method")
        return found.value.strip().lower() if found is not None else "get"

    @property
    def is_plain(self) -> bool:
        """Whether the browser sends it, as it is written, and no script is seen to take that over."""
        return not self.computed and not any(_SCRIPTED.match(each.name) for each in self.element.attributes)


def knows_jinja(file: TemplateFile) -> bool:
    """Whether a template is used by an application, and in Jinja's own syntax."""
    return (
        bool(applications(file.project, file.path))
        and is_used(file.project, file.path)
        and not speaks_of(file.project, _SYNTAX)
    )


def has_unknown_tags(model: Template) -> bool:
    """Whether a template has a tag of an extension, which may bind names and take its body in its own way."""
    return any(type(place.tag.statement) is Unknown for place in model.extension_tags)


def forms(model: Template) -> Iterator[Form]:
    """The forms of a template that have an end."""
    found: Element | None = None
    for element in model.elements:
        if element.name == "form":
            if found is not None and element.closing:
                yield Form(found, Span(found.span.end, element.span.start), _is_computed(model, found))
            found = None if element.closing else element


def _is_computed(model: Template, element: Element) -> bool:
    values = [each.value_span for each in element.attributes]
    return any(
        not any(value.start <= place.start < value.end for value in values) for place in within(model, element.span)
    )


def within(model: Template, span: Span) -> tuple[Placed, ...]:
    """The tags in a stretch of a template."""
    first, end = (bisect_left(model.tags, at, key=_TAG_START) for at in span)
    return model.tags[first:end]


def elements_within(model: Template, span: Span) -> tuple[Element, ...]:
    """The HTML tags in a stretch of a template."""
    first, end = (bisect_left(model.elements, at, key=_ELEMENT_START) for at in span)
    return model.elements[first:end]


def has_scripts(file: TemplateFile) -> bool:
    """Whether a template, or one that it extends, brings scripts."""
    from flask_ls.symbols.template_contract import ancestors

    above, sure = ancestors(file.project, file.path)
    texts = [file.model.text, *(found.text for path in above if (found := file.project.text_file(path)) is not None)]
    return not sure or any("<script" in text for text in texts)
