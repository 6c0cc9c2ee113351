"""What the macro, filter or global takes whose call a cursor of a template is in."""

from __future__ import annotations

import re

from flask_ls.features.results import Signature
from flask_ls.features.template_completion import around, call_around, commas
from flask_ls.features.template_hover import signature
from flask_ls.knowledge import vocabulary
from flask_ls.project.snapshot import Project
from flask_ls.symbols.template_names import Kind
from flask_ls.symbols.template_scope import macros, parameters

_WRITTEN = re.compile(r"\((?P<taken>.*)\)")
_KEYWORD = re.compile(r"(\w+)\s*=[^,]*\Z")


def signature_help(project: Project, path: str, offset: int) -> Signature | None:
    """The parameters of the innermost call around `offset`, the one that is being typed among them."""
    file = project.text_file(path)
    found = around(file.template, offset, in_strings=True) if file is not None else None
    called = call_around(file.text[found.start : offset]) if file is not None and found is not None else None
    if file is None or called is None:
        return None
    name, is_filter, given = called
    taken, said = _taken(project, "filter" if is_filter else "global", name)
    use = macros(project, path, file.template).get(name) if not is_filter else None
    if use is not None:
        taken, said = parameters(project, use), f"A macro of `{project.relative(use.path)}`."
    if not taken:
        return None
    keyword = _KEYWORD.search(given)
    names = [re.split(r"\W", each.lstrip("*"), maxsplit=1)[0] for each in taken]
    active: int | None = commas(given)
    if keyword is not None:
        active = names.index(keyword[1]) if keyword[1] in names else None
    return Signature(
        label=f"{name}({', '.join(taken)})",
        parameters=taken,
        active=active if active is not None and active < len(taken) else None,
        documentation=said,
    )


def _taken(project: Project, kind: Kind, name: str) -> tuple[tuple[str, ...], str]:
    """The parameters of a filter behind its value, or of a global, and what it does."""
    own = signature(project, kind, name)
    if own is not None:
        return own[1][1:] if kind == "filter" else own[1], own[2]
    known = vocabulary.jinja(kind, name)
    written = _WRITTEN.search(known.syntax) if known is not None else None
    if known is None or written is None or "[" in written["taken"] or name == "url_for":
        return (), ""
    return tuple(_split(written["taken"])), known.summary


def _split(taken: str) -> list[str]:
    """The parameters of a signature; commas in defaults stay."""
    found, start = [], 0
    for at, char in enumerate(taken):
        quoted = taken[start:at].count("'") % 2 == 1
        if char == "," and not quoted and commas(taken[: at + 1]) > commas(taken[:at]):
            found.append(taken[start:at].strip())
            start = at + 1
    return [each for each in (*found, taken[start:].strip()) if each]
