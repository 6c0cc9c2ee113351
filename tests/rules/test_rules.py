"""Every rule: the cases of its fixture, the example of its docstring, its quick fix, and its page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask_ls.features.code_actions import code_actions
from flask_ls.features.diagnostics import project_findings
from flask_ls.options import Options
from flask_ls.project.files import MemoryFiles
from flask_ls.project.snapshot import Project
from flask_ls.rules.registry import Entry, rules
from flask_ls.text.spans import apply_edits
from marks import ROOT, parse

HERE = Path(__file__).parent
_SECTION = re.compile(r"^## (Valid|Invalid|Known gaps)\n", re.MULTILINE)
_CASE = re.compile(r"^### (?P<name>[^\n]+)\n+```(?:python|text)\n(?P<code>.*?)^```", re.MULTILINE | re.DOTALL)
_FENCE = re.compile(r"```(?:python|text)\n(.*?)```", re.DOTALL)


def _cases() -> list[tuple[str, str, str, str]]:
    """Rule, section, case and code of every fixture."""
    found = []
    for path in sorted(HERE.glob("*.md")):
        pieces = _SECTION.split(path.read_text(encoding="utf-8"))
        for section, content in zip(pieces[1::2], pieces[2::2], strict=True):
            found += [(path.stem, section, match["name"], match["code"]) for match in _CASE.finditer(content)]
    return found


CASES = _cases()
EVERYTHING = Options(preview=True)  # rules that are being tried are tested like the others
IDS = [f"{rule}: {case}" for rule, _, case, _ in CASES]


@pytest.mark.parametrize(("rule", "section", "case", "code"), CASES, ids=IDS)
def test_case(rule: str, section: str, case: str, code: str) -> None:
    """The findings of the rule are those that are marked, no more and no fewer; valid code and known gaps have none."""
    fixture = parse(code)
    found = {
        (finding.path, *finding.span, finding.code)
        for findings in project_findings(fixture.project, EVERYTHING).values()
        for finding in findings
        if finding.name == rule
    }
    marked = {(path, start, end, text.split()[0]) for path, start, end, text in fixture.marks}
    assert marked == found
    assert bool(marked) == (section == "Invalid")


@pytest.mark.parametrize(
    ("rule", "code"),
    [(rule, code) for rule, section, _, code in CASES if section == "Invalid"],
    ids=lambda value: value[:30],
)
def test_fix(rule: str, code: str) -> None:
    """A quick fix leaves code that parses, without the finding and without a new one."""
    fixture = parse(code)
    project = fixture.project
    before = project_findings(project, EVERYTHING)
    count = sum(finding.name == rule for findings in before.values() for finding in findings)
    for path, findings in before.items():
        for finding in findings:
            actions = code_actions(project, path, finding.span, EVERYTHING)
            mending = [a for a in actions if a.finding_code == finding.code and not a.title.startswith("Ignore")]
            for action in mending if finding.name == rule else []:
                after = _applied(project, action)
                assert any(file.damaged for file in project.python_files()) == any(
                    file.damaged for file in after.python_files()
                )
                left = [f for found in project_findings(after, EVERYTHING).values() for f in found]
                assert sum(f.name == rule for f in left) < count
                assert {f.name for f in left} <= {f.name for found in before.values() for f in found}


@pytest.mark.parametrize("entry", rules(), ids=lambda entry: entry.rule.name)
def test_fixable_rules_have_a_case_that_is_mended(entry: Entry) -> None:
    """A rule that says it has a quick fix offers one for some invalid case, and one that says it has none has none."""
    offered = False
    for rule, section, _, code in CASES:
        if rule == entry.rule.name and section == "Invalid":
            project = parse(code).project
            for path, findings in project_findings(project, EVERYTHING).items():
                for finding in findings:
                    actions = code_actions(project, path, finding.span, EVERYTHING)
                    offered |= any(
                        a.finding_code == entry.rule.code and not a.title.startswith("Ignore") for a in actions
                    )
    assert entry.rule.fixable == offered


@pytest.mark.parametrize("entry", rules(), ids=lambda entry: entry.rule.name)
def test_docstring(entry: Entry) -> None:
    """The docstring has the sections of a page; its example has the finding, and what to use instead has none."""
    heads = re.findall(r"^#+ (.*)$", entry.doc, re.MULTILINE)
    assert [entry.rule.name, "What it does", "Why is this bad?", "Example", "Use instead"] == [
        head
        for head in heads
        if not head.endswith(".py") and not head.startswith(("requirements.txt: ", "installed: "))
    ]
    bad, good = _FENCE.findall(entry.doc)[:2]
    assert entry.rule.name in _names(bad)
    assert entry.rule.name not in _names(good)


@pytest.mark.parametrize("entry", rules(), ids=lambda entry: entry.rule.name)
def test_every_rule_has_a_fixture(entry: Entry) -> None:
    """Each rule's fixture has valid and invalid cases."""
    sections = {section for rule, section, _, _ in CASES if rule == entry.rule.name}
    assert {"Valid", "Invalid"} <= sections


def test_codes_and_names_are_unique() -> None:
    """No two rules share a code or a name; codes are FLK and three digits."""
    found = [entry.rule for entry in rules()]
    assert len({rule.code for rule in found}) == len({rule.name for rule in found}) == len(found)
    assert all(re.fullmatch(r"FLK\d{3}", rule.code) for rule in found)


def test_every_prefix_of_every_case_is_survived() -> None:
    """Half-typed code never raises, and no rule speaks of what does not stand there."""
    for _, _, _, code in CASES:
        fixture = parse(code)
        for end in range(0, len(fixture.texts[fixture.path]), 7):
            project = fixture.project.with_files({fixture.path: fixture.texts[fixture.path][:end]})
            for path, findings in project_findings(project, EVERYTHING).items():
                for finding in findings:
                    assert 0 <= finding.span.start <= finding.span.end <= len(project.files[path].text)


def _names(code: str) -> set[str]:
    """The rules that speak of an example, whose files begin with their names in comments, or whose first line says what
    is pinned or installed."""
    if code.startswith("-- "):
        project = parse(code).project
    else:
        first, *named = re.split(r"^# (\S+\.py)\n", code, flags=re.MULTILINE)
        files = {f"{ROOT}/app.py": first} if first else {}
        files |= {f"{ROOT}/{name}": text for name, text in zip(named[::2], named[1::2], strict=True)}
        project = Project.empty((ROOT,), MemoryFiles(_environment(code))).with_files(files)
    return {finding.name for findings in project_findings(project, EVERYTHING).values() for finding in findings}


def _environment(code: str) -> dict[str, str]:
    """The files that an example's first line stands for: `# requirements.txt: …`, or `# installed: …`."""
    pinned = re.match(r"# requirements\.txt: (.*)\n", code)
    installed = re.match(r"# installed: (.*)\n", code)
    texts = {f"{ROOT}/requirements.txt": pinned[1].replace(", ", "\n")} if pinned else {}
    for each in installed[1].split(", ") if installed else ():
        name = each.replace("-", "_").replace("==", "-")
        texts[f"{ROOT}/.venv/lib/python3/site-packages/{name}.dist-info/METADATA"] = ""
        texts[f"{ROOT}/.venv/pyvenv.cfg"] = ""
    return texts


def _applied(project: Project, action: object) -> Project:
    changes: dict[str, str | None] = {
        path: apply_edits(project.files[path].text, list(edits))
        for path, edits in action.edits.items()  # type: ignore[attr-defined]
    }
    changes |= dict(action.creates)  # type: ignore[attr-defined]
    for old, new in action.renames:  # type: ignore[attr-defined]
        changes |= {new: project.files[old].text, old: None}
    return project.with_files(changes)
