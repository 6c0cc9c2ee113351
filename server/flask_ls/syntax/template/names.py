"""The variables that a template needs from outside, by Jinja's own rules of scope.

As Jinja's compiler has it: every block, macro, loop, `with`, `call`, `filter` and block form of `set` has names of its own;
a block sees nothing of what is bound around it; a name that is bound in only one branch of an `if` may still come from outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from flask_ls.syntax.template.model import Branch, Placed, Section, Template
from flask_ls.syntax.template.nodes import (
    Autoescape,
    Block,
    CallBlock,
    FilterBlock,
    For,
    If,
    Macro,
    Name,
    Print,
    Set,
    Trans,
    With,
)
from flask_ls.text.spans import Span

_OWN_SCOPE = (For, Macro, CallBlock, FilterBlock, Set, With, Autoescape)
_IN_MACROS = frozenset({"caller", "kwargs", "varargs"})


class Need(NamedTuple):
    """A read of a variable that nothing around it binds. `maybe`: it is bound on some ways to this place."""

    name: str
    span: Span
    maybe: bool


class Variable(NamedTuple):
    """A name of one scope: where it is given a value, and where it is read. `mixed`: some reads may come from outside.

    `top`: it is bound outside of all scopes, so that blocks and templates that are included may read it.
    """

    name: str
    bindings: tuple[Span, ...]
    reads: tuple[Span, ...]
    mixed: bool
    top: bool

    @property
    def spans(self) -> tuple[Span, ...]:
        return tuple(sorted({*self.bindings, *self.reads}))


def variables(template: Template) -> tuple[Variable, ...]:
    """The names that the template itself gives a value, each once in a scope."""
    found: dict[Span, Variable] = {}
    frames = _frames(template)
    outer = {span: name for frame in frames for name, span, _ in frame.needed()}
    for frame in frames:
        for name in dict.fromkeys(name for name, _ in frame.bound if name):
            bindings = {span for each, span in frame.bound if each == name}
            outside = {span for each, span in frame.reads if each == name} if frame.known.get(name) else set()
            reads = outside | {span for each, span in frame.used if each == name}
            first = min(bindings)
            mixed = bool(outside)
            if frame.is_top:
                # A block is a scope by itself, but is given what was bound outside of all scopes before it.
                handed = {span for span, each in outer.items() if each == name}
                mixed = bool(frame.known.get(name)) or any(span < first for span in handed)
                reads |= handed
            # What a loop binds is known in its condition and in its body, each with a scope of its own.
            if (other := found.get(first)) is not None:
                bindings, reads = bindings | {*other.bindings}, reads | {*other.reads}
                mixed = mixed or other.mixed
            found[first] = Variable(name, tuple(sorted(bindings)), tuple(sorted(reads)), mixed, frame.is_top)
    return tuple(found.values())


def needs(template: Template) -> tuple[Need, ...]:
    """Every read of a name that comes from outside of the template, in order."""
    return tuple(sorted(_needs(template), key=lambda need: need.span))


def bound(template: Template) -> frozenset[str]:
    """Every name that the template gives a value, in whatever scope."""
    return frozenset(name.name for place in template.tags for name in (*place.tag.binds, *place.tag.opens) if name.name)


def _needs(template: Template) -> Iterator[Need]:
    for frame in _frames(template):
        yield from frame.needed()


def _frames(template: Template) -> list[_Frame]:
    """Every scope, walked through."""
    found: list[_Frame] = []
    pending = [_Frame(None, template.tree, special=frozenset({"self"}), is_top=True)]
    while pending:
        frame = pending.pop()
        frame.walk()
        pending += frame.inner
        found.append(frame)
    return found


class _Frame:
    """The names of one scope. `reads`: of each name that is looked up here, where it is read."""

    def __init__(
        self,
        parent: _Frame | None,
        body: tuple[Branch, ...],
        *,
        names: Iterable[tuple[str, Span]] = (),
        loads: tuple[tuple[Placed, tuple[Name, ...]], ...] = (),
        special: frozenset[str] = frozenset(),
        is_top: bool = False,
    ) -> None:
        self.parent = parent
        self.is_top = is_top
        self.body = body
        self.bound = list(names)  # each name with where it is given a value
        self.used: list[tuple[str, Span]] = []  # reads of what is bound here, in inner scopes too
        self.known: dict[str, bool] = dict.fromkeys(
            [name for name, _ in self.bound], False
        )  # to whether it comes from outside
        self.stores: set[str] = set(self.known)
        self.reads: list[tuple[str, Span]] = []
        self.inner: list[_Frame] = []
        self.special = special
        self._loads = loads

    def walk(self) -> None:
        for place, names in self._loads:
            self._load(place, names)
        self._body(self.body)

    def needed(self) -> Iterator[Need]:
        for name, span in self.reads:
            if self.known.get(name):
                yield Need(name, span, name in self.stores)
        # What inner scopes read of this one was put here by them, after this was walked through.

    def _owner(self, name: str) -> _Frame | None:
        frame: _Frame | None = self
        while frame is not None and name not in frame.known and name not in frame.special:
            frame = frame.parent
        return frame

    def _load(self, place: Placed, names: Iterable[Name]) -> None:
        for name in names:
            owner = self._owner(name.name)
            if owner is None:
                self.known[name.name] = True
                owner = self
            if owner is self:
                self.reads.append((name.name, place.at(name.span)))
                if self.known.get(name.name) is False:
                    self.used.append((name.name, place.at(name.span)))
            elif owner.known.get(name.name):
                self.reads.append((name.name, place.at(name.span)))
                self.known[name.name] = True
                if name.name in owner.stores:
                    self.stores.add(name.name)
                    owner.used.append((name.name, place.at(name.span)))
            elif name.name not in owner.special:
                owner.used.append((name.name, place.at(name.span)))

    def _store(self, place: Placed, names: Iterable[Name]) -> None:
        for name in names:
            self.bound.append((name.name, place.at(name.span)))
            self.stores.add(name.name)
            self.known.setdefault(name.name, False)

    def _body(self, body: tuple[Branch, ...]) -> None:
        for branch in body:
            self._branch(branch)

    def _branch(self, branch: Branch) -> None:
        place = branch.place
        tag = place.tag
        statement = tag.statement
        match statement:
            case Block():
                self.inner.append(_Frame(None, _all(branch.sections), special=frozenset({"self", "super"})))
            case If() if branch.sections:
                self._if(branch.sections)
            case For():
                self._for(branch)
            case Trans():
                self._load(place, tag.loads)
                self._translated(branch)
            case Macro() | CallBlock():
                self._load(place, tag.loads)
                self._store(place, tag.binds)
                loads = ((place, tag.inner_loads),)
                names = [(name.name, place.at(name.span)) for name in tag.opens]
                self._open(_all(branch.sections), names, loads, _IN_MACROS)
            case Autoescape():
                self._open(_all(branch.sections), (), ((place, tag.loads),))
            case _:
                self._load(place, tag.loads)
                self._store(place, tag.binds)
                if branch.sections and isinstance(statement, _OWN_SCOPE):
                    self._open(_all(branch.sections), [(name.name, place.at(name.span)) for name in tag.opens])
                else:
                    for section in branch.sections:
                        self._body(section.body)

    def _open(
        self,
        body: tuple[Branch, ...],
        names: Iterable[tuple[str, Span]],
        loads: tuple[tuple[Placed, tuple[Name, ...]], ...] = (),
        special: frozenset[str] = frozenset(),
    ) -> None:
        self.inner.append(_Frame(self, body, names=names, loads=loads, special=special))

    def _for(self, branch: Branch) -> None:
        place, tag = branch.place, branch.place.tag
        self._load(place, tag.loads)
        names = [(name.name, place.at(name.span)) for name in tag.opens]
        if tag.inner_loads:
            self._open((), names, ((place, tag.inner_loads),))
        if branch.sections:
            self._open(branch.sections[0].body, names, (), frozenset({"loop"}))
            for otherwise in branch.sections[1:]:
                self._open(otherwise.body, ())

    def _if(self, sections: tuple[Section, ...]) -> None:
        """What a branch binds is bound on some ways only, even where all of them do it: Jinja looks outside too."""
        known, stores = self.known, self.stores
        ways: list[tuple[dict[str, bool], set[str]]] = []
        for section in sections:
            self.known, self.stores = dict(known), set(stores)
            self._load(section.head, section.head.tag.loads)
            self._body(section.body)
            ways.append((self.known, self.stores))
        new = {name for _, stored in ways for name in stored} - stores
        for each, _ in ways:
            known.update(each)
        stores |= new
        for name in new:
            outer = self.parent._owner(name) if self.parent is not None else None
            known[name] = name not in self.special and (outer is None or bool(outer.known.get(name)))
        self.known, self.stores = known, stores

    def _translated(self, branch: Branch) -> None:
        place, statement = branch.place, branch.place.tag.statement
        given = statement.variables if isinstance(statement, Trans) else ()
        own = _Frame(self, (), names=[(name.name, place.at(name.span)) for name, value in given if value is not None])
        named = {name.name for name in place.tag.opens}
        for section in branch.sections:
            for inner in section.body:
                if isinstance(inner.place.tag.statement, Print):
                    loads = inner.place.tag.loads
                    self._load(inner.place, [name for name in loads if name.name not in named])
                    own.used += [(name.name, inner.place.at(name.span)) for name in loads if name.name in own.known]
        self.inner.append(own)


def _all(sections: tuple[Section, ...]) -> tuple[Branch, ...]:
    return tuple(branch for section in sections for branch in section.body) if len(sections) != 1 else sections[0].body
