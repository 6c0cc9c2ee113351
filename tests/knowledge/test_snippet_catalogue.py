"""Reading a catalogue: what an entry becomes, and every message for one that is not right."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
import yaml
from flask_ls.knowledge.snippets import FIELDS, NEEDS, Snippet, builtin, load_yaml

TOP = Path(__file__).resolve().parents[2]
ENTRY = "- id: mine\n  prefix: fmine\n  title: Mine\n  where: jinja\n  body: text\n"
SMALLEST = Snippet(
    id="mine", prefix=("fmine",), title="Mine", category="own", where=("jinja",), body="text", source="own.yaml:1"
)


def messages(text: str) -> list[str]:
    """Everything that is wrong with a catalogue named own.yaml."""
    return [str(error) for error in load_yaml(text, "own.yaml")[1]]


def test_smallest_entry() -> None:
    """Five keys make an entry; one text stands for a list of it, and the rest has its default."""
    expected = ([SMALLEST], [])
    assert expected == load_yaml(ENTRY, "own.yaml")


def test_full_entry() -> None:
    """Every key arrives, but `check`, which only tests read; the source is the file and line of the entry."""
    text = """
# a comment first
- id: full
  prefix: [fone, ftwo]
  title: Full
  where: [python.module, python.function]
  needs: [app, db]
  imports: [import os, from flask import request, "from flask import g as state"]
  requires: ["flask>=2.0", "flask-login>=0.6,<1", blinker]
  starter: true
  body: |
    ${app} ${db}
        deeper
  description: Words.
  docs: https://example.com/page
  check: {run: pass}
"""
    expected = Snippet(
        id="full",
        prefix=("fone", "ftwo"),
        title="Full",
        category="things",
        where=("python.module", "python.function"),
        body="${app} ${db}\n    deeper",
        description="Words.",
        docs="https://example.com/page",
        needs=("app", "db"),
        imports=("import os", "from flask import request", "from flask import g as state"),
        requires=("flask>=2.0", "flask-login>=0.6,<1", "blinker"),
        starter=True,
        source="own.yaml:3",
    )
    assert load_yaml(text, "own.yaml", "things") == ([expected], [])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1: the file is empty; it must be a list of entries, each with an `id`"),
        ("# nothing\n", "1: the file is empty; it must be a list of entries, each with an `id`"),
        ("id: mine\n", "1: the file must be a list of entries, each beginning with `- id:`"),
        ("\n\njust text\n", "3: the file must be a list of entries, each beginning with `- id:`"),
        (f"{ENTRY}  docs: [\n", "7: this is not YAML: expected the node content, but found '<stream end>'"),
        (f"{ENTRY}\t- x\n", "6: this is not YAML: found character '\\t' that cannot start any token"),
        ("- \0\n", "1: this is not YAML: unacceptable character #x0000: special characters are not allowed"),
        (f"{ENTRY}---\n{ENTRY}", "6: this is not YAML: but found another document"),
        ("[" * 100_000, "1: this is nested too deeply"),
        ("x" * 2_000_001, "1: the file is larger than 2 MB; split it"),
    ],
)
def test_unreadable_file(text: str, message: str) -> None:
    """A file that cannot be read as a list gives no entries and one message, with the line."""
    assert load_yaml(text, "own.yaml")[0] == []
    assert messages(text) == [f"own.yaml:{message}"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("title:", "titel:", "3: entry `mine`: unknown key `titel`; did you mean `title`?"),
        ("  title: Mine\n", "", "1: entry `mine`: `title` is missing: A few words, shown in the list"),
        ("id: mine\n  ", "", "1: `id` is missing: Unique name, in kebab case"),
        ("id: mine", "id: My Own", "1: entry `My Own`: the id `My Own` must be small letters and digits, joined by"),
        ("id: mine", "id: on", "1: `id` must be text, and not empty"),
        ("title: Mine", "title: 3", "3: entry `mine`: `title` must be text, and not empty"),
        ("body: text", "body: ''", "5: entry `mine`: `body` must be text, and not empty"),
        ("fmine", "[f mine]", "2: entry `mine`: the prefix `f mine` must be letters, digits and hyphens"),
        ("fmine", "f mine", "2: entry `mine`: the prefix `f mine` must be letters, digits and hyphens"),
        ("fmine", "[]", "2: entry `mine`: `prefix` must be a text or a list of texts, and not empty"),
        ("fmine", "[fa, 3]", "2: entry `mine`: `prefix` must be a text or a list of texts, and not empty"),
        ("jinja", "jinga", "4: entry `mine`: `where` cannot be `jinga`; did you mean `jinja`?"),
        ("jinja", "everywhere", "4: entry `mine`: `where` cannot be `everywhere`; there is python.module, "),
        ("body: text", "body: ${app}", "5: entry `mine`: `body` uses ${app}, which no entry of `needs` declares"),
        ("body: text", "body: '${1:a'", "5: entry `mine`: `body`: the `${1:` is not closed; add a `}`"),
        ("body: text", "body: '$1 $3'", "5: entry `mine`: `body` has the tab stops 1, 3; number them from 1"),
        ("body: text", 'body: "a\\tb"', "5: entry `mine`: `body` has a tab; indent with 4 spaces"),
    ],
)
def test_wrong_value(old: str, new: str, message: str) -> None:
    """What is wrong with a required key is said with its line, the entry, and what to do."""
    text = ENTRY.replace(old, new)
    assert text != ENTRY
    assert any(each.startswith(f"own.yaml:{message}") for each in messages(text)), messages(text)
    assert load_yaml(text, "own.yaml")[0] == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("needs: app", "`needs` declares ${app}, which `body` does not use"),
        ("needs: ap", "`needs` cannot be `ap`; did you mean `app`?"),
        ("needs: 0", "`needs` must be a text or a list of texts, and not empty"),
        ("needs: [{a: b}]", "`needs` must be a text or a list of texts, and not empty"),
        ("imports: from flask import a, b", "`from flask import a, b` is not an import of one name; write `from"),
        ("imports: [from flask import a.b]", "`from flask import a.b` is not an import of one name"),
        ("imports: [from flask import *]", "`from flask import *` is not an import of one name"),
        ("imports: [print(1)]", "`print(1)` is not an import of one name"),
        ("imports: [import os; x = 1]", "`import os; x = 1` is not an import of one name"),
        (f"imports: ['{'(' * 3000}']", "is not an import of one name"),
        ("requires: [flask is nice]", "`flask is nice` is not a requirement; write a distribution and its oldest"),
        ("starter: 'yes'", "`starter` must be true or false"),
        ("docs: the manual", "`docs` must be the address of a page, `https://…`"),
        ("docs:", "`docs` must be text, and not empty"),
        ("check: true", "`check` must be a mapping"),
        ("id: again", "`id` stands twice, first in line 1; remove one"),
        ("3: 4", "unknown key `3`; there is id, prefix, title, "),
        ("? [a]\n  : b", "this is not YAML: found unhashable key"),
        ("title-x: !!python/object:os.system {}", "this is not YAML: could not determine a constructor for the tag"),
    ],
)
def test_wrong_optional_key(line: str, message: str) -> None:
    """What is wrong with an optional key is said with its line, and the entry is left out."""
    found, errors = load_yaml(f"{ENTRY}  {line}\n", "own.yaml")
    assert found == []
    assert [error.line for error in errors] == [6]
    assert message in errors[0].message


def test_bad_entry_loses_no_other() -> None:
    """Entries before and after a bad one are read, whatever is wrong with it."""
    for bad in (
        "- text\n",
        "- [1]\n",
        "- 2020-99-99\n",
        "- id: bad\n",
        "- !!python/name:os {}\n",
        "-\n",
        "- &a [*a]\n",
    ):
        found, errors = load_yaml(ENTRY + bad + ENTRY.replace("mine", "other"), "own.yaml")
        assert [snippet.id for snippet in found] == ["mine", "other"], bad
        assert {error.line for error in errors} == {6}, bad


def test_several_errors_of_one_entry() -> None:
    """Everything that is wrong with an entry is said at once."""
    text = ENTRY.replace("jinja", "jinga").replace("Mine", "3").replace("text", "$2")
    assert [error.line for error in load_yaml(text, "own.yaml")[1]] == [3, 4, 5]


def test_ids_and_prefixes_are_unique() -> None:
    """An id stands once in a catalogue, a prefix once for one place; another place may have the same prefix."""
    again = ENTRY.replace("fmine", "fother")
    assert messages(ENTRY + again) == [
        "own.yaml:6: entry `mine`: the id is taken by the entry in line 1; choose another"
    ]
    same_prefix = ENTRY.replace("id: mine", "id: other")
    assert messages(ENTRY + same_prefix) == [
        "own.yaml:7: entry `other`: the prefix `fmine` is taken in the same place; choose another"
    ]
    elsewhere = same_prefix.replace("jinja", "python.module")
    assert [snippet.id for snippet in load_yaml(ENTRY + elsewhere, "own.yaml")[0]] == ["mine", "other"]


def test_aliases_and_merges() -> None:
    """YAML's own shorthands work: an anchor, an alias, a merge."""
    text = ENTRY.replace("- id: mine", "- &first\n  id: mine") + "- <<: *first\n  id: other\n  prefix: fother\n"
    found, errors = load_yaml(text, "own.yaml")
    assert errors == []
    assert [(snippet.id, snippet.title) for snippet in found] == [("mine", "Mine"), ("other", "Mine")]


def test_damaged_files_never_raise() -> None:
    """The real catalogue, cut off or with characters replaced anywhere, gives entries or messages, never an exception."""
    text = (TOP / "snippets" / "routing.yaml").read_text(encoding="utf-8")[:4000]
    rng = random.Random(7)
    for _ in range(60):
        at = rng.randrange(len(text))
        damaged = rng.choice([text[:at], text[:at] + rng.choice("[{:\t\"'\0&*}-\n") + text[at + 1 :]])
        found, errors = load_yaml(damaged, "own.yaml")
        assert found or errors


def test_builtin_is_the_catalogue() -> None:
    """What the server reads is what the YAML files say, file by file."""
    assert {path.stem for path in (TOP / "snippets").glob("*.yaml")} == {snippet.category for snippet in builtin()}
    expected = [
        snippet
        for path in sorted((TOP / "snippets").glob("*.yaml"))
        for snippet in load_yaml(path.read_text(encoding="utf-8"), f"snippets/{path.name}", path.stem)[0]
    ]
    assert expected == list(builtin())


def test_builtin_is_read_fast() -> None:
    """Reading the compiled catalogue costs a few milliseconds; YAML would cost a hundred times that."""
    fastest = 1.0
    for _ in range(5):
        builtin.cache_clear()
        start = time.perf_counter()
        builtin()
        fastest = min(fastest, time.perf_counter() - start)
    assert fastest < 0.02


def test_builtin_prefixes_are_unique_in_a_place() -> None:
    """No two entries of the built-in catalogue answer to one prefix in the same place, over all its files."""
    taken: dict[tuple[str, str], str] = {}
    for snippet in builtin():
        for where in snippet.where:
            for prefix in snippet.prefix:
                assert taken.setdefault((prefix, where), snippet.id) == snippet.id


def test_lists_are_used() -> None:
    """The closed lists hold nothing that no entry uses."""
    assert {need for snippet in builtin() for need in snippet.needs} == set(NEEDS)


def test_readme_example_is_valid() -> None:
    """The example in the catalogue's own README is read without an error, and names its keys rightly."""
    text = (TOP / "snippets" / "README.md").read_text(encoding="utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]
    assert messages(example) == []
    assert set(yaml.safe_load(example)[0]) <= set(FIELDS)
