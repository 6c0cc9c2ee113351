"""What a name or an expression means: the answer of name resolution."""

from __future__ import annotations

from dataclasses import dataclass

from flask_ls.text.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place in a project file: `span` is relative to block `block`, `scope` is what encloses or opens it."""

    path: str
    block: int
    span: Span
    scope: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A meaning.

    `name`: the qualified name of what it is, where a library has it: `flask.request`, `flask.Flask.run`; of a
    project's own things the module path and name. `type`: the qualified name of the class that it is an instance
    of, the nearest one of a library where the project derives from it. `module`: it is a module. `site`: where the
    project defines or makes it.
    """

    name: str = ""
    type: str | None = None
    module: bool = False
    site: Site | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """No meaning could be found; `reason` is for people who ask why nothing was said."""

    reason: str


Meaning = Known | Unknown
