"""What can stand at a cursor inside a template's tags: variables, attributes, filters, tests, macros, blocks and tags."""

from __future__ import annotations

import re
from typing import NamedTuple

from flask_ls.features.completion_names import item
from flask_ls.features.results import Completion
from flask_ls.knowledge import vocabulary
from flask_ls.project.snapshot import Project
from flask_ls.symbols.python_values import parts
from flask_ls.symbols.template_contract import ancestors, processed
from flask_ls.symbols.template_names import Kind, names
from flask_ls.symbols.template_scope import exported, locals_at, macros, parameters
from flask_ls.symbols.template_types import handed, value_of, value_of_name
from flask_ls.symbols.template_values import variables
from flask_ls.syntax.jinja import BEFORE_FILTER, BEFORE_TAG, BEFORE_TEST, STRING, leaves_string_open
from flask_ls.syntax.template.model import Template
from flask_ls.syntax.template.nodes import For, FromImport, Macro, Print
from flask_ls.syntax.template.statements import ENDS, tag
from flask_ls.text.spans import Span

_TYPED = re.compile(r"\w*\Z")
_OPEN_STRING = re.compile(r"\"[^\"]*\Z|'[^']*\Z")
_OPEN = re.compile(r"\{[{%](?:(?!\}\}|%\}|\{[{%#]).)*\Z")
_BLOCK = re.compile(r"\{%[-+]?\s*block\s+\Z")
_CHAIN = re.compile(r"[^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*|\[\w+\]|\([^()]*\)|\|\s*\w+)*\s*\.\s*\Z")
_IMPORTED = re.compile(r"\{%[-+]?\s*from\s.*\simport\s(?:[\w\s]+,)*\s*\Z", re.DOTALL)
_NEW_NAME = re.compile(r"\{%[-+]?\s*(?:for|macro|set|import\s.*\sas|from\s.*\sas)\s+(?:[\w\s]+,)*\s*\Z", re.DOTALL)

# Behind a value there is an operator to come; behind these words, and behind a tag's keyword, a value.
_OPERAND = re.compile(r"[\w)\]\"']\s*\Z")
_OPERATOR = re.compile(r"(?:\b(?:in|if|elif|and|or|not|else|call|print|do|with|trans|autoescape)\s+)\Z")


class Around(NamedTuple):
    """What stands left of a cursor in its tag: the tag's text up to the word that is being typed, and that word's span."""

    before: str
    word: Span
    start: int


def around(page: Template, offset: int, *, in_strings: bool = False) -> Around | None:
    """The surroundings of a cursor inside a tag; None outside of tags and in their comments, as a rule in strings too."""
    text = page.text
    place = page.tag_at(offset)
    if place is not None and text.startswith("{#", place.start):
        return None
    start = place.start if place is not None else -1
    if place is None:
        line = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
        found = _OPEN.search(text, line, offset)
        if found is None or _is_raw(page, offset):
            return None
        start = found.start()
    written = text[start:offset]
    if not in_strings and leaves_string_open(written):
        return None
    typed = _TYPED.search(written)
    begin = start + (typed.start() if typed is not None else len(written))
    tail = re.match(r"\w*", text[offset:])
    return Around(text[start:begin], Span(begin, offset + (tail.end() if tail is not None else 0)), start)


def complete(project: Project, path: str, offset: int) -> list[Completion]:
    """The entries for a cursor inside of a tag; none elsewhere."""
    file = project.text_file(path)
    if file is None:
        return []
    page = file.template
    found = around(page, offset)
    if found is None or len(found.before) < 2:
        return []
    before, word = found.before, found.word
    if BEFORE_TAG.search(before):
        return _tags(page, found)
    if _BLOCK.search(before):
        return _blocks(project, path, page, word)
    if BEFORE_FILTER.search(before):
        return _named(project, "filter", word)
    if BEFORE_TEST.search(before):
        return _named(project, "test", word)
    if _IMPORTED.search(before):
        statement = tag(before + " %}").statement
        there = exported(project, path, statement.template) if isinstance(statement, FromImport) else {}
        return [
            item("macro", name, f"({', '.join(parameters(project, use))})", word, rank=1) for name, use in there.items()
        ]
    if before.rstrip().endswith("."):
        return _attributes(project, path, page, found)
    if _NEW_NAME.search(before) or (_OPERAND.search(before) and not _OPERATOR.search(before)):
        return []
    return _keywords(project, path, page, found) + _variables(project, path, page, found)


def _tags(page: Template, found: Around) -> list[Completion]:
    """The tags; the end of what is open comes first."""
    inner = page.enclosing(found.start)
    ends = [ENDS[branch.place.tag.keyword] for branch, _ in reversed(inner) if branch.place.tag.keyword in ENDS]
    ranked: dict[str, int] = {}
    for at, end in enumerate(ends):
        ranked.setdefault(end, 0 if at == 0 else 2)
    entries = [
        item(
            "tag",
            end,
            "closes what is open" if rank == 0 else "closes an outer tag",
            found.word,
            rank=rank,
            key=end[3:],
        )
        for end, rank in ranked.items()
    ]
    return entries + [
        item("tag", each.name, each.summary, found.word, rank=1)
        for each in vocabulary.jinja_names("tag")
        if each.extension is None
    ]


def _blocks(project: Project, path: str, page: Template, word: Span) -> list[Completion]:
    """The blocks of the templates above that this one does not fill yet."""
    mine = {block.name for place, block in page.blocks if not place.at(block.name_span).contains(word.start)}
    found: dict[str, str] = {}
    for above in ancestors(project, path)[0]:
        file = project.text_file(above)
        for _, block in file.template.blocks if file is not None else ():
            if block.name and block.name not in mine:
                found.setdefault(block.name, project.relative(above))
    return [item("block", name, f"block of {where}", word, rank=1) for name, where in found.items()]


def _named(project: Project, kind: Kind, word: Span) -> list[Completion]:
    """Filters or tests: Jinja's, the project's and those of its extensions."""
    found: list[Completion] = []
    for name in sorted(names(project, kind).known):
        if name.isidentifier():
            known = vocabulary.jinja(kind, name)
            said = known.summary if known is not None else f"{kind} of the project or an extension"
            found.append(item(kind, name, said, word, rank=1 if known is not None else 0))
    return found


def _attributes(project: Project, path: str, page: Template, found: Around) -> list[Completion]:
    chain = _CHAIN.search(found.before)
    if chain is None:
        return []
    written = chain[0].rstrip()[:-1].rstrip()
    if written == "loop":
        return [
            item("member", each.name.partition(".")[2], each.summary, found.word, rank=1)._replace(
                key=f"variable:{each.name}"
            )
            for each in vocabulary.jinja_names("variable")
            if each.name.startswith("loop.")
        ]
    imported = {
        name.partition(".")[2]: use
        for name, use in macros(project, path, page).items()
        if name.startswith(f"{written}.")
    }
    if imported:
        return [
            item("macro", name, f"({', '.join(parameters(project, use))})", found.word, rank=1)
            for name, use in imported.items()
        ]
    statement = tag("{{ " + written + " }}").statement
    if not isinstance(statement, Print):
        return []
    value = value_of(project, path, page, found.word.start, statement.value)
    return [
        item("member", part.name, part.detail, found.word, rank=1)._replace(key=f"api:{part.entry}")
        for part in parts(project, value).values()
    ]


def _keywords(project: Project, path: str, page: Template, found: Around) -> list[Completion]:
    """The parameters of the macro whose call the cursor is in, as keyword arguments."""
    called = call_around(found.before)
    use = macros(project, path, page).get(called[0]) if called is not None and not called[1] else None
    if called is None or use is None or re.search(r"=\s*\Z", found.before):
        return []
    given = set(re.findall(r"(\w+)\s*=", called[2]))
    return [
        item("url_value", each.name, f"parameter of {use.name}", found.word, rank=0, text=f"{each.name}=")
        for at, each in enumerate(use.macro.parameters)
        if each.name not in given and at >= commas(called[2]) - len(given)
    ]


def _variables(project: Project, path: str, page: Template, found: Around) -> list[Completion]:
    """The names that can be read here; the template's own come first, then those that views pass."""
    offset, word = found.word.start, found.word
    entries: dict[str, Completion] = {}
    for name, use in macros(project, path, page).items():
        entries[name] = item("macro", name, f"({', '.join(parameters(project, use))})", word, rank=1)
    for name, local in locals_at(page, offset).items():
        if not isinstance(local.place.tag.statement, (FromImport, Macro)):
            entries[name] = item("variable", name, f"of `{local.place.tag.keyword}`", word, rank=0)
    if any(isinstance(branch.place.tag.statement, For) for branch, _ in page.enclosing(offset)):
        entries.setdefault("loop", item("variable", "loop", "the loop around this", word, rank=1))
    given = {name: [call.path for call in each.calls] for name, each in variables(project, path).items()}
    for name, places in handed(project, path).items():
        given[name] = [*given.get(name, ()), *(each.path for each in places)]
    for name in given:
        value = value_of_name(project, path, name)
        kind = f"{value.name}, " if value is not None else ""
        where = ", ".join(dict.fromkeys(map(project.relative, given[name])))
        entries.setdefault(name, item("variable", name, f"{kind}passed in {where}".replace("`", ""), word, rank=0))
    for name in sorted(names(project, "global").known):
        known = vocabulary.jinja("global", name)
        said = known.summary if known is not None else "given to all templates"
        entry = item("variable", name, said, word, rank=2 if known is not None else 1)
        entries.setdefault(name, entry._replace(key=f"global:{name}"))
    for name in sorted(processed(project) - entries.keys()):
        value = value_of_name(project, path, name)
        kind = f"{value.name}, ".replace("`", "") if value is not None else ""
        entries[name] = item("variable", name, f"{kind}given by a context processor", word, rank=1)
    return [*entries.values()]


def call_around(before: str) -> tuple[str, bool, str] | None:
    """The innermost call that is open at the end of a tag's text: its name, whether it is a filter's, what is given."""
    plain = STRING.sub(lambda found: "_" * len(found[0]), before)
    plain = _OPEN_STRING.sub(lambda found: "_" * len(found[0]), plain)
    depth = 0
    for at in range(len(plain) - 1, 1, -1):
        if plain[at] in ")]}":
            depth += 1
        elif plain[at] in "([{":
            depth -= 1
        if depth < 0:
            callee = re.search(r"(\|\s*)?([^\W\d][\w.]*)\s*\Z", plain[:at]) if plain[at] == "(" else None
            return (callee[2], bool(callee[1]), plain[at + 1 :]) if callee is not None else None
    return None


def commas(given: str) -> int:
    """How many arguments are complete in what is given to a call."""
    depth = count = 0
    for char in given:
        depth += (char in "([{") - (char in ")]}")
        count += char == "," and depth == 0
    return count


def _is_raw(page: Template, offset: int) -> bool:
    return any(branch.place.tag.keyword == "raw" for branch, _ in page.enclosing(offset))
