"""Knowledge as Markdown for a hover: signature first, then what it does, an example, what to watch out for, a link."""

from __future__ import annotations

from flask_ls.knowledge.api import ApiEntry, ConfigKey, Converter, StatusCode


def describe_api(entry: ApiEntry) -> str:
    """A public name."""
    head = entry.name if entry.signature is None else f"{entry.name.rpartition('.')[0]}.{entry.signature}"
    if entry.kind == "class":
        head = f"class {head}"
    if entry.type is not None:
        head = f"{head}: {entry.type.rpartition('.')[2].lstrip('_')}"
    return _page(head, entry.summary, entry.details, entry.example, entry.gotcha, _versions(entry), entry.docs)


def describe_config_key(key: ConfigKey) -> str:
    """A configuration key."""
    about = f"*Configuration key of {key.package}.*"
    since = f" *New in {key.package} {key.since}.*" if key.since else ""
    return _page(f"{key.key}: {key.type} = {key.default}", key.summary, "", "", key.gotcha, about + since, key.docs)


def describe_converter(converter: Converter) -> str:
    """A converter in a URL rule."""
    details = f"Matches `{converter.regex}` and hands the view `{converter.python_type}`."
    if converter.arguments:
        details += f" Arguments: `{converter.arguments}`."
    docs = "https://flask.palletsprojects.com/en/stable/api/#url-route-registrations"
    head = f"<{converter.name}:variable>"
    return _page(head, converter.summary, details, converter.example, converter.gotcha, "", docs)


def describe_status(status: StatusCode) -> str:
    """An HTTP status."""
    raised = f"`abort({status.code})` raises `werkzeug.exceptions.{status.exception}`." if status.exception else ""
    docs = f"https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Status/{status.code}"
    return _page(f"{status.code} {status.phrase}", status.summary, raised, "", None, "", docs, language="http")


def _versions(entry: ApiEntry) -> str:
    package = entry.name.partition(".")[0].capitalize()
    notes = [
        f"New in {package} {entry.since}." if entry.since else "",
        f"Deprecated since {package} {entry.deprecated}." if entry.deprecated else "",
        f"Removed in {package} {entry.removed}." if entry.removed else "",
    ]
    said = " ".join(note for note in notes if note)
    return f"*{said}*" if said else ""


def _page(
    head: str,
    summary: str,
    details: str,
    example: str,
    gotcha: str | None,
    note: str,
    docs: str | None,
    language: str = "python",
) -> str:
    parts = [
        f"```{language}\n{head}\n```",
        summary,
        details,
        f"```python\n{example.rstrip()}\n```" if example else "",
        f"⚠️ {gotcha}" if gotcha else "",
        note,
        f"[{_site(docs)}]({docs})" if docs else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _site(docs: str) -> str:
    for host, name in (
        ("flask.palletsprojects.com", "Flask documentation"),
        ("werkzeug.palletsprojects.com", "Werkzeug documentation"),
        ("developer.mozilla.org", "MDN"),
    ):
        if host in docs:
            return name
    return "Documentation"
