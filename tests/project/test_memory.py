"""Answers that outlive their snapshot, as long as nothing that they were computed from is another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from flask_ls.project.memory import ask, whole
from flask_ls.project.snapshot import Project

TEXTS = {"/p/a.py": "import b\n\n\ndef view():\n    return 1\n", "/p/b.py": "x = 1\ny = 2\n", "/p/page.html": "<p>"}
computed: Counter[str] = Counter()


def _block(project: Project, path: str, block: int) -> str:
    computed["block"] += 1
    file = project.python(path)
    return file.blocks[block] if file is not None and block < len(file.blocks) else ""


def _name(project: Project, path: str, name: str) -> bool:
    computed["name"] += 1
    file = project.python(path)
    return file is not None and name in file.bindings


def _length(project: Project, path: str) -> int:
    computed["length"] += 1
    file = project.python(path)
    return len(file.text) if file is not None else -1


def _is_long(project: Project, path: str) -> bool:
    """Reads another answer, which changes with every edit, and gives the same nearly always."""
    computed["is long"] += 1
    return ask(project, _length, path) > 1_000


def _both(project: Project) -> tuple[bool, str]:
    computed["both"] += 1
    return ask(project, _is_long, "/p/a.py"), ask(project, _block, "/p/b.py", 0)


def _pages(project: Project) -> list[str]:
    computed["pages"] += 1
    return [project.files[path].text for path in project.texts]


def _paths(project: Project) -> list[str]:
    computed["paths"] += 1
    return sorted(project.files)


@pytest.fixture
def project() -> Project:
    computed.clear()
    return Project.empty(("/p",)).with_files(TEXTS)


def _edited(project: Project, path: str, at: int, new: str) -> Project:
    text = project.files[path].text
    return project.with_edit(path, text[:at] + new + text[at:], at, at, at + len(new))


def test_an_answer_on_a_block_survives_edits_of_others(project: Project) -> None:
    """What reads the first block of a file is not computed again when a later one is edited."""
    assert "x = 1\n" == ask(project, _block, "/p/b.py", 0)
    later = _edited(project, "/p/b.py", 7, "z")
    assert ("x = 1\n", "yz = 2\n") == (ask(later, _block, "/p/b.py", 0), ask(later, _block, "/p/b.py", 1))
    assert 2 == computed["block"]
    assert "xz = 1\n" == ask(_edited(later, "/p/b.py", 1, "z"), _block, "/p/b.py", 0)


def test_an_answer_on_a_name_survives_what_binds_it_still(project: Project) -> None:
    """An edit inside of a function changes nothing about the names of the module; a new name changes its own."""
    assert (True, False) == (ask(project, _name, "/p/a.py", "view"), ask(project, _name, "/p/a.py", "other"))
    inside = _edited(project, "/p/a.py", len(TEXTS["/p/a.py"]) - 1, "2")
    assert (True, False) == (ask(inside, _name, "/p/a.py", "view"), ask(inside, _name, "/p/a.py", "other"))
    assert 2 == computed["name"]
    named = _edited(inside, "/p/a.py", 9, "other = 1\n")
    assert ask(named, _name, "/p/a.py", "other")


def test_an_answer_that_comes_out_as_before_stops_there(project: Project) -> None:
    """What rests on it is not computed again, though the file that it was read from is another."""
    assert (False, "x = 1\n") == ask(project, _both)
    later = _edited(project, "/p/a.py", 0, "#")
    assert (False, "x = 1\n") == ask(later, _both)
    assert {"both": 1, "is long": 2, "length": 2, "block": 1} == dict(computed)


def test_an_answer_rests_on_what_its_parts_rest_on_now(project: Project) -> None:
    """A part that reads another file after an edit than before it makes the whole depend on that file."""
    moved = project.with_files({"/p/a.py": "import c\n", "/p/c.py": "k = 1\n"})

    first = ask(moved, _through_import)
    elsewhere = _edited(moved, "/p/a.py", 7, "b  #")
    assert ("k = 1\n", "x = 1\n") == (first, ask(elsewhere, _through_import))
    assert "xx = 1\n" == ask(_edited(elsewhere, "/p/b.py", 0, "x"), _through_import)


def _through_import(project: Project) -> str:
    return ask(project, _imported_block)


def _imported_block(project: Project) -> str:
    name = ask(project, _block, "/p/a.py", 0).split()[1]
    return ask(project, _block, f"/p/{name}.py", 0)


def test_an_older_snapshot_gets_its_own_answer(project: Project) -> None:
    """What a newer snapshot was told is not said of an older one, nor of another that came from the same."""
    one, other = _edited(project, "/p/b.py", 0, "a"), _edited(project, "/p/b.py", 0, "b")
    asked = [ask(each, _block, "/p/b.py", 0)[0] for each in (one, project, other, one)]
    assert ["a", "x", "b", "a"] == asked


def test_other_files_than_python_are_read_too(project: Project) -> None:
    """A template's text is noted, and so is which files there are."""
    assert ["<p>"] == ask(project, _pages)
    assert ["<p><p>"] == ask(project.with_files({"/p/page.html": "<p><p>"}), _pages)
    assert ["<b>", "<p>"] == ask(project.with_files({"/p/other.html": "<b>"}), _pages)
    assert sorted(TEXTS) == ask(project, _paths)
    assert sorted([*TEXTS, "/p/other.html"]) == ask(project.with_files({"/p/other.html": "<b>"}), _paths)


def test_a_file_that_is_gone_takes_its_answers_with_it(project: Project) -> None:
    """Nobody is told of what stood in a file that was deleted."""
    assert len(TEXTS["/p/b.py"]) == ask(project, _length, "/p/b.py")
    assert -1 == ask(project.with_files({"/p/b.py": None}), _length, "/p/b.py")


def test_what_is_made_of_a_snapshot_is_noted_as_one_thing(project: Project) -> None:
    """It is made once for a snapshot, and who has read it is computed again only where it comes out otherwise."""
    asked: Callable[[Project], bool] = lambda project: ask(project, _has_c)  # noqa: E731
    assert not asked(project)
    assert not asked(_edited(project, "/p/b.py", 0, "a"))
    assert {"names": 2, "has c": 1} == dict(computed)
    assert asked(_edited(project, "/p/b.py", 0, "c = 1\n"))


def _names(project: Project) -> frozenset[str]:
    computed["names"] += 1
    return frozenset("c" for file in project.python_files() if "c = " in file.text)


def _has_c(project: Project) -> bool:
    computed["has c"] += 1
    return "c" in whole(project, _names)


def test_a_snapshot_without_successors_notes_nothing(project: Project) -> None:
    """Its answers are made once, and are not taken for those of another snapshot that there is after all."""
    project.memory.lasting = False
    assert ["x = 1\n", "x = 1\n"] == [ask(project, _block, "/p/b.py", 0) for _ in range(2)]
    assert "ax = 1\n" == ask(_edited(project, "/p/b.py", 0, "a"), _block, "/p/b.py", 0)
    assert 2 == computed["block"]
