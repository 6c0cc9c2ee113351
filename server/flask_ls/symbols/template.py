"""Templates by the names that `render_template`, `extends` and `include` take."""

from __future__ import annotations

import os
from collections.abc import Iterator

from flask_ls.project.memory import ask
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.symbols.endpoint import applications
from flask_ls.symbols.uses import Use, uses_by_name


def folders(project: Project, path: str) -> list[str]:
    """The template folders that count for a file, in the order in which Flask searches them.

    The application's own comes first, then those of its blueprints in the order of their registration. Where no
    application is known: the folders called `templates` above and beside the file.
    """
    found = route_map(project)
    ordered: dict[str, None] = {}
    mine = applications(project, path)
    for number in mine:
        own = found.applications[number].template_folder
        ordered |= dict.fromkeys([own] if own else [])
    for mount in found.mounts:
        if mount.app in mine and mount.template_folder:
            ordered[mount.template_folder] = None
    return list(ordered) or folders_above(path)


def folders_above(path: str) -> list[str]:
    """The folders called `templates` that a file can have beside or above it, the nearest first."""
    found = []
    folder = os.path.dirname(path)  # noqa: PTH120
    while folder and os.path.dirname(folder) != folder:  # noqa: PTH120
        found.append(os.path.join(folder, "templates"))  # noqa: PTH118
        folder = os.path.dirname(folder)  # noqa: PTH120
    return found


def candidates(project: Project, path: str) -> dict[str, str]:
    """The names of all templates that a file can name, each with the path that Flask would load."""
    found: dict[str, str] = {}
    for folder in folders(project, path):
        for each in project.texts:
            if each.startswith(folder + os.sep):
                found.setdefault(each[len(folder) + 1 :].replace(os.sep, "/"), each)
    return found


def resolve_name(project: Project, path: str, name: str) -> list[str]:
    """The paths of all templates of this name, the one that Flask loads first."""
    parts = [part for part in name.split("/") if part]
    if not parts or ".." in parts:
        return []
    paths = [os.path.join(folder, *parts) for folder in folders(project, path)]  # noqa: PTH118
    return [each for each in paths if each in project.files]


def missing(project: Project, path: str, name: str) -> tuple[str, str] | None:
    """The path and the text of the template that would give a name a meaning; None where it has one, or can have none.

    It is in the first folder that Flask searches, and fills the page that the project's templates are based on.
    """
    searched = folders(project, path)
    if not name.strip("/") or not searched or ".." in name.split("/") or resolve_name(project, path, name):
        return None
    known = candidates(project, path)
    parent = next((each for each in ("base.html", "layout.html") if each in known), "")
    text = f'{{% extends "{parent}" %}}\n\n{{% block content %}}\n{{% endblock %}}\n' if parent else ""
    return os.path.join(searched[0], *filter(None, name.split("/"))), text  # noqa: PTH118


def loaded(project: Project) -> tuple[str, ...]:
    """The paths of all templates in the template folders of the project's applications, those of tests aside."""
    return tuple(path for path in project.texts if is_loaded(project, path))


def is_loaded(project: Project, path: str) -> bool:
    """Whether a file is in a template folder of an application that is no test's."""
    return any(path.startswith(folder) for folder in ask(project, _known_folders))


def _known_folders(project: Project) -> tuple[str, ...]:
    found = route_map(project)
    folders = {
        folder + os.sep
        for number, app in enumerate(found.applications)
        if not app.in_tests
        for folder in (
            app.template_folder,
            *(mount.template_folder for mount in found.mounts if mount.app == number),
        )
        if folder
    }
    return tuple(sorted(folders))


def name_of(project: Project, path: str) -> str:
    """The name under which a template file is loaded; empty where it is in no template folder."""
    for folder in folders(project, path):
        if path.startswith(folder + os.sep):
            return path[len(folder) + 1 :].replace(os.sep, "/")
    return ""


def describe(project: Project, path: str, name: str) -> str:
    """Markdown: the file that is loaded, those that it hides, and where Flask looks."""
    found = resolve_name(project, path, name)
    searched = folders(project, path)
    parts = [f"Template `{name}`"]
    if found:
        parts.append(f"Loaded from `{project.relative(found[0])}`.")
        if len(found) > 1:
            parts.append("It hides " + ", ".join(f"`{project.relative(each)}`" for each in found[1:]) + ".")
    else:
        parts.append("No such file in the template folders.")
    parts.append("Searched: " + ", ".join(f"`{project.relative(folder)}`" for folder in searched) + ".")
    return "\n\n".join(parts)


def occurrences(project: Project, target: str) -> Iterator[Use]:
    """Every use of the template file `target`, in Python and in templates."""
    for use in uses_by_name(project).get(("template", os.path.basename(target)), ()):  # noqa: PTH119
        if resolve_name(project, use.path, use.name)[:1] == [target]:
            yield use
