"""All fixes at once, over and over until nothing is left to mend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask_ls.features.diagnostics import findings
from flask_ls.options import Options
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding, Fix
from flask_ls.rules.registry import by_code
from flask_ls.text.spans import TextEdit, apply_edits

_ROUNDS = 20  # a fix may bring a finding that another one mends; two that undo each other end here


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """`project` is the snapshot afterwards, `texts` the new text of each changed file, `count` how many fixes were made."""

    project: Project
    texts: dict[str, str]
    count: int


def fix_all(
    project: Project, paths: Iterable[str], options: Options, *, unsafe: bool = False, code: str | None = None
) -> Fixed:
    """Mend the findings in these files: with safe fixes, or with all; those of one rule alone, where a code is given.

    A fix that would rename a file, or one of several that a person has to choose from, is never made.
    """
    if code is not None:
        options = replace(options, select=(code,))  # what other rules say is of no interest
    asked, changed, count = [*paths], dict[str, str](), 0
    for _ in range(_ROUNDS):
        taken: dict[str, list[TextEdit]] = {}
        made = 0
        for path in asked:
            for finding in findings(project, path, options):
                fix = _fix(project, finding, unsafe) if code in (None, finding.code) else None
                if fix is not None and not _collides(fix, taken):
                    made += 1
                    for target, edits in fix.edits.items():
                        taken.setdefault(target, []).extend(edits)
        texts = {path: apply_edits(project.files[path].text, sorted(edits)) for path, edits in taken.items()}
        if not made or all(text == project.files[path].text for path, text in texts.items()):
            break
        project = project.with_files(texts)
        changed |= texts
        count += made
    return Fixed(project=project, texts=changed, count=count)


def _fix(project: Project, finding: Finding, unsafe: bool) -> Fix | None:
    """The one fix of a finding that can be made without asking."""
    make = by_code()[finding.code].fix
    fixes = make(finding, project) if make is not None else []
    if len(fixes) != 1 or fixes[0].renames or not fixes[0].edits or not (fixes[0].safe or unsafe):
        return None
    return fixes[0] if all(path in project.files for path in fixes[0].edits) else None


def _collides(fix: Fix, taken: dict[str, list[TextEdit]]) -> bool:
    """Whether an edit touches one that is made in the same round. Two may add the same thing in the same place once."""
    return any(
        edit.span.start <= other.span.end and other.span.start <= edit.span.end
        for path, edits in fix.edits.items()
        for edit in edits
        for other in taken.get(path, ())
    )
