"""Snippets where they are legal: which of them, in which order, and how they read in a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from flask_ls.features.catalogue import snippets
from flask_ls.features.insertion import Style, inserted, style_of
from flask_ls.features.own_names import file_names
from flask_ls.features.results import Completion
from flask_ls.knowledge.snippets import Snippet, builtin, fence, joined_imports
from flask_ls.options import Options
from flask_ls.project.components import imported_packages
from flask_ls.project.environment import Environment, environment, normalised
from flask_ls.project.imports import import_edits
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.syntax import jinja
from flask_ls.syntax.cursor import Cursor, cursor
from flask_ls.text.spans import Span

_HYPHENATED = re.compile(r"(?:^|(?<=[\s(=,]))@?(?P<prefix>f\w*(?:-\w*)+)\Z")
_WORD = re.compile(r"[\w-]*\Z")
_DEFINITION = re.compile(r"(?:async[ \t]+)?(?P<kind>def|class)\b")
_REQUIRED = re.compile(r"[A-Za-z0-9._-]*[A-Za-z0-9]")
# What a distribution is imported as, where it is not its own name.
_MODULES = {"flask-reuploaded": "flask_uploads", "python-dotenv": "dotenv", "email-validator": "email_validator"}


def applicable(project: Project, path: str, options: Options) -> Sequence[Snippet]:
    """The entries that a file may be offered: none where they are switched off; without Flask in the project only those
    that begin an application."""
    if not options.completion_snippets:
        return []
    entries = snippets(project, project.root_of(path) or "", options)
    if not project.uses_flask:
        entries = tuple(snippet for snippet in entries if snippet.starter)
    excluded = options.snippets_exclude
    return [snippet for snippet in entries if not _excluded(snippet, excluded)] if excluded else entries


def _excluded(snippet: Snippet, patterns: Iterable[str]) -> bool:
    return any(
        pattern in (snippet.category, snippet.id)
        or (pattern.endswith("*") and any(prefix.startswith(pattern[:-1]) for prefix in snippet.prefix))
        for pattern in patterns
    )


def in_python(
    project: Project, file: PyFile, block: int, inside: int, around: Cursor, options: Options, snippet_support: bool
) -> list[Completion]:
    """The entries for a cursor outside of strings, `inside` a block; `around` is what stands around it."""
    start, text = file.starts[block] if file.starts else 0, file.blocks[block] if file.blocks else ""
    hyphenated = _HYPHENATED.search(text, max(text.rfind("\n", 0, inside) + 1, 0), inside)
    if hyphenated is not None and around.place in ("expression", "name"):
        # `fdb-query` is one prefix for a person, three tokens for Python.
        before = cursor(text, hyphenated.start("prefix") + 1)
        if before.place in ("statement", "decorator", "expression"):
            around = before
        typed, replace = hyphenated["prefix"], Span(hyphenated.start("prefix"), inside)
    else:
        typed, replace = around.prefix, around.replace
    where = frozenset(_where(text, around))
    if not where:
        return []
    if around.place == "decorator":
        at = text.rfind("@", 0, replace.start + 1)
        replace = Span(at, replace.end)
    entries = applicable(project, file.path, options)
    find = _matching_builtin if entries is builtin() else partial(_matching_at, entries)
    matching = find(where, around.place == "decorator", typed)
    if not matching:
        return []
    names = file_names(project, file, start + inside)
    style = style_of(file, frozenset(file.bindings) if "python.module" in where else frozenset())
    at_sign = "@" if around.place == "decorator" else ""
    replace, beside = replace.shifted(start), surroundings(project, file.path)
    return [
        Completion(
            label=prefix,
            kind="snippet",
            detail=_detail(beside, snippet),
            text=inserted(snippet, names, style, snippet_support, around.indent),
            is_snippet=snippet_support,
            replace=replace,
            filter_text=at_sign + prefix,
            sort_text=f"{rank}{order(beside, snippet)}{prefix}",
            key=f"snippet:{snippet.id}",
            more_edits=tuple(import_edits(file, snippet.imports)) if snippet.imports else (),
        )
        for snippet, prefix, rank in matching
    ]


class Surroundings(NamedTuple):
    """What of a project and a file decides how entries stand in a list: whether the file is a test, the packages that the
    project imports, and its environment."""

    is_test: bool
    used: frozenset[str]
    environment: Environment | None


def surroundings(project: Project, path: str) -> Surroundings:
    """The surroundings of a file."""
    found = environment(project, project.root_of(path) or "")
    return Surroundings(project.tree.is_test(path), imported_packages(project), found)


def order(around: Surroundings, snippet: Snippet) -> int:
    """0 for what this file and project use, 1 for the rest: extensions that nothing imports, tests outside of tests."""
    if snippet.category.startswith("testing") != around.is_test:
        return 1
    return 0 if all(_module(each) in around.used for each in snippet.requires) else 1


def missing(around: Surroundings, snippet: Snippet) -> list[str]:
    """The distributions that an entry needs and the project's environment has not; empty where that is not known."""
    if around.environment is None or not snippet.requires:
        return []
    names = map(_distribution, snippet.requires)
    return [name for name in names if normalised(name) not in around.environment.versions]


def _detail(around: Surroundings, snippet: Snippet) -> str:
    absent = missing(around, snippet)
    return f"{snippet.title} (needs {', '.join(absent)}, not in this environment)" if absent else snippet.title


@lru_cache(maxsize=500)
def _distribution(requirement: str) -> str:
    """The name in `flask-login>=0.6`."""
    match = _REQUIRED.match(requirement)
    return match[0] if match is not None else requirement


@lru_cache(maxsize=500)
def _module(requirement: str) -> str:
    name = normalised(_distribution(requirement))
    return _MODULES.get(name, name.replace("-", "_"))


def places_at(file: PyFile, offset: int) -> tuple[str, ...]:
    """The places of a Python file that an offset is at: none in strings, comments and the middle of an expression."""
    if not file.closed and cursor(file.text, offset).place == "string":
        return ()
    if not file.blocks:
        return ("python.module", "python.decorator")
    block = file.block_at(offset)
    around = cursor(file.blocks[block], offset - file.starts[block])
    return _where(file.blocks[block], around)


def _where(text: str, around: Cursor) -> tuple[str, ...]:
    """The contexts of snippets that are legal at a cursor."""
    match around.place:
        case "statement":
            enclosing = _enclosing(text, around)
            if enclosing == "module":
                return ("python.module", "python.decorator")
            return ("python.function", "python.decorator") if enclosing == "function" else ("python.class",)
        case "decorator":
            return (
                ("python.decorator", "python.module") if _enclosing(text, around) == "module" else ("python.decorator",)
            )
        case "expression":
            return ("python.expression",)
    return ()


def _enclosing(text: str, around: Cursor) -> str:
    """Whether a statement with this indentation is in a function, a class or the module: by the lines above it."""
    width = len(around.indent.expandtabs(8))
    if not width:
        return "module"
    for line in reversed(text[: around.line_start].splitlines()):
        content = line.lstrip()
        own = len(line[: len(line) - len(content)].expandtabs(8))
        if not content or content.startswith("#") or own >= width:
            continue
        if match := _DEFINITION.match(content):
            return "function" if match["kind"] == "def" else "class"
        width = own
        if not width:
            break
    return "module"


# Somebody who types asks for the same again and again: what a word can mean does not depend on the file.
@lru_cache(maxsize=100)
def _matching_builtin(where: frozenset[str], decorator: bool, typed: str) -> list[tuple[Snippet, str, int]]:
    return _matching_at(builtin(), where, decorator, typed)


def _matching_at(
    entries: Iterable[Snippet], where: frozenset[str], decorator: bool, typed: str
) -> list[tuple[Snippet, str, int]]:
    """Those of the entries that are legal in these places; behind an `@` only those that begin with one."""
    legal = (each for each in entries if not where.isdisjoint(each.where))
    return _matching([each for each in legal if not decorator or each.body.startswith("@")], typed)


def _matching(entries: Iterable[Snippet], typed: str) -> list[tuple[Snippet, str, int]]:
    """The entries that what was typed can mean, each with the prefix to show and its rank: 0 begins so, 1 contains it.

    Of a family (`fdb`, `fdb-query`, `fdb-query-like`) the head stands for the rest until it is typed.
    """
    wanted = typed.lower()
    beginning = [(each, [prefix for prefix in each.prefix if prefix.startswith(wanted)]) for each in entries]
    heads = {prefix for _, begins in beginning for prefix in begins} - {wanted}
    found = []
    for snippet, begins in beginning:
        for prefix in begins:
            if not _has_head(prefix, len(wanted), heads):
                found.append((snippet, prefix, 0))
                break
        if not begins and (within := _containing(wanted, snippet.prefix)) is not None:
            found.append((snippet, within, 1))
    return found


def _has_head(prefix: str, typed: int, heads: set[str]) -> bool:
    """Whether a shorter prefix, longer than what was typed, stands for this one."""
    at = prefix.find("-", typed)
    while at >= 0:
        if prefix[:at] in heads:
            return True
        at = prefix.find("-", at + 1)
    return False


def _containing(wanted: str, prefixes: Iterable[str]) -> str | None:
    """The first in which at least three letters stand in this order, the first one at its beginning."""
    if len(wanted) < 3:
        return None
    for prefix in prefixes:
        at = 1 if prefix[0] == wanted[0] else 0
        for letter in wanted[1:]:
            if not at:
                break
            at = prefix.find(letter, at) + 1
        if at:
            return prefix
    return None


def in_template(text: str, offset: int, entries: Sequence[Snippet], snippet_support: bool) -> list[Completion]:
    """The entries of templates for a cursor in plain text or inside an HTML tag."""
    place = jinja.place(text, offset)
    where = {"text": "jinja", "attribute": "html-attribute"}.get(place)
    if where is None:
        return []
    return plain(text, offset, [each for each in entries if where in each.where], snippet_support)


def in_shell(text: str, offset: int, entries: Sequence[Snippet], snippet_support: bool) -> list[Completion]:
    """Commands, where a line begins."""
    line = text[max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1 : offset]
    if not re.fullmatch(r"\s*[\w-]*", line):
        return []
    return plain(text, offset, [each for each in entries if "shell" in each.where], snippet_support)


def plain(text: str, offset: int, entries: Sequence[Snippet], snippet_support: bool) -> list[Completion]:
    """Entries in a text that is not Python: the word before the cursor is what was typed."""
    match = _WORD.search(text[max(offset - 80, 0) : offset])
    typed = match[0] if match else ""
    line_start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    indent = re.match(r"[ \t]*", text[line_start:offset])
    return [
        Completion(
            label=prefix,
            kind="snippet",
            detail=snippet.title,
            text=inserted(snippet, {}, Style(), snippet_support, indent[0] if indent else ""),
            is_snippet=snippet_support,
            replace=Span(offset - len(typed), offset),
            filter_text=prefix,
            sort_text=f"{rank}{prefix}",
            key=f"snippet:{snippet.id}",
        )
        for snippet, prefix, rank in _matching(entries, typed)
    ]


def describe(project: Project, path: str, snippet: Snippet) -> str:
    """Markdown: what an entry is for, its code, and what it needs."""
    from flask_ls.knowledge.code_snippets import without_variables
    from flask_ls.knowledge.snippet_body import to_plain_text

    plain_text = without_variables(snippet.body) if snippet.verbatim else to_plain_text(snippet.body, {})
    code = "\n".join([*joined_imports(snippet), *([""] if snippet.imports else []), plain_text])
    needs = f"*Needs {', '.join(snippet.requires)}.*" if snippet.requires else ""
    if absent := missing(surroundings(project, path), snippet):
        needs = f"*Needs {', '.join(snippet.requires)}; {', '.join(absent)} is not in this environment.*"
    link = f"[Documentation]({snippet.docs})" if snippet.docs else ""
    parts = [" ".join(snippet.description.split()), f"```{fence(snippet)}\n{code}\n```", needs, link]
    return "\n\n".join(part for part in parts if part)
