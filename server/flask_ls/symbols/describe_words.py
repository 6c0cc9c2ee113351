"""What is no name of Python as Markdown for a hover: methods and headers, templates' names, commands, variables."""

from __future__ import annotations

from flask_ls.knowledge.vocabulary import Command, EnvironmentVariable, Header, JinjaName, Method, SameSite
from flask_ls.symbols.describe import page

_MDN = "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference"
_OF = {
    "request": "A header of requests",
    "response": "A header of responses",
    "both": "A header of requests and responses",
}


def describe_method(method: Method) -> str:
    """An HTTP method."""
    safe = "Safe: it changes nothing." if method.safe else "Not safe: it changes something."
    twice = "Idempotent: twice does no more than once." if method.idempotent else "Twice does more than once."
    docs = f"{_MDN}/Methods/{method.name}"
    return page(method.name, method.summary, f"{safe} {twice}", "", method.gotcha, "", docs, language="http")


def describe_header(header: Header) -> str:
    """A header."""
    details = f"{_OF[header.of]}." + (f" In Flask: `{header.attribute}`." if header.attribute else "")
    docs = f"{_MDN}/Headers/{header.name}"
    return page(header.name, header.summary, details, "", header.gotcha, "", docs, language="http")


def describe_samesite(samesite: SameSite) -> str:
    """What a cookie's `samesite` can be."""
    docs = f"{_MDN}/Headers/Set-Cookie#samesitesamesite-value"
    return page(f"SameSite={samesite.name}", samesite.summary, "", "", samesite.gotcha, "", docs, language="http")


def describe_jinja(name: JinjaName) -> str:
    """A filter, a test, a global, a variable or a tag of a template."""
    said = f"{name.example}\n{{# {name.result.strip()} #}}" if _is_short(name.result) else name.example
    more = "\n".join(f"* `{each}`: {text}" for each, text in name.parameters.items())
    notes = [
        f"Also called `{'`, `'.join(name.names)}`." if name.names and name.kind != "tag" else "",
        f"New in Jinja {name.since}." if name.since else "",
        f"Needs the extension `{name.extension}`." if name.extension else "",
    ]
    note = " ".join(each for each in notes if each)
    # Editors know how to colour HTML, and with it the tags that their Jinja extensions put into it; few know Jinja alone.
    head = name.syntax if name.syntax.startswith("{") else f"{{{{ {name.syntax} }}}}"
    return page(head, name.summary, more, said, name.gotcha, f"*{note}*" if note else "", name.docs, language="html")


def _is_short(result: str) -> bool:
    return bool(result.strip()) and "\n" not in result and len(result) <= 80 and "#}" not in result


def describe_command(command: Command) -> str:
    """A command of the command line with its options."""
    options = "\n".join(f"* `{name}`: {said}" for name, said in command.options.items() if name != "--help")
    example, gotcha, docs = command.example, command.gotcha, command.docs
    return page(command.name, command.summary, options, example, gotcha, "", docs, language="sh")


def describe_option(command: Command, option: str) -> str | None:
    """An option of a command, by any of its spellings; None where the command has no such option."""
    main = command.spellings.get(option)
    if main is None:
        return None
    spellings = ", ".join(each for each, of in command.spellings.items() if of == main)
    return page(f"{command.name} {spellings}", command.options[main], "", "", None, "", command.docs, language="sh")


def describe_environment_variable(variable: EnvironmentVariable) -> str:
    """A variable that the `flask` command or its server reads."""
    note = f"*Removed in Flask {variable.removed}.*" if variable.removed else "*An environment variable.*"
    return page(variable.name, variable.summary, "", "", variable.gotcha, note, variable.docs, language="sh")
