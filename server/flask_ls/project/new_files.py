"""What a project template would write into a folder, and what is in its way there. Looks at the disk, writes nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from flask_ls.knowledge.project_templates import builtin, fill, must_be_free, render, wrong_answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Texts by their path from the folder, with `/` between its parts.

    Nothing may be written where there is anything in `existing`, the paths of what is there already, or in `wrong`,
    sentences for people.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    existing: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    after: str = ""


def plan(name: str, answers: Mapping[str, str], folder: str) -> Plan:
    """What the template of this id would write with these answers."""
    template = builtin().get(name)
    if template is None:
        near = get_close_matches(name, builtin(), 1)
        hint = f"did you mean `{near[0]}`?" if near else f"there is {', '.join(builtin())}"
        return Plan(wrong=(f"there is no template `{name}`; {hint}",))
    if wrong := wrong_answers(template, answers):
        return Plan(wrong=tuple(wrong))
    files = render(template, answers)
    outside = [path for path in files if not _is_below(folder, path)]
    return Plan(
        files=files,
        existing=tuple(_existing(folder, files)),
        wrong=tuple(f"`{path}` would be outside of {folder}, behind a link" for path in outside),
        after=fill(template, template.after, answers),
    )


def _existing(folder: str, paths: Iterable[str]) -> list[str]:
    """What must not be there and is: files, links that lead nowhere, and files where a folder is needed."""
    found = {path: None for path in must_be_free(paths) if os.path.lexists(Path(folder, path))}
    for path in paths:
        above = list(PurePosixPath(path).parents)[:-1]
        found |= {str(each): None for each in above if os.path.lexists(at := Path(folder, each)) and not at.is_dir()}
    return [*found]


def _is_below(folder: str, path: str) -> bool:
    """Whether a path is in the folder when all links are followed."""
    return Path(folder, path).resolve().is_relative_to(Path(folder).resolve())
