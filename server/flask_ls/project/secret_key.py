"""Whether an application has a secret key: what uses it, what sets it, and what may set it unseen."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from flask_ls.project.meaning import Known, Unknown
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile, block_shape
from flask_ls.project.resolve import import_target, resolve
from flask_ls.project.snapshot import Project
from flask_ls.syntax.shape import Call, CallSite, Const, Display, Expr, Item, Ref, Store
from flask_ls.text.spans import Span

_NAMES = {"SECRET_KEY", "secret_key"}
_LOADERS = {"from_object", "from_pyfile", "from_envvar", "from_prefixed_env", "from_file", "from_json"}
_FILLERS = {"from_mapping", "update"}
_WRITERS = {"flash", "login_user"}
_SESSION_WRITES = {"clear", "pop", "popitem", "setdefault", "update"}
# Extensions that are handed the application and leave its secret key alone. Any other library's callable may set it.
_HARMLESS = (
    "flask.", "werkzeug.", "flask_admin.", "flask_apscheduler.", "flask_assets.", "flask_babel.", "flask_bcrypt.",
    "flask_bootstrap.", "flask_caching.", "flask_compress.", "flask_cors.", "flask_flatpages.", "flask_jwt_extended.",
    "flask_limiter.", "flask_login.", "flask_mail.", "flask_marshmallow.", "flask_migrate.", "flask_moment.",
    "flask_restful.", "flask_restx.", "flask_smorest.", "flask_sitemap.", "flask_socketio.", "flask_sqlalchemy.",
    "flask_talisman.", "flask_wtf.", "flask_debugtoolbar.",
)  # fmt: skip
_OWN_SESSIONS = ("flask_session", "flask_kvsession", "dynaconf", "flask_appconfig", "flask_environments")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What one block says about secret keys, without knowing what its names mean."""

    sets: bool
    opaque: str
    loads: tuple[tuple[Call, int], ...]
    uses: tuple[tuple[Ref, int, Span, str], ...]  # expression, scope, place, what stands there


@lru_cache(maxsize=200_000)
def block_facts(text: str) -> Facts:
    """The facts of a block's text."""
    shape = block_shape(text)
    sets = any(binding.name in _NAMES and binding.kind in ("value", "other") for binding in shape.bindings)
    opaque = ""
    loads = []
    uses: list[tuple[Ref, int, Span, str]] = []
    for store in shape.stores:
        sets = sets or _sets(store)
        opaque = opaque or _opaque_store(store)
        if isinstance(store.target, Item) and isinstance(store.target.value, Ref):
            uses.append((store.target.value, store.scope, store.span, ""))
    for site in shape.calls:
        call = site.call
        last = call.func.last if isinstance(call.func, Ref) else getattr(call.func, "name", "")
        sets = sets or _names_key(call)
        if last in _LOADERS:
            loads.append((call, site.scope))
        elif last in _FILLERS and _is_config(call.func):
            literal = [
                argument for argument in call.args if isinstance(argument, Display) and None not in argument.keys
            ]
            if call.opaque or len(literal) != len(call.args):
                opaque = opaque or "configuration is filled from a value that is computed at run time"
        if isinstance(call.func, Ref):
            uses += _use(site, call.func)
    for found in shape.imports:
        modules = [found.module or "", *(name for name, _ in found.names)]
        if any(module.partition(".")[0] in _OWN_SESSIONS for module in modules):
            opaque = opaque or "another library keeps sessions or configuration"
    return Facts(sets=sets, opaque=opaque, loads=tuple(loads), uses=tuple(uses))


def _use(site: CallSite, func: Ref) -> Iterator[tuple[Ref, int, Span, str]]:
    if len(func.parts) == 1 or func.last in _WRITERS:
        yield func, site.scope, site.call.span, func.last
    elif len(func.parts) > 1 and func.last in _SESSION_WRITES:
        yield Ref(func.parts[:-1], func.span), site.scope, site.call.span, ""


def _sets(store: Store) -> bool:
    target = store.target
    if isinstance(target, Item):
        return isinstance(target.key, Const) and target.key.value in _NAMES
    return (target.last if isinstance(target, Ref) else target.name) in _NAMES


def _opaque_store(store: Store) -> str:
    target = store.target
    if isinstance(target, Item):
        if _is_config(target.value, whole=True) and not isinstance(target.key, Const):
            return "a configuration key is computed at run time"
        return ""
    last = target.last if isinstance(target, Ref) else target.name
    return f"`{last}` is replaced" if last in ("config", "session_interface", "config_class") else ""


def _names_key(call: Call) -> bool:
    """Whether a call is given the key by keyword, in a dictionary or as its first argument (`setdefault`)."""
    if any(keyword.name in _NAMES for keyword in call.keywords):
        return True
    for argument in call.args:
        if isinstance(argument, Const) and argument.value in _NAMES and not _reads(call):
            return True
        if isinstance(argument, Display) and any(
            isinstance(key, Const) and key.value in _NAMES for key in argument.keys
        ):
            return True
    return False


def _reads(call: Call) -> bool:
    last = call.func.last if isinstance(call.func, Ref) else getattr(call.func, "name", "")
    return last in ("get", "getenv", "environ", "pop")


def _is_config(expr: Expr, *, whole: bool = False) -> bool:
    """Whether an expression is written like a configuration (`app.config`), or a method of one."""
    return isinstance(expr, Ref) and (expr.last if whole else expr.parts[-2:-1] and expr.parts[-2]) == "config"


def first_use(project: Project, file: PyFile) -> tuple[int, Span, str] | None:
    """Block, place and description of the first statement of a file that fails without a secret key."""
    return ask(project, _first, file.path)


def _first(project: Project, path: str) -> tuple[int, Span, str] | None:
    file = project.python(path)
    return next(uses(project, file), None) if file is not None else None


def uses(project: Project, file: PyFile) -> Iterator[tuple[int, Span, str]]:
    """Block, place and description of each statement of a file that fails without a secret key."""
    writers = {name for name, bound in file.bindings.items() if any(b.member in _WRITERS for _, b in bound)} | _WRITERS
    for block, text in enumerate(file.blocks):
        for expr, scope, span, called in block_facts(text).uses:
            if called and expr.last not in writers:
                continue
            meaning = resolve(project, file, block, scope, expr)
            if not isinstance(meaning, Known):
                continue
            if called and meaning.name in ("flask.flash", "flask_login.login_user"):
                yield block, span, f"`{meaning.name.rpartition('.')[2]}()`"
            elif not called and meaning.name == "flask.session":
                yield block, span, "writing to `session`"


def set_or_opaque(project: Project, files: list[PyFile]) -> str:
    """Why nothing can be said against these files of one application: the key is set, or may be; else empty."""
    for look in (_set_in, _handed_on_in):
        for file in files:
            if reason := ask(project, look, file.path):
                return reason
    return ""


def _set_in(project: Project, path: str) -> str:
    file = project.python(path)
    if file is None:
        return ""
    for block, text in enumerate(file.blocks):
        facts = block_facts(text)
        if facts.sets:
            return "the key is set"
        if facts.opaque:
            return facts.opaque
        for call, scope in facts.loads:
            if not _loads_project_code(project, file, block, scope, call):
                return "configuration is loaded from somewhere that cannot be seen"
    return "a file does not parse as it stands" if file.damaged else ""


def _handed_on_in(project: Project, path: str) -> str:
    file = project.python(path)
    return next(_handed_on(project, file), "") if file is not None else ""


def _loads_project_code(project: Project, file: PyFile, block: int, scope: int, call: Call) -> bool:
    """Whether `from_object(…)` is given a class or module of the project, which is then looked at by itself."""
    last = call.func.last if isinstance(call.func, Ref) else ""
    if last != "from_object" or len(call.args) != 1:
        return False
    argument = call.args[0]
    if isinstance(argument, Const) and isinstance(argument.value, str):
        names = argument.value.split(".")
        heads = [".".join(names[:count]) for count in range(len(names), 0, -1)]
        return any(isinstance(import_target(project, file, head), PyFile) for head in heads)
    meaning = resolve(project, file, block, scope, argument)
    return isinstance(meaning, Known) and (meaning.site is not None or project.python(meaning.name) is not None)


def _handed_on(project: Project, file: PyFile) -> Iterator[str]:
    """A reason for each call that hands the application to a library that may set the key."""
    for block, site in file.calls():
        values = [*site.call.args, *(keyword.value for keyword in site.call.keywords)]
        if not any(isinstance(value, Ref) and _is_app(project, file, block, site.scope, value) for value in values):
            continue
        func = site.call.func
        if isinstance(func, Ref) and len(func.parts) == 1 and hasattr(builtins, func.parts[0]):
            continue
        meaning = resolve(project, file, block, site.scope, func)
        if isinstance(meaning, Unknown):
            yield f"the application is handed to something unknown: {meaning.reason}"
        elif (
            meaning.site is None
            and project.python(meaning.name) is None
            and not f"{meaning.name}.".startswith(_HARMLESS)
        ):
            yield f"the application is handed to {meaning.name}"


def _is_app(project: Project, file: PyFile, block: int, scope: int, value: Ref) -> bool:
    meaning = resolve(project, file, block, scope, value)
    return isinstance(meaning, Known) and meaning.type == "flask.Flask"
