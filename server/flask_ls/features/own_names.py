"""A file's own names for what snippets need: its application, blueprint, database, form, log-in manager and endpoint."""

from __future__ import annotations

from flask_ls.project.meaning import Known
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve, resolve_name
from flask_ls.project.snapshot import Project
from flask_ls.syntax.shape import MODULE, Binding, Call, Const, Ref, Scope

_TYPES = {
    "flask.Flask": "app",
    "flask.Blueprint": "blueprint",
    "flask_sqlalchemy.SQLAlchemy": "db",
    "flask_login.LoginManager": "login_manager",
}
_FORMS = ("FlaskForm", "Form")
_ROUTES = ("route", "get", "post", "put", "patch", "delete")


def file_names(project: Project, file: PyFile, offset: int) -> dict[str, str]:
    """The file's names for what snippets need, by need: `{"app_or_blueprint": "bp", "db": "db"}`.

    A name of the function around the cursor wins over one of the module, and a later one over an earlier one.
    """
    found: dict[str, str] = {}
    for name, kind in [*_module_names(project, file), *_local_names(project, file, offset)]:
        found[kind] = name
        if kind in ("app", "blueprint"):
            found["app_or_blueprint"] = name
    if form := _form(project, file, offset):
        found["form"] = form
    if endpoint := _endpoint(project, file, offset):
        found["endpoint"] = endpoint
    return found


def _module_names(project: Project, file: PyFile) -> list[tuple[str, str]]:
    found: list[tuple[int, str, str]] = []
    for name, bindings in file.bindings.items():
        block, binding = bindings[-1]
        if _may_be(binding) and (kind := _kind(project, file, block, MODULE, name)):
            found.append((file.starts[block] + binding.span.start, name, kind))
    return [(name, kind) for _, name, kind in sorted(found)]


def _local_names(project: Project, file: PyFile, offset: int) -> list[tuple[str, str]]:
    """Names of the functions around the cursor, outermost first."""
    block, scope = file.scope_at(offset)
    scopes = []
    while scope > MODULE:
        scopes.append(scope)
        scope = file.shapes[block].scopes[scope].parent
    found = []
    for at in reversed(scopes):
        for name, bindings in file.shapes[block].by_scope.get(at, {}).items():
            if any(_may_be(binding) for binding in bindings) and (kind := _kind(project, file, block, at, name)):
                found.append((name, kind))
    return found


def _may_be(binding: Binding) -> bool:
    """Whether a binding can hold an application at all: cheap, before its meaning is looked up."""
    return (
        (binding.kind == "value" and isinstance(binding.value, Call))
        or binding.kind == "from"
        or (binding.kind == "parameter" and binding.value is not None)
    )


def _kind(project: Project, file: PyFile, block: int, scope: int, name: str) -> str | None:
    meaning = resolve_name(project, file, block, scope, name)
    if not isinstance(meaning, Known) or meaning.type is None or meaning.name == "flask.current_app":
        return None
    return _TYPES.get(meaning.type)


def _form(project: Project, file: PyFile, offset: int) -> str:
    """The form of the file that is nearest above an offset, else its first one; empty where there is none."""
    forms = []
    for name, bindings in file.bindings.items():
        block, binding = bindings[-1]
        place = file.starts[block] + binding.span.start
        if binding.kind == "class":
            scope = file.shapes[block].scopes[binding.target]
            if any(isinstance(base, Ref) and base.last in _FORMS for base in scope.bases):
                forms.append((place, name))
        elif binding.kind == "from" and name.endswith("Form") and name not in _FORMS:
            forms.append((place, name))
    above = [found for found in forms if found[0] <= offset]
    return max(above, default=min(forms, default=(0, "")))[1]


def _endpoint(project: Project, file: PyFile, offset: int) -> str:
    """The endpoint of the view whose body an offset is in, or that is nearest above it; empty where there is none.

    Read off the decorator beside it, so that it is known at once.
    """
    for block in range(file.block_at(offset) if file.blocks else -1, -1, -1):
        for scope in file.shapes[block].scopes[1:]:
            if file.starts[block] + scope.span.start <= offset and (found := _endpoint_of(project, file, block, scope)):
                return found
    return ""


def _endpoint_of(project: Project, file: PyFile, block: int, scope: Scope) -> str:
    for decorator in scope.decorators:
        if not isinstance(decorator, Call) or not isinstance(decorator.func, Ref) or decorator.func.last not in _ROUTES:
            continue
        owner = Ref(decorator.func.parts[:-1], decorator.func.span)
        meaning = resolve(project, file, block, scope.parent, owner) if owner.parts else None
        if not isinstance(meaning, Known) or meaning.type not in ("flask.Flask", "flask.Blueprint"):
            continue
        named = decorator.keyword("endpoint")
        given = named.value.value if named is not None and isinstance(named.value, Const) else None
        own = given if isinstance(given, str) else scope.name
        if meaning.type == "flask.Flask":
            return own
        blueprint = _blueprint_name(project, meaning)
        return f"{blueprint}.{own}" if blueprint else ""
    return ""


def _blueprint_name(project: Project, meaning: Known) -> str:
    """The string that a blueprint is named with, where it is made."""
    home = project.python(meaning.site.path) if meaning.site is not None else None
    if home is None or meaning.site is None:
        return ""
    for site in home.shapes[meaning.site.block].calls:
        if site.call.span.start <= meaning.site.span.end and site.call.span.end >= meaning.site.span.start:
            first = site.call.argument(0, "name")
            if isinstance(first, Const) and isinstance(first.value, str):
                return first.value
    return ""
