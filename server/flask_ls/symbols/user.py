"""Who is logged in with Flask-Login, behind `current_user`: a class of the project, where it can only be one."""

from __future__ import annotations

from flask_ls.project.components import sources
from flask_ls.project.memory import ask
from flask_ls.project.snapshot import Project
from flask_ls.symbols import model
from flask_ls.symbols.classes import Class
from flask_ls.symbols.values import Value
from flask_ls.syntax.shape import Call, last_name


def user_of(project: Project) -> Value | None:
    """Who is logged in: what the user loader gives, else an instance of the only model that is made for it."""
    found = ask(project, _user)
    return Value(found) if found is not None else None


def _user(project: Project) -> Class | None:
    files = sources(project)
    loaded = {cls for file in files if "user_loader" in file.text for cls in ask(project, _loaded, file.path)}
    if len(loaded) == 1:
        return next(iter(loaded))
    found = [
        each.cls
        for file in files
        if "UserMixin" in file.text
        for each in model.models_of(project, file)
        if any(name.endswith(".UserMixin") for name in each.lineage.libraries)
    ]
    return found[0] if len(found) == 1 else None


def _loaded(project: Project, path: str) -> tuple[Class, ...]:
    """The models that the user loaders of a file give."""
    file = project.python(path)
    if file is None:
        return ()
    found = [
        model.instance(project, file, block, number, value)
        for block, number, scope in file.functions()
        if any(last_name(each.func if isinstance(each, Call) else each) == "user_loader" for each in scope.decorators)
        for at, value in file.shapes[block].returns
        if at == number
    ]
    return tuple(dict.fromkeys(each.cls for each in found if each is not None))
