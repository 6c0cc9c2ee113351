"""# removed-werkzeug-api

## What it does
Finds imports of names that Werkzeug, Jinja, MarkupSafe and ItsDangerous no longer have: `url_quote`, `safe_str_cmp`,
`werkzeug.contrib`, `contextfilter`, `soft_unicode`.

## Why is this bad?
The import raises `ImportError: cannot import name 'url_quote' from 'werkzeug.urls'`, so the application does not start.
The rule goes by the version that is installed in the project's environment or pinned in its requirements; where neither
is known it warns. Imports in a `try` block are a decision, and are left alone.

## Example
```python
from flask import Flask
from werkzeug.urls import url_quote

app = Flask(__name__)
print(url_quote("a b"))
```

## Use instead
```python
from urllib.parse import quote

from flask import Flask

app = Flask(__name__)
print(quote("a b"))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.removed import Removed, moved_import, removed_imports
from flask_ls.syntax.shape import Shape


def _moved(since: tuple[int, int], home: str) -> Removed:
    return Removed(since, f"It is in `{home}`.", home)


_REQUEST = Removed((2, 1), "Use `werkzeug.wrappers.Request`, which has all of it.")
_RESPONSE = Removed((2, 1), "Use `werkzeug.wrappers.Response`, which has all of it.")
_WERKZEUG = {
    **{("werkzeug", name): _moved((1, 0), f"werkzeug.{home}") for name, home in (
        ("secure_filename", "utils"), ("cached_property", "utils"), ("import_string", "utils"), ("redirect", "utils"),
        ("FileStorage", "datastructures"), ("MultiDict", "datastructures"), ("ImmutableMultiDict", "datastructures"),
        ("generate_password_hash", "security"), ("check_password_hash", "security"),
    )},
    ("werkzeug.security", "safe_str_cmp"): Removed((2, 1), "Use `hmac.compare_digest`."),
    ("werkzeug.security", "pbkdf2_hex"): Removed((2, 1), "Use `hashlib.pbkdf2_hmac(…).hex()`."),
    ("werkzeug.urls", "url_quote"): Removed((3, 0), "Use `urllib.parse.quote`."),
    ("werkzeug.urls", "url_quote_plus"): Removed((3, 0), "Use `urllib.parse.quote_plus`."),
    ("werkzeug.urls", "url_unquote"): Removed((3, 0), "Use `urllib.parse.unquote`."),
    ("werkzeug.urls", "url_encode"): Removed((3, 0), "Use `urllib.parse.urlencode`."),
    ("werkzeug.urls", "url_decode"): Removed((3, 0), "Use `urllib.parse.parse_qs`."),
    ("werkzeug.urls", "url_parse"): Removed((3, 0), "Use `urllib.parse.urlsplit`."),
    ("werkzeug.urls", "url_join"): Removed((3, 0), "Use `urllib.parse.urljoin`."),
    ("werkzeug.urls", "url_fix"): Removed((3, 0), "Use `urllib.parse.quote` with the characters to keep."),
    ("werkzeug.utils", "HTMLBuilder"): Removed((2, 1), "Use a template."),
    ("werkzeug.utils", "unescape"): Removed((2, 1), "Use `markupsafe.Markup.unescape`."),
    ("werkzeug.wrappers", "BaseResponse"): _RESPONSE,
    ("werkzeug.wrappers", "ETagResponseMixin"): _RESPONSE,
    ("werkzeug.wrappers", "BaseRequest"): _REQUEST,
    ("werkzeug.wrappers.json", "*"): Removed((2, 1), "`werkzeug.wrappers.Request` and `Response` have JSON."),
    ("werkzeug.useragents", "*"): Removed((2, 1), "Use `werkzeug.user_agent`, or the package ua-parser."),
    ("werkzeug.filesystem", "*"): Removed((2, 1), "Use `sys.getfilesystemencoding`."),
    ("werkzeug.contrib.fixers", "ProxyFix"): _moved((1, 0), "werkzeug.middleware.proxy_fix"),
    ("werkzeug.contrib.profiler", "ProfilerMiddleware"): _moved((1, 0), "werkzeug.middleware.profiler"),
    ("werkzeug.contrib.cache", "*"): Removed((1, 0), "It is the package cachelib."),
    ("werkzeug.wsgi", "pop_path_info"): Removed((2, 3), "Take it off `environ['PATH_INFO']`."),
    ("werkzeug.wsgi", "get_script_name"): Removed((2, 3), "Use `request.root_path`."),
    ("werkzeug.http", "parse_authorization_header"): Removed((3, 0), "Use `werkzeug.datastructures.Authorization.from_header`."),
}  # fmt: skip
_JINJA = {
    ("jinja2", "Markup"): _moved((3, 1), "markupsafe"),
    ("jinja2", "escape"): _moved((3, 1), "markupsafe"),
    ("jinja2", "contextfilter"): Removed((3, 1), "Use `jinja2.pass_context`."),
    ("jinja2", "contextfunction"): Removed((3, 1), "Use `jinja2.pass_context`."),
    ("jinja2", "environmentfilter"): Removed((3, 1), "Use `jinja2.pass_environment`."),
    ("jinja2", "evalcontextfilter"): Removed((3, 1), "Use `jinja2.pass_eval_context`."),
    ("jinja2.ext", "autoescape"): Removed((3, 1), "It is built in."),
    ("jinja2.ext", "with_"): Removed((3, 1), "It is built in."),
}
_ITSDANGEROUS = {
    ("itsdangerous", "TimedJSONWebSignatureSerializer"): Removed((2, 1), "Use PyJWT or authlib, or `URLSafeTimedSerializer`."),
    ("itsdangerous", "JSONWebSignatureSerializer"): Removed((2, 1), "Use PyJWT or authlib, or `URLSafeSerializer`."),
}  # fmt: skip
_MARKUPSAFE = {("markupsafe", "soft_unicode"): Removed((2, 1), "Use `markupsafe.soft_str`.")}
_LIBRARIES = {"werkzeug": _WERKZEUG, "jinja2": _JINJA, "itsdangerous": _ITSDANGEROUS, "markupsafe": _MARKUPSAFE}

RULE = Rule(
    code="FLK702",
    name="removed-werkzeug-api",
    severity="error",
    summary="An import of something that Werkzeug or Jinja no longer has",
    docs="https://werkzeug.palletsprojects.com/en/stable/changes/",
    words=tuple(
        sorted({module if name == "*" else name for removed in _LIBRARIES.values() for module, name in removed})
    ),
    fixable=True,
)


def check(shape: Shape, context: Context) -> Iterator[Report]:
    for library, removed in _LIBRARIES.items():
        yield from removed_imports(shape, context, library, removed)


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Import it from where it is now."""
    return moved_import(finding, project)
