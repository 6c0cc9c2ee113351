"""Python names as Markdown for a hover: signature, what it does, parameters, an example, what to watch out for, a link."""

from __future__ import annotations

from flask_ls.knowledge import api
from flask_ls.knowledge.api import ApiEntry, ConfigKey, Converter, StatusCode

# More than this many parameters would push the example off the screen; signature help and their own hovers say them.
_PARAMETERS = 6
# A hover of an editor shows about so many characters without scrolling sideways.
_WIDTH = 88


def describe_api(entry: ApiEntry) -> str:
    """A public name."""
    head = entry.name if entry.signature is None else f"{entry.name.rpartition('.')[0]}.{entry.signature}"
    if entry.kind == "class":
        head = f"class {head}"
    if entry.type is not None and entry.kind != "signal":
        head = f"{head}: {entry.type.rpartition('.')[2].lstrip('_')}"
    elif entry.returns is not None and " -> " not in head:
        head = f"{head} -> {entry.returns.rpartition('.')[2]}"
    details = "\n\n".join(part for part in (entry.details, _parameters(entry)) if part)
    return page(_filled(head), entry.summary, details, entry.example, entry.gotcha, _versions(entry), entry.docs)


def describe_parameter(entry: ApiEntry, name: str) -> str | None:
    """A parameter of what can be called, as a keyword argument shows it; None where nothing is said of it."""
    said = entry.parameters.get(name)
    if said is None:
        return None
    default = parameter_default(entry, name)
    head = f"{name}={default}" if default is not None else name
    return page(head, said, f"A parameter of `{entry.name}`.", "", None, "", entry.docs)


def parameter_default(entry: ApiEntry, name: str) -> str | None:
    """The default of a parameter, as Python source; None where it has none."""
    for part in split_signature(entry.signature or ""):
        left, equals, default = part.partition("=")
        if left.strip().lstrip("*") == name:
            return default.strip() if equals else None
    return None


def split_signature(signature: str) -> list[str]:
    """The parameters that a signature shows, as they are written there, `*` and `/` included."""
    inner = signature.partition("(")[2].rpartition(")")[0]
    parts, depth, quote, start = [], 0, "", 0
    for at, char in enumerate(inner):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(inner[start:at].strip())
            start = at + 1
    return [part for part in (*parts, inner[start:].strip()) if part]


def describe_config_key(key: ConfigKey) -> str:
    """A configuration key."""
    title = title_of(key.module)
    about = [
        f"*Configuration key of {title}.*",
        f"*New in {title} {key.since}.*" if key.since else "",
        f"*Removed in {title} {key.removed}.*" if key.removed else "",
    ]
    note = " ".join(each for each in about if each)
    return page(f"{key.key}: {key.type} = {key.default}", key.summary, "", "", key.gotcha, note, key.docs)


def describe_converter(converter: Converter) -> str:
    """A converter in a URL rule."""
    details = f"Matches `{converter.regex}`."
    if converter.arguments:
        details += f" Arguments: `{converter.arguments}`."
    docs = "https://flask.palletsprojects.com/en/stable/api/#url-route-registrations"
    head = f"<{converter.name}:variable>"
    return page(head, converter.summary, details, converter.example, converter.gotcha, "", docs)


# What `redirect` takes: the browser goes on to another URL.
_REDIRECTS = (301, 302, 303, 305, 307, 308)


def describe_status(status: StatusCode) -> str:
    """An HTTP status."""
    if status.exception is not None:
        example = f"abort({status.code})  # raises werkzeug.exceptions.{status.exception}"
    elif status.code in _REDIRECTS:
        example = f'return redirect(url_for("index"), code={status.code})'
    else:
        example = f"return body, {status.code}" if status.code >= 200 else ""  # below it is no answer yet
    docs = f"https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Status/{status.code}"
    return page(
        f"{status.code} {status.phrase}", status.summary, "", example, None, "", docs, language="http", sample="python"
    )


def page(
    head: str,
    summary: str,
    details: str,
    example: str,
    gotcha: str | None,
    note: str,
    docs: str | None,
    language: str = "python",
    sample: str | None = None,
) -> str:
    """The parts of a hover in the order that all of them have. `sample`: the language of the example, where it is another."""
    parts = [
        f"```{language}\n{head}\n```",
        summary,
        details,
        f"```{sample or language}\n{example.rstrip()}\n```" if example else "",
        f"⚠️ {gotcha}" if gotcha else "",
        note,
        f"[{_site(docs)}]({docs})" if docs else "",
    ]
    return "\n\n".join(part for part in parts if part)


def title_of(package: str) -> str:
    """How people call a package."""
    known = api.packages().get(package)
    return known["title"] if known is not None else package.replace("_", "-")


def _filled(head: str) -> str:
    """A long signature in several lines, broken between parameters."""
    if len(head) <= _WIDTH or "(" not in head:
        return head
    lines, line = [head[: head.index("(") + 1]], "   "
    for part in split_signature(head):
        if len(line) + len(part) + 2 > _WIDTH:
            lines.append(line)
            line = "   "
        line += f" {part},"
    return "\n".join([*lines, line.removesuffix(","), head[head.rindex(")") :]])


def _parameters(entry: ApiEntry) -> str:
    if not 0 < len(entry.parameters) <= _PARAMETERS:
        return ""
    return "\n".join(f"* `{name}`: {said}" for name, said in entry.parameters.items())


def _versions(entry: ApiEntry) -> str:
    title = title_of(entry.name.partition(".")[0])
    notes = [
        f"New in {title} {entry.since}." if entry.since else "",
        *(f"Changed in {title} {version}: {text}" for version, text in entry.changed.items()),
        f"Deprecated since {title} {entry.deprecated}." if entry.deprecated else "",
        f"Removed in {title} {entry.removed}." if entry.removed else "",
    ]
    said = " ".join(note for note in notes if note)
    return f"*{said}*" if said else ""


def _site(docs: str) -> str:
    if docs.startswith("https://developer.mozilla.org/"):
        return "MDN"
    found = [each["title"] for each in api.packages().values() if docs.startswith(each["docs"])]
    return f"{found[0]} documentation" if found else "Documentation"
