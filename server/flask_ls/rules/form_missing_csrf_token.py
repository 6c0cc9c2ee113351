"""# form-missing-csrf-token

## What it does
Finds `<form method="post">` without a CSRF token, where the form is a `FlaskForm`, or where `CSRFProtect` guards the
application.

## Why is this bad?
Flask-WTF takes a form without its token for a forged one: `form.validate_on_submit()` is always false, with the error
`The CSRF token is missing.`, and `CSRFProtect` answers with 400. Nothing is said where a macro, a loop over the form, an included
template or a script may bring the token.

## Example
```text
-- app.py --
from flask import Flask, render_template
from flask_wtf import FlaskForm
from wtforms import StringField

app = Flask(__name__)
app.config.from_prefixed_env()


class NameForm(FlaskForm):
    name = StringField()


@app.route("/", methods=["GET", "POST"])
def index():
    form = NameForm()
    if form.validate_on_submit():
        return "saved"
    return render_template("index.html", form=form)
-- templates/index.html --
<form method="post">{{ form.name() }}<button>Go</button></form>
```

## Use instead
```text
-- app.py --
from flask import Flask, render_template
from flask_wtf import FlaskForm
from wtforms import StringField

app = Flask(__name__)
app.config.from_prefixed_env()


class NameForm(FlaskForm):
    name = StringField()


@app.route("/", methods=["GET", "POST"])
def index():
    form = NameForm()
    if form.validate_on_submit():
        return "saved"
    return render_template("index.html", form=form)
-- templates/index.html --
<form method="post">{{ form.hidden_tag() }}{{ form.name() }}<button>Go</button></form>
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import relevant, speaks_of
from flask_ls.project.meaning import Known
from flask_ls.project.memory import ask
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding, Fix, Report, Rule, TemplateFile
from flask_ls.rules.templates import Form, forms, knows_jinja, within
from flask_ls.symbols.template_calls import Render
from flask_ls.symbols.template_contract import ancestors, renders
from flask_ls.syntax.template.nodes import Attribute, Call, Expr, Filter, If, Item, Name, Plain, Print, Set
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK608",
    name="form-missing-csrf-token",
    severity="error",
    summary="A form has no CSRF token",
    docs="https://flask-wtf.readthedocs.io/en/latest/quickstart/",
    words=("<form",),
    fixable=True,
)
_CSRF = re.compile("csrf", re.IGNORECASE)
_GUARD = re.compile(r"\b(?:CSRFProtect|CsrfProtect)\(")
# What lets requests through without a token.
_LETS_THROUGH = re.compile(r"\.exempt\b|\bcsrf\s*=\s*False|\bWTF_CSRF_(?:ENABLED|CHECK_DEFAULT)\b|\bcsrf_enabled\b")
_TOKEN_INPUT = '<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">'
_QUIET = frozenset({"url_for", "_", "gettext", "ngettext", "get_flashed_messages", "range"})


def check(file: TemplateFile) -> Iterator[Report]:
    sent = [form for form in forms(file.model) if form.method == "post" and form.is_plain and _stays_here(form)]
    if not sent or _speaks_of_tokens(file):
        return
    for form in sent:
        if _may_print_token(file, form):
            continue
        name = _flask_form(file, form)
        if (
            not (name or speaks_of(file.project, _GUARD, tests=False))
            or ask(file.project, _lets_through)
            or not knows_jinja(file)
        ):
            continue
        missing = f"`{{{{ {name}.hidden_tag() }}}}`" if name else "an input with `{{ csrf_token() }}`"
        answer = "`validate_on_submit()` is never true" if name else "the answer is `400 Bad Request`"
        yield Report(
            span=form.element.span,
            message=f"The form lacks {missing}: {answer}, `The CSRF token is missing.`",
            data=(f"{{{{ {name}.hidden_tag() }}}}" if name else _TOKEN_INPUT,),
        )


def _stays_here(form: Form) -> bool:
    """Whether the form is sent to the application."""
    action = form.element.attribute("action")
    value = action.value.strip() if action is not None else ""
    return not value or value.startswith(("{{ url_for(", "{{url_for(", "?", "#")) or bool(re.match(r"/(?!/)", value))


def _speaks_of_tokens(file: TemplateFile) -> bool:
    """Whether the page, of which what it extends is a part, has anything to do with tokens, or is not fully known."""
    text = file.model.text
    above, sure = ancestors(file.project, file.path)
    pages = [text, *(found.text for path in above if (found := file.project.text_file(path)) is not None)]
    return any(_CSRF.search(page) for page in pages) or (not sure and "{% extends" not in text)


def _may_print_token(file: TemplateFile, form: Form) -> bool:
    for place in within(file.model, form.inside):
        statement = place.tag.statement
        if not isinstance(statement, Print | If | Set | Plain):
            return True
        if (
            isinstance(statement, Print)
            and isinstance(_inner(statement.value), Name | Call)
            and _may_print(statement.value)
        ):
            return True
        if any(isinstance(part, Attribute) and part.name in ("hidden_tag", "csrf_token") for part in place.tag.parts):
            return True
    return False


def _inner(value: Expr) -> Expr:
    while isinstance(value, Filter) and value.value is not None:
        value = value.value
    return value


def _may_print(value: Expr) -> bool:
    """Whether what is printed may be more than a field: a form as a whole, or what a macro makes of it."""
    value = _inner(value)
    if not isinstance(value, Call):
        return True
    if isinstance(value.func, Name):
        return value.func.name not in _QUIET
    handed = (*value.arguments.args, *(keyword.value for keyword in value.arguments.keywords))
    # A macro of an imported template is handed the form; a field is called with its attributes.
    return any(isinstance(each, Name | Attribute) for each in handed)


def _flask_form(file: TemplateFile, form: Form) -> str:
    """The variable, used in this form, in which every call that renders the template passes a `FlaskForm`."""
    used = {
        part.value.name
        for place in within(file.model, form.inside)
        for part in place.tag.parts
        if isinstance(part, Attribute | Item) and isinstance(part.value, Name)
    }
    calls = renders(file.project, file.path)
    for name in sorted(used):
        if calls and all(_passes_form(file.project, call, name) for call in calls):
            return name
    return ""


def _passes_form(project: Project, call: Render, name: str) -> bool:
    file = project.python(call.path)
    if file is None:
        return False
    for site in file.shapes[call.block].calls:
        keyword = site.call.keyword(name) if site.call.span == call.span else None
        if keyword is not None:
            meaning = resolve(project, file, call.block, site.scope, keyword.value)
            return (
                isinstance(meaning, Known)
                and (meaning.type or "").startswith("flask_wtf.")
                and (meaning.type or "").endswith(".FlaskForm")
            )
    return False


def _lets_through(project: Project) -> bool:
    """Whether some forms need no token; settings for tests do not count."""
    return any(
        ask(project, _lets_through_in, file.path) for file in relevant(project) if not project.tree.is_test(file.path)
    )


def _lets_through_in(project: Project, path: str) -> bool:
    file = project.python(path)
    return file is not None and any(
        _LETS_THROUGH.search(block) is not None and "test" not in block.lower() for block in file.blocks
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Write the token at the beginning of the form."""
    at = finding.span.end
    edit = TextEdit(Span(at, at), finding.data[0])
    return [Fix(title="Add the CSRF token", edits={finding.path: (edit,)}, safe=True)]
