"""Hints behind `url_for(…)`: the rule that it stands for."""

from __future__ import annotations

from flask_ls.features.results import InlayHint
from flask_ls.options import Options
from flask_ls.project.snapshot import Project
from flask_ls.symbols import endpoint
from flask_ls.symbols.endpoint import VARIABLE, Endpoint
from flask_ls.symbols.uses import Use, uses
from flask_ls.text.spans import Span


def inlay_hints(project: Project, path: str, span: Span, options: Options) -> list[InlayHint]:
    """The hints for a stretch of a file."""
    if not options.inlay_hints_enabled:
        return []
    found = []
    for use in uses(project, path):
        if use.symbol != "endpoint" or use.call == use.span or use.call.end < span.start or use.call.start > span.end:
            continue
        target = endpoint.resolve_use(project, use)
        if isinstance(target, Endpoint) and target.certain and (rule := _built(target, use)):
            found.append(InlayHint(offset=use.call.end, label=rule, tooltip=f"The rule of the endpoint {target.name}"))
    return found


def _built(target: Endpoint, use: Use) -> str:
    """The rule that Werkzeug builds: one whose variables are all given, the one with most of them."""
    given = set(use.values)
    fitting = [
        route
        for route in target.routes
        if {each["name"] for each in VARIABLE.finditer(route.rule)} - set(route.defaults) <= given
    ]
    routes = fitting or (list(target.routes) if len(target.routes) == 1 or use.open else [])
    return max((route.rule for route in routes), key=lambda rule: rule.count("<"), default="")
