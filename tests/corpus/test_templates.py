"""The templates of real applications, as pinned source distributions: the model agrees with Jinja's own tree."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import jinja2
import jinja2.meta
import pytest
from flask_ls.features.diagnostics import findings
from flask_ls.options import Options
from flask_ls.project.snapshot import Project
from flask_ls.symbols.template import loaded
from flask_ls.syntax.template.model import Template
from flask_ls.syntax.template.names import needs
from jinja2 import nodes
from test_corpus import APPLICATIONS, unpacked

# What `{% trans %}` becomes; the model keeps the tag.
_TRANSLATED = {"gettext", "ngettext", "pgettext", "npgettext", "_trans"}
# What is being tried and was found, each read against the source and judged true: a block that no template above has.
JUDGED = {
    "ihatemoney": [
        ("ihatemoney/templates/add_bill.html", "FLK614"),
        ("ihatemoney/templates/edit_member.html", "FLK614"),
    ]
}
# Typed in the middle of a page.
HALF_WRITTEN = ("{{ user.", "{% if x", "{{ url_for('x", "{% block a %}", '{{ f(a, "b }}', "{# ")


def _texts() -> dict[str, str]:
    """The text of every template."""
    found: dict[str, str] = {}
    for key in APPLICATIONS:
        folder = unpacked(*key)
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".html", ".txt", ".xml", ".j2") and "templates" in path.parts:
                found[str(path.relative_to(folder.parent))] = path.read_bytes().decode("utf-8", "replace")
    return found


def _environment(model: Template) -> jinja2.Environment:
    """One that knows all tags of Jinja's own extensions, and whatever filters and tests the template uses."""
    environment = jinja2.Environment(
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.i18n", "jinja2.ext.debug"]
    )
    for _, used in model.filters:
        environment.filters.setdefault(used.name, str)
    for _, test in model.tests:
        environment.tests.setdefault(test.name, bool)
    return environment


@pytest.mark.corpus
def test_agrees_with_jinja() -> None:
    """Blocks, macros, filters, tests, names of templates and names from outside are those of Jinja's tree; what Jinja
    refuses is complained about, and nothing else."""
    valid = 0
    for name, text in _texts().items():
        model = Template(text)
        environment = _environment(model)
        try:
            tree = environment.parse(text)
        except jinja2.TemplateSyntaxError:
            assert model.problem is not None or model.extension_tags, name
            continue
        valid += 1
        assert model.problem is None, name
        assert Counter(each.name for each in tree.find_all(nodes.Block)) == Counter(
            block.name for _, block in model.blocks
        ), name
        assert Counter(
            (each.name, *(argument.name for argument in each.args)) for each in tree.find_all(nodes.Macro)
        ) == Counter((macro.name, *(each.name for each in macro.parameters)) for _, macro in model.macros), name
        assert {each.name for each in tree.find_all(nodes.Filter)} == {each.name for _, each in model.filters}, name
        assert {each.name for each in tree.find_all(nodes.Test)} == {each.name for _, each in model.tests}, name
        chosen = {each.name for each in model.references if each.choice}
        named = {each for each in jinja2.meta.find_referenced_templates(tree) if each is not None}
        assert named - chosen == {each.name for each in model.references} - chosen, name
        read = {each.name for each in tree.find_all(nodes.Name) if each.ctx == "load"}
        outside = jinja2.meta.find_undeclared_variables(tree) & read
        assert outside - _TRANSLATED == {need.name for need in needs(model)} - set(environment.globals) - _TRANSLATED, (
            name
        )
    assert valid > 100


@pytest.mark.corpus
def test_half_written_templates() -> None:
    """Nothing raises on what is cut off or being typed, and nearly all of the rest is still found."""
    chance = random.Random(3)
    wanted = found = 0
    for text in chance.sample(sorted(_texts().values()), 60):
        whole = Template(text)
        borders = sorted({border for place in whole.tags for border in place.span})
        for border in chance.sample(borders, min(len(borders), 12)):
            for typed in (None, *HALF_WRITTEN):
                cut = text[:border] if typed is None else text[:border] + typed + text[border:]
                model = Template(cut)
                needs(model)
                _ = model.problem, model.elements, model.references
                shift = len(cut) - len(text)
                expected = [
                    (place.start if place.span.end <= border else place.start + shift, place.tag)
                    for place in whole.tags
                    if place.span.end <= border or (typed is not None and typed != "{# " and place.start >= border)
                ]
                here = {(place.start, place.tag) for place in model.tags}
                wanted += len(expected)
                found += sum(each in here for each in expected)
    assert found > 0.97 * wanted


@pytest.mark.corpus
@pytest.mark.parametrize("key", APPLICATIONS, ids=lambda key: key[0])
def test_no_false_findings_in_templates(key: tuple[str, str]) -> None:
    """Nothing that is sure is said of these templates; what is being tried was read and found true."""
    from flask_ls.project.files import DiskFiles, find_files

    folder = unpacked(*key)
    source = DiskFiles()
    texts = {path: text for path in find_files(str(folder)) if (text := source.read(path)) is not None}
    project = Project.empty((str(folder),), source).with_files(texts)
    found = [
        (str(Path(path).relative_to(folder)), finding.code)
        for path in loaded(project)
        for finding in findings(project, path, Options(preview=True))
    ]
    assert JUDGED.get(key[0], []) == found
