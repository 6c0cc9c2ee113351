"""Generates the compiled project templates from `project_templates/*.yaml`."""

from __future__ import annotations

import json
from pathlib import Path

from flask_ls.knowledge.project_templates import ProjectTemplate, as_json, load_yaml

TOP = Path(__file__).resolve().parent.parent.parent
# From the whole application to what is added to one: people are shown them in this order.
ORDER = (
    "app", "factory", "rest-api", "blueprint", "pages", "database", "login", "commands", "tests", "docker",
)  # fmt: skip


def templates() -> list[ProjectTemplate]:
    """Every template; what is wrong with one ends the run."""
    found: dict[str, ProjectTemplate] = {}
    errors: list[str] = []
    for path in sorted((TOP / "project_templates").glob("*.yaml")):
        template, wrong = load_yaml(path.read_text(encoding="utf-8"), f"project_templates/{path.name}")
        errors += map(str, wrong)
        if template is not None:
            found[template.id] = template
            if template.id != path.stem:
                errors.append(f"project_templates/{path.name}: its id is `{template.id}`; name the file after it")
    if not errors and set(found) != set(ORDER):
        errors.append(f"{Path(__file__).name}: ORDER and project_templates/ differ: {sorted(set(found) ^ set(ORDER))}")
    if errors:
        raise SystemExit("\n".join(errors))
    return [found[each] for each in ORDER]


def files() -> dict[Path, str]:
    """The generated file."""
    about = "by server/dev/generate.py from project_templates/*.yaml; do not edit"
    data = {"generated": about, "templates": as_json(templates())}
    return {
        Path("server/flask_ls/knowledge/project_templates.json"): json.dumps(data, ensure_ascii=False, indent=0) + "\n"
    }
