"""The template folders of applications: computed paths, and applications whose modules have the same name."""

from __future__ import annotations

import pytest
from flask_ls.project.url_map import route_map
from marks import ROOT, parse

_MADE = "from flask import Flask\napp = Flask(__name__)\n"


def folders(source: str) -> list[str | None]:
    """The template folders of the applications in some files, from the root on."""
    found = [app.template_folder for app in route_map(parse(source).project).applications]
    return [folder and folder.removeprefix(f"{ROOT}/") for folder in found]


@pytest.mark.parametrize(
    ("computed", "expected"),
    [
        ('os.path.join(os.path.dirname(__file__), "pages")', "pkg/pages"),
        ('os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "pages")', "pages"),
        ('os.path.dirname(os.path.dirname(__file__)) + os.sep + "pages"', "pages"),
        ("settings.PAGES", "pages"),
        # Where the program is started is not known, nor is its environment.
        ('os.path.abspath("pages")', None),
        ('os.path.realpath("../pages")', None),
        ('os.getcwd() + "/pages"', None),
        ('os.environ.get("PAGES", "pages")', None),
    ],
)
def test_computed_folders(computed: str, expected: str | None) -> None:
    """A folder that is put together from known paths is known; what depends on the start of the program is not."""
    made = f"import os\nimport settings\nfrom flask import Flask\napp = Flask(__name__, template_folder={computed})\n"
    settings = 'import os\nPAGES = os.path.join(os.path.abspath(os.path.dirname(__file__)), "pages")\n'
    source = f"-- pkg/__init__.py --\n\n-- pkg/app.py --\n{made}-- settings.py --\n{settings}"
    assert [expected] == folders(source)


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ('app.template_folder = os.path.join(app.root_path, "pages")', "pkg/pages"),
        ("app.root_path = os.path.dirname(app.root_path)", "templates"),
        ('app.template_folder = os.environ["PAGES"]', None),
    ],
)
def test_stored_folders(stored: str, expected: str | None) -> None:
    """A folder that is given to an application afterwards is its folder."""
    made = f"import os\n{_MADE}{stored}\n"
    assert [expected] == folders(f"-- pkg/__init__.py --\n\n-- pkg/app.py --\n{made}")


def test_modules_of_one_name() -> None:
    """Of modules with one name, an application is in the folder of the one that makes it."""
    source = f"-- a/app.py --\n{_MADE}-- b/app.py --\n{_MADE}-- shop.py --\nfrom shop import app\n-- shop/__init__.py --\n{_MADE}"
    assert ["a/templates", "b/templates", "shop/templates"] == folders(source)


def test_the_module_that_is_named() -> None:
    """An application that is named after another module is in that module's folder."""
    source = '-- run.py --\nimport pkg.web\nfrom flask import Flask\napp = Flask("pkg.web")\n'
    assert ["pkg/templates"] == folders(f"{source}-- pkg/__init__.py --\n\n-- pkg/web.py --\nx = 1\n")
