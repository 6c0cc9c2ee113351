"""Blueprints by the string that names them: `Blueprint("users", …)`, and where they are registered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_ls.project.meaning import Site
from flask_ls.project.routes import BlueprintMount
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.symbols.endpoint import applications, span_of, where
from flask_ls.symbols.uses import Use, uses_by_name
from flask_ls.text.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Blueprint:
    """A blueprint at the string that names it. `mounts` are its registrations, by application and prefix."""

    name: str
    span: Span
    mounts: tuple[BlueprintMount, ...]

    @property
    def registered(self) -> list[Site]:
        """The calls that register it, each once."""
        return list(dict.fromkeys(mount.registered for mount in self.mounts if mount.registered is not None))


def at(project: Project, path: str, offset: int) -> Blueprint | None:
    """The blueprint whose name, where it is made, an offset touches."""
    mounts = [
        mount
        for mount in route_map(project).mounts
        if mount.name_text is not None
        and mount.name_text.path == path
        and (span := span_of(project, mount.name_text)) is not None
        and span.contains(offset)
    ]
    site = mounts[0].name_text if mounts else None
    span = span_of(project, site) if site is not None else None
    file = project.python(path)
    if span is None or file is None:
        return None
    inner = Span(span.start + 1, span.end - 1)
    return Blueprint(name=file.text[inner.start : inner.end], span=inner, mounts=tuple(mounts))


def occurrences(project: Project, found: Blueprint) -> Iterator[Use]:
    """Every endpoint of the blueprint that is named with the blueprint's name, in Python and in templates."""
    for (symbol, _), uses in uses_by_name(project).items():
        for use in uses if symbol == "endpoint" else ():
            for mount in found.mounts:
                if use.name.startswith(f"{mount.name}.") and mount.app in applications(project, use.path):
                    yield use
                    break


def describe(project: Project, found: Blueprint) -> str:
    """Markdown: every registration with its name, whole prefix, number of routes and place."""
    routes = route_map(project).routes
    lines = []
    for mount in found.mounts:
        count = sum(route.app == mount.app and route.endpoint.rpartition(".")[0] == mount.name for route in routes)
        uncertain = "" if mount.certain else f"; not certain: {mount.reason}"
        lines.append(
            f"* `{mount.name}` under `{mount.prefix or '/'}`: {count} route{'' if count == 1 else 's'}, "
            f"registered in {where(project, mount.registered)}{uncertain}"
        )
    return f"Blueprint `{found.name}`\n\n" + "\n".join(lines)
