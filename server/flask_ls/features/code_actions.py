"""What a person may do about a finding: mend it, or silence it."""

from __future__ import annotations

from flask_ls.features.diagnostics import findings
from flask_ls.features.fixing import Fixed, fix_all
from flask_ls.features.results import CodeAction
from flask_ls.features.silencing import silencing
from flask_ls.features.template_actions import end_tag
from flask_ls.options import Options
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project, TextFile
from flask_ls.rules.registry import by_code
from flask_ls.symbols import template
from flask_ls.symbols.uses import use_at
from flask_ls.text.spans import Span, TextEdit

FIX_ALL = "source.fixAll.flask-ls"


def code_actions(project: Project, path: str, span: Span, options: Options) -> list[CodeAction]:
    """The actions for the findings that touch `span`, the mending ones first; a template that is missing is made."""
    file = project.python(path) or project.text_file(path)
    if file is None:
        return []
    here = [
        found
        for found in findings(project, path, options)
        if found.span.start <= span.end and span.start <= found.span.end
    ]
    actions: list[CodeAction] = []
    for finding in here:
        fix = by_code()[finding.code].fix
        fixes = fix(finding, project) if fix is not None else []
        actions += [
            CodeAction(
                title=found.title,
                kind="quickfix",
                finding_code=finding.code,
                finding_span=finding.span,
                edits=found.edits,
                renames=found.renames,
                creates=found.creates,
                preferred=len(fixes) == 1,
            )
            for found in fixes
        ]
    actions += end_tag(project, path, span)
    if not any(action.creates for action in actions):
        actions += _missing_template(project, path, span)
    actions += [
        action
        for code in dict.fromkeys(each.code for each in here)
        for action in _everywhere(project, file, code, options)
    ]
    return actions + [action for finding in here for action in silencing(project, file, finding)]


def fix_all_actions(project: Project, path: str, options: Options) -> list[CodeAction]:
    """Mend all that can be mended safely in a file, for an editor that does so when it saves."""
    fixed = fix_all(project, [path], options)
    return [_whole(project, fixed, "Mend all that is safe to mend", FIX_ALL)] if fixed.texts else []


def _everywhere(project: Project, file: PyFile | TextFile, code: str, options: Options) -> list[CodeAction]:
    """Mend every finding of a rule in a file, where there are several."""
    found = [each for each in findings(project, file.path, options) if each.code == code]
    if len(found) < 2 or not found[0].fixable:
        return []
    fixed = fix_all(project, [file.path], options, unsafe=True, code=code)
    title = f"Fix all {code} ({found[0].name}) in this file"
    return [_whole(project, fixed, title, "quickfix")] if fixed.count > 1 else []


def _whole(project: Project, fixed: Fixed, title: str, kind: str) -> CodeAction:
    edits = {path: (_difference(project.files[path].text, text),) for path, text in fixed.texts.items()}
    return CodeAction(title=title, kind=kind, finding_code=None, finding_span=None, edits=edits)


def _difference(before: str, after: str) -> TextEdit:
    """One edit from a text to another, without what both begin and end with."""
    shorter = min(len(before), len(after))
    start = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    most = shorter - start
    end = next((size for size in range(most) if before[-1 - size] != after[-1 - size]), most)
    return TextEdit(Span(start, len(before) - end), after[start : len(after) - end])


def _missing_template(project: Project, path: str, span: Span) -> list[CodeAction]:
    """Make the template that is named at `span` and is in no template folder."""
    use = use_at(project, path, span.start)
    created = template.missing(project, path, use.name) if use is not None and use.symbol == "template" else None
    if use is None or created is None:
        return []
    return [
        CodeAction(
            title=f"Create the template {use.name}",
            kind="quickfix",
            finding_code=None,
            finding_span=None,
            edits={},
            creates=(created,),
        )
    ]
