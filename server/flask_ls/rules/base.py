"""What a rule is made of, and what it is given to look at.

A rule is a module with two things: `RULE`, which says what it is, and `check(subject, context)`, whose first
parameter's annotation says what it is fed: every `CallSite`, `Store`, `Function` or `Use` of a block, its `Shape`, every
`View` of the project, the `PyFile`, the `Project` once, or every `TemplateFile`. It yields `Report`s. A module may have
`fix(finding, project)` too, and one that looks at Python may have `check_template(file)` and `TEMPLATE_WORDS` for what it
finds in templates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from flask_ls.project.components import mentions
from flask_ls.project.meaning import Known, Meaning
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.syntax.shape import Expr, Scope
from flask_ls.text.spans import Span, TextEdit

if TYPE_CHECKING:
    from flask_ls.symbols.uses import Use
    from flask_ls.syntax.template.model import Template

Severity = Literal["error", "warning", "information", "hint"]
# The methods of applications and blueprints that add a route for one request method.
SHORTCUTS = frozenset({"get", "post", "put", "delete", "patch"})


class Rule(NamedTuple):
    """A rule's identity. `docs` is the page of Flask's documentation that states the fact.

    `words`: a file without any of these words cannot have a finding, and is not looked at. `preview`: it is being tried,
    and off unless somebody asks for it. `tags`: `unnecessary` or `deprecated`, as editors show them. `since`: the first version that has it.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    docs: str
    words: tuple[str, ...]
    fixable: bool = False
    preview: bool = False
    tags: tuple[str, ...] = ()
    since: str = "0.1.0"


class Report(NamedTuple):
    """What a rule found. `span` is relative to `block` of `path`, or to the file where `block` is None.

    `severity` where it differs from the rule's own. `data` is what the rule's `fix` needs.
    """

    span: Span
    message: str
    block: int | None = None
    path: str = ""
    severity: Severity | None = None
    related: tuple[tuple[str, Span, str], ...] = ()
    data: tuple[str, ...] = ()


class Finding(NamedTuple):
    """A report as the doors show it. `span` is in code points of the file."""

    path: str
    span: Span
    code: str
    name: str
    severity: Severity
    message: str
    url: str
    fixable: bool
    tags: tuple[str, ...] = ()
    related: tuple[tuple[str, Span, str], ...] = ()
    data: tuple[str, ...] = ()


class Fix(NamedTuple):
    """A change that mends a finding. `creates`: paths and texts of new files. `safe`: behaviour cannot change for the worse."""

    title: str
    edits: Mapping[str, tuple[TextEdit, ...]] = MappingProxyType({})
    renames: tuple[tuple[str, str], ...] = ()
    creates: tuple[tuple[str, str], ...] = ()
    safe: bool = False


class Function(NamedTuple):
    """A function of a file: its scope, which block it is in and its number there."""

    scope: Scope
    block: int
    number: int


class TemplateFile(NamedTuple):
    """A template that an application loads, with its model. Spans of reports are code points of the file."""

    project: Project
    path: str
    model: Template


class Context(NamedTuple):
    """Where a rule's subject stands, and the questions it may ask about it."""

    project: Project
    file: PyFile
    block: int

    def meaning(self, expr: Expr, scope: int) -> Meaning:
        """What an expression in this block means."""
        return resolve(self.project, self.file, self.block, scope, expr)

    def type_of(self, expr: Expr, scope: int) -> str | None:
        """The qualified class that the expression's value is an instance of, where that is known."""
        meaning = self.meaning(expr, scope)
        return meaning.type if isinstance(meaning, Known) else None

    def name_of(self, expr: Expr, scope: int) -> str:
        """The qualified name of what the expression means; empty where it is not known."""
        meaning = self.meaning(expr, scope)
        return meaning.name if isinstance(meaning, Known) else ""

    def uses(self) -> tuple[Use, ...]:
        """The endpoints, templates and static files that the block names; spans are relative to it."""
        from flask_ls.symbols.uses import uses_in

        return ask(self.project, uses_in, self.file.path, self.block)

    def mentions(self, pattern: re.Pattern[str]) -> bool:
        """Whether a pattern matches in a file that imports connect with this one."""
        return mentions(self.project, self.file.path, pattern)

    @property
    def is_test(self) -> bool:
        return is_test(self.project, self.file.path)


def is_test(project: Project, path: str) -> bool:
    """Whether a file belongs to a project's tests, where insecure settings harm nobody."""
    return project.tree.is_test(path)
