"""Name resolution: what an expression in a project file means, through imports, aliases, factories and other files."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence

from flask_ls.knowledge import api
from flask_ls.project.meaning import Known, Meaning, Site, Unknown
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.syntax.shape import MODULE, Binding, Call, Choice, Const, Display, Expr, Item, Member, Ref
from flask_ls.text.spans import Span

_DEPTH = 24  # imports of imports, factories that call factories; a circle ends here
# Functions that make a class to derive from, and the name that this class has here.
_CLASS_MAKERS = {
    f"sqlalchemy.{module}.declarative_base": "sqlalchemy.orm.Base" for module in ("orm", "ext.declarative")
}
_STEPS = 3_000  # of one question; names that are bound several times to such names would double with each


class _Steps(threading.local):
    """What is left for the question that this thread answers."""

    left = _STEPS
    of_module = False  # whether what a module's name means is being found out


_steps = _Steps()


def resolve(project: Project, file: PyFile, block: int, scope: int, expr: Expr, depth: int = 0) -> Meaning:
    """What `expr`, which stands in this block and scope of the file, means."""
    if _exhausted(depth):
        return Unknown("the definitions lead in a circle")
    match expr:
        case Ref():
            meaning = resolve_name(project, file, block, scope, expr.parts[0], depth + 1)
            for part in expr.parts[1:]:
                meaning = _attribute(project, meaning, part, depth + 1)
            return meaning
        case Member():
            return _attribute(
                project, resolve(project, file, block, scope, expr.value, depth + 1), expr.name, depth + 1
            )
        case Call():
            return _called(
                project, resolve(project, file, block, scope, expr.func, depth + 1), file, block, expr, depth
            )
        case Choice():
            return _agreed([resolve(project, file, block, scope, option, depth + 1) for option in expr.options])
        case Const():
            return Known(type=f"builtins.{type(expr.value).__name__}")
        case Display():
            return Known(type=f"builtins.{expr.kind}")
        case _:
            return Unknown("an expression that is not followed")


def resolve_name(project: Project, file: PyFile, block: int, scope: int, name: str, depth: int = 0) -> Meaning:
    """What a bare name means in a scope: as Python looks it up, innermost function first, class bodies only from inside."""
    if _exhausted(depth) or block >= len(file.shapes):
        return Unknown("the definitions lead in a circle")
    shape = file.shapes[block]
    at = scope
    while at > MODULE:
        bound = shape.bound(at, name)
        if bound and (at, name) not in shape.globals and (shape.scopes[at].kind == "function" or at == scope):
            return _agreed([_binding(project, file, block, binding, depth + 1) for binding in bound])
        at = shape.scopes[at].parent
    if _steps.of_module or project.python(file.path) is not file:
        return _module_name(project, file, name, depth)
    return ask(project, _of_module, file.path, name)


def _of_module(project: Project, path: str, name: str) -> Meaning:
    """What a name means at a module's level: asked by every function that uses it, so the answer is kept.

    What it leads to is followed without further answers, since it may lead in a circle.
    """
    file = project.python(path)
    if file is None:
        return Unknown("the file is gone")
    left, _steps.left, _steps.of_module = _steps.left, _STEPS, True
    try:
        return _module_name(project, file, name, 1)
    finally:
        _steps.left, _steps.of_module = left, False


def import_target(project: Project, file: PyFile, module: str) -> PyFile | str | None:
    """The project file that `module`, as an import in `file` writes it, is.

    The folder's path where it is a package without `__init__.py`, None where it is no part of the project.
    """
    return _there(project, project.tree.target(os.path.dirname(file.path), module))  # noqa: PTH120


def _there(project: Project, path: str | None) -> PyFile | str | None:
    return None if path is None else project.python(path) or path


def _at(project: Project, folder: str, name: str) -> PyFile | str | None:
    return _there(project, project.tree.below(folder, name))


def _exhausted(depth: int) -> bool:
    """Whether a question has become too deep or too long. One that begins has all steps before it."""
    _steps.left = _STEPS if depth == 0 else _steps.left - 1
    return depth > _DEPTH or _steps.left < 0


def _module_name(project: Project, file: PyFile, name: str, depth: int, starred: set[str] | None = None) -> Meaning:
    """What a name means at a file's module level. `starred`: the files that star imports were followed through."""
    if _exhausted(max(depth, 1)):
        return Unknown("the definitions lead in a circle")
    found = file.bindings.get(name)
    if found:
        return _agreed([_binding(project, file, block, binding, depth + 1) for block, binding in found])
    seen = starred if starred is not None else set[str]()
    seen.add(file.path)
    for module in file.star_modules:
        target = import_target(project, file, module)
        if isinstance(target, PyFile) and target.path not in seen:
            meaning = _module_name(project, target, name, depth + 1, seen)
            if isinstance(meaning, Known):
                return meaning
        elif target is None and (canonical := api.canonical(f"{module}.{name}")):
            return _library(canonical)
    if file.star_modules or file.damaged:
        return Unknown(f"`{name}` may come from a star import or from code that does not parse")
    return Unknown(f"`{name}` is not bound in {os.path.basename(file.path)}")  # noqa: PTH119


def _binding(project: Project, file: PyFile, block: int, binding: Binding, depth: int) -> Meaning:
    """What one binding gives its name."""
    if depth > _DEPTH:
        return Unknown("the definitions lead in a circle")
    match binding.kind:
        case "import":
            return _module(project, file, binding.module)
        case "from":
            return _imported(project, file, binding.module, binding.member, depth)
        case "value" if binding.value is not None:
            return resolve(project, file, block, binding.scope, binding.value, depth + 1)
        case "function" | "class":
            site = Site(path=file.path, block=block, span=binding.span, scope=binding.target)
            return Known(name=f"{file.path}:{binding.name}", site=site)
        case "parameter" if binding.value is not None:
            annotation = resolve(project, file, block, _parent(file, block, binding.scope), binding.value, depth + 1)
            return _instance(project, annotation, None, depth)
    return Unknown(f"`{binding.name}` gets its value at run time")


def _parent(file: PyFile, block: int, scope: int) -> int:
    return max(file.shapes[block].scopes[scope].parent, MODULE)


def _module(project: Project, file: PyFile, module: str) -> Meaning:
    target = import_target(project, file, module)
    if isinstance(target, PyFile) and target is not file:
        return Known(name=target.path, module=True, site=Site(path=target.path, block=0, span=Span(0, 0), scope=0))
    if isinstance(target, str):
        return Known(name=target, module=True)
    return Known(name=module.lstrip("."), module=True)


def _imported(project: Project, file: PyFile, module: str, member: str, depth: int) -> Meaning:
    target = import_target(project, file, module)
    if isinstance(target, PyFile):
        if target is not file:
            meaning = _module_name(project, target, member, depth + 1)
            if isinstance(meaning, Known):
                return meaning
        folder = target.path.removesuffix(f"{os.sep}__init__.py")
        submodule = _at(project, folder, member) if folder != target.path else None
        if isinstance(submodule, PyFile):
            return Known(name=submodule.path, module=True)
        return meaning if target is not file else Unknown("a module that imports itself")
    if isinstance(target, str):
        submodule = _at(project, target, member)
        if submodule is not None:
            return Known(name=submodule.path if isinstance(submodule, PyFile) else submodule, module=True)
        return Unknown(f"{module} has no {member}")
    if module.startswith("."):
        return Unknown(f"{module} was not found in the project")
    return _library(f"{module}.{member}")


def _library(name: str) -> Known:
    """A library's thing by its qualified name, under the name that its documentation uses."""
    entry = api.lookup(name)
    if entry is None:
        return Known(name=api.canonical(name) or name)
    return Known(name=entry.name, type=entry.type, module=entry.kind == "module")


def _attribute(project: Project, meaning: Meaning, name: str, depth: int) -> Meaning:
    if isinstance(meaning, Unknown) or depth > _DEPTH:
        return meaning
    if meaning.module:
        target = project.python(meaning.name)
        if target is not None:
            return _module_name(project, target, name, depth + 1)
        if meaning.name in project.folders:
            submodule = _at(project, meaning.name, name)
            return (
                Known(name=submodule.path, module=True) if isinstance(submodule, PyFile) else Unknown("no such module")
            )
        return _library(f"{meaning.name}.{name}")
    if meaning.type is not None:
        return _library(f"{meaning.type}.{name}")
    if meaning.site is not None:
        return Unknown("an attribute of the project's own class or function")
    return _library(f"{meaning.name}.{name}")


def _called(project: Project, meaning: Meaning, file: PyFile, block: int, call: Call, depth: int) -> Meaning:
    """What a call of `meaning` gives."""
    if isinstance(meaning, Unknown):
        return meaning
    if meaning.name in _CLASS_MAKERS and not call.opaque:
        ready = call.args or call.keyword("cls") or call.keyword("metaclass")
        return Unknown("a class that is made of another") if ready else Known(name=_CLASS_MAKERS[meaning.name])
    site = Site(path=file.path, block=block, span=call.span, scope=MODULE)
    return _instance(project, meaning, site, depth)


def _instance(project: Project, meaning: Meaning, site: Site | None, depth: int) -> Meaning:
    """An instance of a class, or what a function returns. `site` is where it is made."""
    if isinstance(meaning, Unknown):
        return meaning
    if meaning.site is not None and not meaning.module:
        return _project_instance(project, meaning.site, site, depth + 1)
    entry = api.lookup(meaning.name)
    if entry is not None and entry.kind in ("class", "exception"):
        return Known(name=entry.name, type=entry.name, site=site)
    if entry is not None and entry.returns is not None:
        return Known(name=entry.name, type=entry.returns, site=site)
    if meaning.name.rpartition(".")[2][:1].isupper():
        return Known(name=meaning.name, type=meaning.name, site=site)
    return Unknown(f"what {meaning.name or 'this'} gives is not known")


def _project_instance(project: Project, of: Site, site: Site | None, depth: int) -> Meaning:
    file = project.python(of.path)
    if file is None or depth > _DEPTH or of.block >= len(file.shapes):
        return Unknown("the definitions lead in a circle")
    shape = file.shapes[of.block]
    scope = shape.scopes[of.scope]
    if scope.kind == "class":
        for base in library_bases(project, file, of.block, of.scope, depth):
            return Known(name=base, type=base, site=site)
        return Unknown(f"{scope.name} derives from no class that is known")
    returned = [
        resolve(project, file, of.block, of.scope, value, depth + 1) for at, value in shape.returns if at == of.scope
    ]
    return _agreed(returned) if returned else Unknown(f"{scope.name} returns nothing that is known")


def library_bases(project: Project, file: PyFile, block: int, scope: int, depth: int = 0) -> list[str]:
    """The qualified names of the libraries' classes that a class of the project derives from, nearest first."""
    found: list[str] = []
    if _exhausted(depth):
        return found
    opened = file.shapes[block].scopes[scope]
    for base in opened.bases:
        meaning = resolve(
            project, file, block, opened.parent, base.value if isinstance(base, Item) else base, depth + 1
        )
        if isinstance(meaning, Unknown):
            continue
        if meaning.site is None:
            found.append(meaning.name)
        elif (other := project.python(meaning.site.path)) is not None:
            found += library_bases(project, other, meaning.site.block, meaning.site.scope, depth + 1)
    return found


def _agreed(meanings: Sequence[Meaning]) -> Meaning:
    """The one meaning that several bindings agree on.

    A `None` that is filled in later does not speak against it; a value that is not known, or another one, does.
    """
    said = [meaning for meaning in meanings if not (isinstance(meaning, Known) and meaning.type == "builtins.NoneType")]
    if not said:
        return meanings[0] if meanings else Unknown("nothing is bound")
    first = said[0]
    for other in said:
        if isinstance(other, Unknown):
            return other
        if isinstance(first, Known) and (other.name, other.type, other.module) != (
            first.name,
            first.type,
            first.module,
        ):
            return Unknown("the name is bound to different things")
    return first
