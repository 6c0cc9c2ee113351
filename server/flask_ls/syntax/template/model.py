"""A whole template: its tags with their places, how they stand in each other, and the first thing that Jinja refuses.

A tag is read once for its text, wherever it stands; so a keystroke costs the tag that it is in, and finding all tags
again. Everything else is made when it is asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import NamedTuple, TypeVar

from flask_ls.syntax.template.delimiters import USUAL, Delimiters, usual
from flask_ls.syntax.template.elements import Element, elements
from flask_ls.syntax.template.nodes import (
    Block,
    Expr,
    Extends,
    Filter,
    FromImport,
    Import,
    Include,
    Macro,
    Problem,
    Set,
    Statement,
    Tag,
    Test,
    Unknown,
)
from flask_ls.syntax.template.scan import lined_tags
from flask_ls.syntax.template.scan import tags as scan
from flask_ls.syntax.template.statements import ENDS, line, tag
from flask_ls.text.spans import Span

S = TypeVar("S")
E = TypeVar("E", bound=Expr)
# Tags that Jinja knows only where an extension of its own is switched on.
EXTENSION_TAGS = frozenset({"do", "break", "continue", "debug", "trans"})
REFERRING = ("extends", "include", "import")  # words of the tags that may name a template
REFERRING_STATEMENTS = (Extends, Include, Import, FromImport)
# What may stand in the place of a tag's end, in Jinja's order.
_BRANCHES: dict[str, tuple[str, ...]] = {
    "if": ("elif", "else", "endif"),
    "elif": ("elif", "else", "endif"),
    "for": ("endfor", "else"),
    "trans": ("pluralize", "endtrans"),
}
_INNER = frozenset({"elif", "else", "pluralize"})
_START = attrgetter("start")


class Placed(NamedTuple):
    """A tag and where it begins."""

    start: int
    tag: Tag

    @property
    def span(self) -> Span:
        return Span(self.start, self.start + self.tag.length)

    def at(self, span: Span) -> Span:
        """A span of the tag as one of the template."""
        return span.shifted(self.start)


class Section(NamedTuple):
    """What stands behind a tag that opens or divides something (`if`, `elif`, `else`), up to the next of its tags."""

    head: Placed
    body: tuple[Branch, ...]


class Branch(NamedTuple):
    """A tag with all that it encloses. Without `sections` it encloses nothing; without an `end` it is not closed."""

    place: Placed
    sections: tuple[Section, ...] = ()
    end: Placed | None = None


class Reference(NamedTuple):
    """A template that a tag names; several, where a list is tried in its order. `span` is the content of the string.

    `choice`: others may be taken instead, since the name is one of several or depends on a condition.
    """

    place: Placed
    name: str
    span: Span
    choice: bool


class Template:
    """The model of one text. Immutable. Spans are code points of the text, which has Jinja's usual delimiters here."""

    def __init__(self, text: str, delimiters: Delimiters = USUAL) -> None:
        self.text = usual(text, delimiters) if delimiters != USUAL else text
        self.delimiters = delimiters

    @cached_property
    def tags(self) -> tuple[Placed, ...]:
        """Every tag and comment, in order."""
        text = self.text
        if self.delimiters.lines is not None:
            return tuple([Placed(start, self._tag(text[start:end])) for start, end in self._spans()])
        return tuple([Placed(start, tag(text[start:end])) for start, end in scan(text)])

    def _spans(self) -> Iterator[tuple[int, int]]:
        lines = self.delimiters.lines
        return scan(self.text) if lines is None else lined_tags(self.text, lines)

    def _tag(self, text: str) -> Tag:
        return tag(text) if text[:2] in ("{{", "{%", "{#") else line(text, self.delimiters)

    def containing(self, *words: str) -> Iterator[Placed]:
        """The tags in whose text one of these words stands; others are not read, where that was not done already."""
        text = self.text
        offsets = iter(sorted((found, found + len(word)) for word in words for found in _offsets(text, word)))
        first, last = next(offsets, (-1, -1))
        if first < 0:
            return
        if "tags" in self.__dict__:
            before = -1
            while first >= 0:
                at = bisect_right(self.tags, first, key=_START) - 1
                if at > before and last <= self.tags[at].span.end:
                    before = at
                    yield self.tags[at]
                first, last = next(offsets, (-1, -1))
            return
        for start, end in self._spans():
            while 0 <= first < start:
                first, last = next(offsets, (-1, -1))
            if first < 0:
                return
            if last <= end:
                yield Placed(start, self._tag(text[start:end]))

    @cached_property
    def tree(self) -> tuple[Branch, ...]:
        return self._built[0]

    @property
    def problem(self) -> Problem | None:
        """The first thing that Jinja refuses, extensions that are not its own aside."""
        return self._built[1]

    @cached_property
    def extension_tags(self) -> tuple[Placed, ...]:
        """The tags that Jinja knows only with an extension: one of its own, or one that is not known here."""
        return tuple(
            place
            for place in self.tags
            if place.tag.keyword in EXTENSION_TAGS or (place.tag.keyword and type(place.tag.statement) is Unknown)
        )

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """The HTML tags with their attributes."""
        return elements(self.text, [place.span for place in self.tags])

    def statements(self, kind: type[S]) -> Iterator[tuple[Placed, S]]:
        """The tags that say something of this kind."""
        for place in self.tags:
            if type(place.tag.statement) is kind:
                yield place, place.tag.statement

    def parts(self, kind: type[E]) -> Iterator[tuple[Placed, E]]:
        """The expressions of this kind, with the tags that they are in."""
        for place in self.tags:
            for part in place.tag.parts:
                if type(part) is kind:
                    yield place, part

    @property
    def blocks(self) -> Iterator[tuple[Placed, Block]]:
        return self.statements(Block)

    @property
    def macros(self) -> Iterator[tuple[Placed, Macro]]:
        return self.statements(Macro)

    @property
    def filters(self) -> Iterator[tuple[Placed, Filter]]:
        return self.parts(Filter)

    @property
    def tests(self) -> Iterator[tuple[Placed, Test]]:
        return self.parts(Test)

    @cached_property
    def extends(self) -> tuple[Placed, Extends] | None:
        """The tag that names the parent, the last of several."""
        found = [*self.statements(Extends)]
        return found[-1] if found else None

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """The names of templates in `extends`, `include`, `import` and `from`, where they are written out."""
        return tuple(reference for place in self.containing(*REFERRING) for reference in self.references_of(place))

    def references_of(self, place: Placed) -> Iterator[Reference]:
        """Those of one tag, in the order of trying."""
        if isinstance(place.tag.statement, REFERRING_STATEMENTS):
            yield from _references(self.text, place, place.tag.statement.template)

    def tag_at(self, offset: int) -> Placed | None:
        """The tag whose inside an offset is in, or touches."""
        low, high = 0, len(self.tags)
        while low < high:
            middle = (low + high) // 2
            if self.tags[middle].start < offset:
                low = middle + 1
            else:
                high = middle
        found = self.tags[low - 1] if low else None
        return found if found is not None and found.at(found.tag.inner).contains(offset) else None

    def enclosing(self, offset: int) -> tuple[tuple[Branch, Section], ...]:
        """What an offset stands in, from outside to inside: each tag with the section."""
        found: list[tuple[Branch, Section]] = []
        body = self.tree
        while True:
            inner = next((branch for branch in body if branch.sections and _around(branch, offset, self.text)), None)
            if inner is None:
                return tuple(found)
            section = next(each for each in reversed(inner.sections) if each.head.start < offset)
            found.append((inner, section))
            body = section.body

    @cached_property
    def _built(self) -> tuple[tuple[Branch, ...], Problem | None]:
        return _build(self.tags, len(self.text))


@lru_cache(maxsize=5_000)
def template(text: str, delimiters: Delimiters = USUAL) -> Template:
    """The model of a text. Copies of a file share it."""
    return Template(text, delimiters)


def _offsets(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _around(branch: Branch, offset: int, text: str) -> bool:
    end = branch.end.start if branch.end is not None else _last(branch, len(text))
    return branch.place.span.end <= offset <= end


def _last(branch: Branch, length: int) -> int:
    """The end of what is not closed: what it was taken to enclose."""
    body = branch.sections[-1].body
    return length if not body else max(body[-1].place.span.end, branch.place.span.end)


def _references(text: str, place: Placed, value: Expr) -> Iterator[Reference]:
    from flask_ls.syntax.template.nodes import Choice, Const, Display

    match value:
        case Const() if isinstance(value.value, str):
            span = place.at(Span(value.span.start + 1, value.span.end - 1))
            if text[span.start : span.end] == value.value:
                yield Reference(place, value.value, span, False)
        case Display() if value.kind in ("list", "tuple"):
            for item in value.items:
                for found in _references(text, place, item):
                    yield found._replace(choice=True)
        case Choice():
            for option in (value.then, value.otherwise):
                if option is not None:
                    for found in _references(text, place, option):
                        yield found._replace(choice=True)


class _Open:
    """A tag that is being built."""

    __slots__ = ("awaited", "body", "branch", "sections")

    def __init__(self, place: Placed, awaited: tuple[str, ...]) -> None:
        self.branch = place
        self.awaited = awaited
        self.sections: list[Section] = []
        self.body: tuple[Placed, list[Branch]] = (place, [])

    def divide(self, place: Placed) -> None:
        self.sections.append(Section(self.body[0], tuple(self.body[1])))
        self.body = (place, [])

    def close(self, end: Placed | None) -> Branch:
        self.sections.append(Section(self.body[0], tuple(self.body[1])))
        return Branch(self.branch, tuple(self.sections), end)


def _build(tags: tuple[Placed, ...], length: int) -> tuple[tuple[Branch, ...], Problem | None]:
    """The tree, and the first problem."""
    top: list[Branch] = []
    stack: list[_Open] = []
    problem: Problem | None = None
    ends = frozenset(ENDS.values())
    for place in tags:
        keyword = place.tag.keyword
        current = stack[-1].body[1] if stack else top
        wrong: str | None = None
        if keyword in ends or keyword in _INNER:
            if stack and keyword in stack[-1].awaited:
                if keyword in _INNER:
                    stack[-1].awaited = _behind(keyword, stack[-1])
                    stack[-1].divide(place)
                else:
                    closed = stack.pop().close(place)
                    (stack[-1].body[1] if stack else top).append(closed)
                    wrong = _wrong_name(closed)
            else:
                if not (keyword == "else" and _unknown_around(tags, place)):
                    wrong = _misplaced(keyword, stack)
                outer = next((at for at, each in enumerate(stack) if keyword in each.awaited), None)
                if outer is not None and keyword not in _INNER:
                    while len(stack) > outer:
                        ended = stack.pop().close(place if len(stack) == outer else None)
                        (stack[-1].body[1] if stack else top).append(ended)
        elif keyword in ENDS and not _is_single(place.tag.statement):
            stack.append(_Open(place, _BRANCHES.get(keyword, (ENDS[keyword],))))
        else:
            current.append(Branch(place))
        if problem is None:
            if wrong is not None:
                problem = Problem(place.at(place.tag.keyword_span), wrong)
            elif place.tag.problem is not None:
                span = place.at(place.tag.problem.span)
                problem = Problem(Span(min(span.start, length), min(span.end, length)), place.tag.problem.message)
    if stack and problem is None:
        last = stack[-1].branch
        problem = Problem(last.at(last.tag.keyword_span), _unclosed(stack))
    while stack:
        left = stack.pop().close(None)
        (stack[-1].body[1] if stack else top).append(left)
    return tuple(top), problem


def _is_single(statement: Statement) -> bool:
    """Whether a tag of a keyword that opens something opens nothing."""
    return isinstance(statement, Set) and statement.value is not None


def _behind(keyword: str, opened: _Open) -> tuple[str, ...]:
    return opened.awaited if keyword == "elif" else (ENDS[opened.branch.tag.keyword],)


def _wrong_name(closed: Branch) -> str | None:
    """What Jinja says of `endblock` with another name than the block's."""
    assert closed.end is not None
    opened, ended = closed.place.tag.statement, closed.end.tag.statement
    name = getattr(ended, "name", "")
    if isinstance(opened, Block) and name and name != opened.name:
        return f"expected token 'end of statement block', got {name!r}"
    return None


def _misplaced(keyword: str, stack: list[_Open]) -> str:
    return " ".join([f"Encountered unknown tag {keyword!r}.", *_looking(keyword, stack)])


def _unclosed(stack: list[_Open]) -> str:
    if stack[-1].branch.tag.keyword == "trans":
        return "unclosed translation block"
    if stack[-1].branch.tag.keyword == "raw":
        return "Missing end of raw directive"
    return " ".join(["Unexpected end of template.", *_looking(None, stack)])


def _looking(keyword: str | None, stack: list[_Open]) -> Iterator[str]:
    if not stack:
        return
    looking = " or ".join(map(repr, stack[-1].awaited))
    if keyword is not None and any(keyword in each.awaited for each in stack):
        yield (
            f"You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for {looking}."
        )
    else:
        yield f"Jinja was looking for the following tags: {looking}."
    yield f"The innermost block that needs to be closed is {stack[-1].branch.tag.keyword!r}."


def _unknown_around(tags: tuple[Placed, ...], place: Placed) -> bool:
    """Whether a tag before may be an extension's that has an `else`."""
    return any(each.start < place.start and type(each.tag.statement) is Unknown for each in tags)
