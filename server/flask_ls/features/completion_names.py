"""Names that only the project knows, where a string or a keyword takes one: endpoints, their values, templates, paths."""

from __future__ import annotations

import re

from flask_ls.features.results import Completion
from flask_ls.features.signature_help import call_around
from flask_ls.knowledge import api
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.symbols import endpoint, static_file, template, url_path
from flask_ls.symbols.call_sites import callee
from flask_ls.symbols.config_key import settings
from flask_ls.symbols.endpoint import Endpoint
from flask_ls.symbols.template_calls import renders_in
from flask_ls.symbols.template_contract import needed, rendered
from flask_ls.symbols.uses import Use, is_static
from flask_ls.syntax.cursor import Argument, Cursor
from flask_ls.text.spans import Span

_IN_TEMPLATE = re.compile(r"\burl_for\s*\(\s*[\"'](?P<typed>[^\"'\r\n]*)\Z")
_TAG_IN_TEMPLATE = re.compile(
    r"\{%[-+]?\s*(?:extends|include|import|from)\s+(?:\[?\s*|.*,\s*)[\"'](?P<typed>[^\"'\r\n]*)\Z"
)
_STATIC_IN_TEMPLATE = re.compile(
    r"\burl_for\s*\(\s*[\"'](?P<endpoint>[\w.]*static)[\"']\s*,[^()]*?\bfilename\s*=\s*[\"'](?P<typed>[^\"'\r\n]*)\Z"
)
_STORE = re.compile(r"\.(?:login_view|refresh_view)\s*=\s*[rRuU]?[\"']\Z")


def in_string(project: Project, file: PyFile, start: int, around: Cursor, inside: int) -> list[Completion]:
    """Endpoints and templates for the string that a cursor is in; `start` is where its block begins in the file."""
    if around.string is None:
        return []
    replace = around.string.shifted(start)
    symbol = _named(project, file, start + inside, around.arguments[0]) if around.arguments else ""
    before = file.text[max(replace.start - 60, 0) : replace.start]
    if symbol == "endpoint" or _STORE.search(before):
        return endpoints(project, file.path, start + inside, replace)
    if symbol == "template":
        return templates(project, file.path, replace)
    if around.arguments and around.arguments[0].keyword == "filename":
        call = call_around(project, file.path, start + inside)
        return static_files(project, call[0], replace) if call is not None and is_static(call[0].name) else []
    if around.arguments and url_path.takes_path(around.arguments[0]):
        return paths(project, file.path, replace, around.arguments[0].callee.rpartition(".")[2].upper())
    return []


def paths(project: Project, path: str, replace: Span, method: str) -> list[Completion]:
    """The rules that a test client can ask for; a person fills in the variables."""
    mine = set(endpoint.applications(project, path))
    rules = {
        route.rule: route.endpoint
        for route in route_map(project).routes
        if (route.app in mine or not mine) and (method in route.methods or method in ("HEAD", "OPTIONS", "OPEN"))
    }
    return [item("endpoint", rule, name, replace, rank=1, key=name) for rule, name in sorted(rules.items())]


def _named(project: Project, file: PyFile, offset: int, argument: Argument) -> str:
    """What a string in an argument names."""
    last = argument.callee.rpartition(".")[2]
    name = ""
    if last in ("get_template", "select_template") and "jinja_env" in argument.callee:
        name = f"flask.Flask.jinja_env.{last}"
    elif argument.bracket == "(":
        meaning = callee(project, file, offset, argument)
        name = meaning.name if meaning is not None else ""
    site = api.call_sites().get(name)
    if site is None:
        return ""
    fits = argument.keyword == site.keyword if argument.keyword else argument.index == site.position
    return site.symbol if fits else ""


def endpoints(project: Project, path: str, offset: int, replace: Span) -> list[Completion]:
    """All endpoints; those of the view's own blueprint by their relative names too, and first."""
    own = endpoint.blueprint_at(project, path, offset)
    found = []
    for each in endpoint.candidates(project, path):
        route = each.routes[0]
        detail = f"{', '.join(route.methods) or '?'} {route.rule} → {route.view_name or 'a library'}"
        found.append(item("endpoint", each.name, detail, replace, rank=1))
        if own and each.name.startswith(f"{own}.") and "." not in each.name[len(own) + 1 :]:
            found.append(item("endpoint", each.name[len(own) :], detail, replace, rank=0, key=each.name))
    return found


def templates(project: Project, path: str, replace: Span) -> list[Completion]:
    return [
        item("template", name, project.relative(target), replace, rank=1)
        for name, target in template.candidates(project, path).items()
        if target != path
    ]


def static_files(project: Project, use: Use, replace: Span) -> list[Completion]:
    """The files that the endpoint of `use` serves."""
    folder = static_file.folder(project, use)
    names = project.disk.below(folder) if folder is not None else []
    return [item("static", name, "static file", replace, rank=1) for name in names]


def url_values(project: Project, file: PyFile, offset: int, around: Cursor, start: int) -> list[Completion]:
    """The values of the endpoint as keyword arguments of `url_for`; those that are needed and missing come first."""
    if around.place not in ("expression", "name") or not around.arguments or around.arguments[0].keyword:
        return []
    found = call_around(project, file.path, offset)
    if found is None:
        return []
    target = endpoint.resolve_use(project, found[0])
    if not isinstance(target, Endpoint):
        return []
    needed = endpoint.required(target.routes)
    return [
        item(
            "url_value", name, f"{kind}{'' if name in needed else ', may be left out'}", around.replace.shifted(start),
            rank=0 if name in needed else 1, text=f"{name}=",
        )
        for name, kind in endpoint.variables(target.routes).items()
        if name not in found[0].values
    ]  # fmt: skip


def template_values(project: Project, file: PyFile, offset: int, around: Cursor, start: int) -> list[Completion]:
    """The names that the template of `render_template("…", ` needs and is not given yet, as keyword arguments."""
    if around.place not in ("expression", "name") or not around.arguments or around.arguments[0].keyword:
        return []
    if "_template" not in around.arguments[0].callee or around.arguments[0].index < 1:
        return []
    calls = [call for call in renders_in(project, file.path) if file.block_at(offset) == call.block]
    for call in reversed(calls):
        if not call.span.shifted(start).contains(offset):
            continue
        passed = {each.name for each in call.passed if not each.span.shifted(start).contains(offset)}
        return [
            item(
                "url_value",
                name,
                f"needed by {call.templates[0] if call.templates else 'this template'}",
                around.replace.shifted(start),
                rank=0,
                text=f"{name}=",
            )
            for name in sorted({name for path in rendered(project, call) for name in needed(project, path)} - passed)
        ]
    return []


def in_template(project: Project, path: str, text: str, offset: int) -> list[Completion]:
    """Endpoints and static files in a template's `url_for`, templates in its tags."""
    line = text[max(text.rfind("\n", 0, offset), 0) : offset]
    if match := _IN_TEMPLATE.search(line):
        return endpoints(project, path, offset, Span(offset - len(match["typed"]), offset))
    if match := _STATIC_IN_TEMPLATE.search(line):
        span = Span(offset - len(match["typed"]), offset)
        use = Use(path=path, symbol="static", name="", span=span, call=span, endpoint=match["endpoint"])
        return static_files(project, use, span)
    if match := _TAG_IN_TEMPLATE.search(line):
        return templates(project, path, Span(offset - len(match["typed"]), offset))
    return []


def view_parameters(project: Project, file: PyFile, start: int, around: Cursor, replace: Span) -> list[Completion]:
    """The parameters of the view below a rule that the rule does not have yet, as its variables."""
    if around.string is None:
        return []
    block = file.block_at(start)
    shape, place = file.shapes[block], around.string.start
    written = file.blocks[block][around.string.start : around.string.end]
    used = {match["name"] for match in endpoint.VARIABLE.finditer(written)}
    for scope in shape.scopes[1:]:
        if scope.kind == "function" and scope.span.start <= place < scope.name_span.start:
            return [
                item("url_value", each.name, "parameter of the view", replace, rank=0)
                for each in scope.parameters
                if not each.kind and each.name not in used and each.name not in ("self", "cls")
            ]
    return []


def own_keys(project: Project, file: PyFile, replace: Span) -> list[Completion]:
    """The configuration keys that the project itself sets, and nobody else knows."""
    return [
        item("config_key", key, found[0].value or "", replace, rank=0)
        for key, found in sorted(settings(project, file.path).items())
        if api.config_key(key) is None
    ]


def item(
    kind: str, label: str, detail: str, replace: Span, *, rank: int, text: str | None = None, key: str | None = None
) -> Completion:
    """An entry that puts `text`, or else its label, in the place of `replace`; those of a lower rank come first."""
    return Completion(
        label=label,
        kind=kind,  # type: ignore[arg-type]
        detail=detail,
        text=text or label,
        is_snippet=False,
        replace=replace,
        filter_text=label,
        sort_text=f"{rank}{label}",
        key=f"{kind}:{key or label}",
    )
