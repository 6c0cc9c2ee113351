"""# unsafe-upload-filename

## What it does
Finds uploads that are saved under the name that the browser sent: `file.save(os.path.join(folder, file.filename))`.

## Why is this bad?
Whoever uploads chooses the name, and may choose `../../app.py`: the file is written outside of the folder, over
whatever is there. `secure_filename()` leaves nothing of the name but a file's name.

## Example
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/upload", methods=["POST"])
def upload():
    file = request.files["file"]
    file.save(f"uploads/{file.filename}")
    return "Uploaded"
```

## Use instead
```python
import os

from flask import Flask, request
from werkzeug.utils import secure_filename

app = Flask(__name__)


@app.route("/upload", methods=["POST"])
def upload():
    file = request.files["file"]
    file.save(os.path.join("uploads", secure_filename(file.filename)))
    return "Uploaded"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.imports import import_edits
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.syntax.shape import Call, Const, Expr, For, Item, Joined, Member, Operation, Ref
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK208",
    name="unsafe-upload-filename",
    severity="error",
    summary="An upload is saved under the name that the browser sent",
    docs="https://flask.palletsprojects.com/en/stable/patterns/fileuploads/",
    words=(".save(",),
    fixable=True,
)
_CLEANED = re.compile(
    r"secure_?filename|safe_?join|basename|safe_?path|safe_?name|resolve\(|commonpath|saniti[sz]e|slugify"
)
_PATHS = {"os.path.join", "posixpath.join", "pathlib.Path", "pathlib.PurePath", "os.path.abspath", "os.path.normpath"}


def check(function: Function, context: Context) -> Iterator[Report]:
    scope = function.scope
    shape = context.file.shapes[function.block]
    text = context.file.blocks[function.block][scope.span.start : scope.span.end]
    if ".save(" not in text or "filename" not in text or _CLEANED.search(text) or shape.damaged:
        return
    if any(isinstance(store.target, Ref) and store.target.last == "filename" for store in shape.stores):
        return
    for call in inside(shape.bodies[function.number]):
        if not isinstance(call, Call) or not isinstance(call.func, Ref) or call.func.last != "save" or not call.args:
            continue
        upload = call.func.parts[:-1]
        if not _is_upload(upload, function, context):
            continue
        whole = _with_name(call.args[0], upload, function, context)
        if whole is None:
            continue
        name = ".".join((*upload, "filename"))
        yield Report(
            span=call.args[0].span,
            message=f"`{name}` is the name that the browser sent. With `../` in it, `{'.'.join(upload)}.save()` writes "
            "over files outside of the folder. Use `secure_filename()`.",
            data=(name, str(whole.span.start), str(whole.span.end), str(function.block)),
        )


def _is_upload(parts: tuple[str, ...], function: Function, context: Context) -> bool:
    """Whether a name means a file of the request, by the one thing that it is bound to; or a form's field."""
    if len(parts) > 2 and parts[-1] == "data":
        return True
    if len(parts) != 1:
        return False
    shape = context.file.shapes[function.block]
    bound = shape.bound(function.number, parts[0])
    if len(bound) != 1:
        return False
    value = bound[0].value
    if value is None:
        loops = (each for each in inside(shape.bodies[function.number]) if isinstance(each, For))
        value = next(
            (loop.iterable for loop in loops if isinstance(loop.target, Ref) and loop.target.parts == parts), None
        )
    if isinstance(value, Ref):
        return len(value.parts) > 2 and value.last == "data"
    if isinstance(value, Item):
        return _is_files(value.value, function, context)
    if isinstance(value, Call) and isinstance(value.func, Ref) and value.func.last in ("get", "getlist", "values"):
        return _is_files(Ref(value.func.parts[:-1], value.span), function, context)
    return False


def _is_files(expr: Expr, function: Function, context: Context) -> bool:
    return context.name_of(expr, function.number) == "flask.Request.files"


def _with_name(expr: Expr, upload: tuple[str, ...], function: Function, context: Context) -> Expr | None:
    """The expression in which the sent name becomes a part of a path, as it is; None where it does not."""
    match expr:
        case Ref(parts=parts) if parts == (*upload, "filename"):
            return expr
        case Ref(parts=(name,)):
            bound = context.file.shapes[function.block].bound(function.number, name)
            value = bound[0].value if len(bound) == 1 and bound[0].kind == "value" else None
            return _with_name(value, upload, function, context) if value is not None else None
        case Joined(parts=joined):
            parts_of = joined
        case Operation(operator="+" | "%" | "/", operands=operands):
            parts_of = operands
        case Call(func=Member(value=Const(), name="format")):
            parts_of = expr.args
        case Call() if context.name_of(expr.func, function.number) in _PATHS or _is_text(expr.func):
            parts_of = expr.args
        case _:
            return None
    found = next((part for each in parts_of if (part := _with_name(each, upload, function, context)) is not None), None)
    # Where a part of an f-string stands is not known to every Python.
    return expr if found is not None and isinstance(expr, Joined) else found


def _is_text(func: Expr) -> bool:
    return isinstance(func, Ref) and func.parts == ("str",)


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Leave nothing of the name but a file's name."""
    file = project.python(finding.path)
    if file is None or len(finding.data) != 4:
        return []
    name = finding.data[0]
    start, end, block = (int(number) for number in finding.data[1:])
    at = file.absolute(block, Span(start, end))
    written = list(re.finditer(rf"(?<![\w.]){re.escape(name)}\b", file.text[at.start : at.end]))
    if len(written) != 1:
        return []
    place = Span(at.start + written[0].start(), at.start + written[0].end())
    edits = (
        *import_edits(file, ["from werkzeug.utils import secure_filename"]),
        TextEdit(place, f"secure_filename({name})"),
    )
    return [Fix(title="Use `secure_filename()`", edits={file.path: edits})]
