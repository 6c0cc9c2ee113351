"""Every setting: its name in the editor and in `pyproject.toml`, its type, its default and what it does.

This is the only list. The VS Code settings, the settings page in the docs and the validation of what a person
wrote are all made from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, cast

SEVERITIES = ("error", "warning", "information", "hint", "off")
LOG_LEVELS = ("error", "warning", "info", "debug")
Kind = Literal["bool", "string", "strings", "string_map", "strings_map", "choice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting as people see it.

    `editor` is its name below `flask-ls.` in an editor (None: the project alone says it), `toml` its key in `[tool.flask-ls]` (None: the project
    cannot say it). `client_only` settings are read by the VS Code client and never reach the server.
    """

    kind: Kind
    editor: str | None
    toml: str | None
    description: str
    choices: tuple[str, ...] = ()
    client_only: bool = False


def _setting(default: Any, **about: Any) -> Any:
    metadata = {"setting": Setting(**about)}
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a person can set, with the defaults that fit nearly everyone."""

    interpreter: str = _setting(
        "",
        kind="string",
        editor="interpreter",
        toml=None,
        client_only=True,
        description="Path of the Python (3.10 or newer) that runs the server. Empty: the environment chosen in the "
        "Python extension, else `python3`, `python` or `py` from the PATH.",
    )
    log_level: str = _setting(
        "info",
        kind="choice",
        editor="logLevel",
        toml=None,
        choices=LOG_LEVELS,
        description="How much the server writes to its log.",
    )
    diagnostics_enabled: bool = _setting(
        True,
        kind="bool",
        editor="diagnostics.enabled",
        toml=None,
        description="Show warnings while you type.",
    )
    select: tuple[str, ...] = _setting(
        (),
        kind="strings",
        editor="diagnostics.select",
        toml="select",
        description="Rules to run, by code, name or beginning of a code (`FLK3`). Empty: all that are on by default.",
    )
    ignore: tuple[str, ...] = _setting(
        (),
        kind="strings",
        editor="diagnostics.ignore",
        toml="ignore",
        description="Rules not to run, by code, name or beginning of a code. It wins over `select`.",
    )
    preview: bool = _setting(
        False,
        kind="bool",
        editor="diagnostics.preview",
        toml="preview",
        description="Run the rules that are being tried, too.",
    )
    per_file_ignores: Mapping[str, tuple[str, ...]] = _setting(
        dict,
        kind="strings_map",
        editor=None,
        toml="per-file-ignores",
        description='Rules not to run in some files, by a glob pattern relative to the root, such as `{"tests/*" = '
        '["FLK3"]}`.',
    )
    severity: Mapping[str, str] = _setting(
        dict,
        kind="string_map",
        editor="diagnostics.severity",
        toml="severity",
        choices=SEVERITIES,
        description='Another severity for a rule, such as `{"FLK301": "hint"}`. `off` is the same as ignoring it.',
    )
    exclude: tuple[str, ...] = _setting(
        (),
        kind="strings",
        editor="exclude",
        toml="exclude",
        description="Folders and files that are not part of the project, as glob patterns relative to its root. "
        "Virtual environments, `node_modules` and hidden folders never are.",
    )
    python: str = _setting(
        "",
        kind="string",
        editor="python",
        toml="python",
        description="The project's Python, as a path or a command: its installed packages are what jedi reads. It is "
        "never started. Empty: `.venv` or `venv` in the root, the active environment, else the server's own packages.",
    )
    app: str = _setting(
        "",
        kind="string",
        editor=None,
        toml="app",
        description="The application, as `flask --app` would be given it, where it is not found without being told: "
        "`package.module:create_app()` or `package.module:app`.",
    )
    completion_snippets: bool = _setting(
        True,
        kind="bool",
        editor="completion.snippets",
        toml=None,
        description="Offer snippets while you type.",
    )
    completion_members: str = _setting(
        "auto",
        kind="choice",
        editor="completion.members",
        toml=None,
        choices=("auto", "always", "never"),
        description="Offer what can stand behind a dot in Python: `args` behind `request.`. `auto`: unless the editor says "
        "that another extension does. Strings, snippets and templates are offered in any case.",
    )
    code_lens_enabled: bool = _setting(
        True,
        kind="bool",
        editor="codeLens.enabled",
        toml=None,
        description="Show the URL and the number of references above each view.",
    )
    inlay_hints_enabled: bool = _setting(
        True,
        kind="bool",
        editor="inlayHints.enabled",
        toml=None,
        description="Show the rule of an endpoint behind `url_for(…)`.",
    )
    snippets_paths: tuple[str, ...] = _setting(
        (),
        kind="strings",
        editor="snippets.paths",
        toml="snippets",
        description="Your own snippet catalogues: YAML files, absolute or relative to the project's root. An entry "
        "with the id of a built-in one replaces it.",
    )
    snippets_exclude: tuple[str, ...] = _setting(
        (),
        kind="strings",
        editor="snippets.exclude",
        toml="exclude-snippets",
        description="Snippets that are not offered: categories (`deployment`), ids (`db-query`) or the beginning of a "
        "prefix with a star (`fdb*`).",
    )
    hover_enabled: bool = _setting(
        True,
        kind="bool",
        editor="hover.enabled",
        toml=None,
        description="Show documentation when you hover a Flask name.",
    )
    hover_inferred: str = _setting(
        "auto",
        kind="choice",
        editor="hover.inferred",
        toml=None,
        choices=("auto", "always", "never"),
        description="Explain other Python names too, as jedi infers them. `auto`: unless the editor says that another "
        "extension does.",
    )

    def offers_members(self, *, alone: bool) -> bool:
        """Whether to offer members in Python. `alone`: no other server is known to."""
        return self.completion_members == "always" or (self.completion_members == "auto" and alone)

    @property
    def named_rules(self) -> list[tuple[str, str]]:
        """The settings that name rules, each with a name, as it is written."""
        return [
            *(("select", name) for name in self.select),
            *(("ignore", name) for name in self.ignore),
            *(("per-file-ignores", name) for names in self.per_file_ignores.values() for name in names),
            *(("severity", name) for name in self.severity),
        ]

    @staticmethod
    def settings() -> list[tuple[str, Setting, Any]]:
        """Each field's name, its description for people, and its default."""
        defaults = Options()
        return [(f.name, cast(Setting, f.metadata["setting"]), getattr(defaults, f.name)) for f in fields(Options)]

    def with_editor(self, values: object) -> tuple[Options, list[str]]:
        """These options changed by an editor's `flask-ls` section (nested objects or dotted keys), and what was wrong.

        A value of the wrong type is named in the second part and otherwise ignored.
        """
        flat = _flatten(values) if isinstance(values, Mapping) else {}
        named = {s.editor: (name, s) for name, s, _ in Options.settings() if s.editor}
        return self._with(flat, named, "flask-ls.")

    def with_toml(self, table: object) -> tuple[Options, list[str]]:
        """These options changed by the `[tool.flask-ls]` table of a `pyproject.toml`, and what was wrong with it."""
        if not isinstance(table, Mapping):
            return self, ["[tool.flask-ls] must be a table"]
        named = {s.toml: (name, s) for name, s, _ in Options.settings() if s.toml is not None}
        unknown = [f"[tool.flask-ls] {key}: {_unknown(key, named)}" for key in table if key not in named]
        options, errors = self._with(table, named, "[tool.flask-ls] ")
        return options, unknown + errors

    def _with(
        self, values: Mapping[str, Any], named: Mapping[str, tuple[str, Setting]], label: str
    ) -> tuple[Options, list[str]]:
        changes: dict[str, Any] = {}
        errors: list[str] = []
        for key, (name, setting) in named.items():
            if values.get(key) is None:
                continue
            try:
                changes[name] = _checked(values[key], setting)
            except ValueError as error:
                errors.append(f"{label}{key}: {error}")
        return replace(self, **changes), errors


def _unknown(key: str, named: Iterable[str]) -> str:
    """That there is no such setting, with the one that may be meant, or all."""
    from difflib import get_close_matches  # for those who mistype

    near = get_close_matches(key, named, 1)
    return f"no such setting; {f'do you mean {near[0]}?' if near else 'there is ' + ', '.join(sorted(named))}"


def _checked(value: Any, setting: Setting) -> Any:
    """The value in the form that `Options` keeps. Raises `ValueError` that says what was expected."""
    match setting.kind:
        case "bool" if isinstance(value, bool):
            return value
        case "string" if isinstance(value, str):
            return value
        case "choice" if value in setting.choices:
            return value
        case "choice":
            raise ValueError(f"expected one of {', '.join(setting.choices)}, not {value!r}")
        case "strings" if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
            return tuple(value)
        case "string_map" if isinstance(value, Mapping):
            for key, item in value.items():
                if item not in setting.choices:
                    raise ValueError(f"{key}: expected one of {', '.join(setting.choices)}, not {item!r}")
            return dict(value)
        case "strings_map" if isinstance(value, Mapping):
            for key, item in value.items():
                if not isinstance(item, (list, tuple)) or not all(isinstance(each, str) for each in item):
                    raise ValueError(f"{key}: expected a list of strings, not {item!r}")
            return {key: tuple(item) for key, item in value.items()}
    expected = {
        "bool": "true or false",
        "string": "a string",
        "strings": "a list of strings",
        "string_map": "an object",
        "strings_map": "an object of lists",
    }
    raise ValueError(f"expected {expected[setting.kind]}, not {value!r}")


def _flatten(values: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Nested objects as dotted keys; a setting that is itself an object keeps its value whole."""
    maps = {s.editor for _, s, _ in Options.settings() if s.editor and s.kind == "string_map"}
    flat: dict[str, Any] = {}
    for key, value in values.items():
        name = f"{before}{key}"
        if isinstance(value, Mapping) and name not in maps:
            flat |= _flatten(value, f"{name}.")
        else:
            flat[name] = value
    return flat
