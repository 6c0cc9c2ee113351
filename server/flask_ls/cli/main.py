"""The `flask-ls` command and its subcommands."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from flask_ls import __version__

if TYPE_CHECKING:
    import argparse


def run() -> None:
    """Run the command as a process of its own, which ends with it."""
    try:
        status = main()
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:  # whoever was reading has seen enough, as `head` does
        os._exit(1)
    if sys.argv[1:2] == ["check"]:
        # Python would tidy up what the check made, object by object, for a tenth of the time that all of it took.
        os._exit(status)
    sys.exit(status)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit status is 0 clean, 1 findings, 2 a usage or read error."""
    gc.set_threshold(50_000, 20, 100)  # a project's facts live until the end: looking for garbage often is time lost
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["check"] and not any(each.startswith("-") for each in given):
        # What editors and hooks run all the time needs no parser, whose import takes as long as a tenth of the run.
        from flask_ls.cli.check import Request
        from flask_ls.cli.check import check as run_check

        return run_check(given[1:] or ["."], Request())
    if given[:1] == ["new"]:
        # Which options there are depends on the template.
        from flask_ls.cli.new import new as run_new

        return run_new(given[1:])
    parser = _parser()
    options = parser.parse_args(given)
    match options.command:
        case "serve":
            from flask_ls.cli.serve import serve as run_server

            return run_server(options.tcp)
        case "check":
            return _check(options)
        case "explain":
            from flask_ls.cli.rules import explain

            return explain(options.rule)
        case "rules":
            from flask_ls.cli.rules import list_rules

            return list_rules(options.format)
        case "routes":
            from flask_ls.cli.routes import routes as list_routes

            return list_routes(options.path, options.format)
        case "snippets":
            from flask_ls.cli.snippets import snippets as run_snippets

            return run_snippets(options.action, options.words, options.format, options.to)
        case "doctor":
            from flask_ls.cli.doctor import doctor as run_doctor

            return run_doctor(options.path)
    parser.print_help(sys.stderr)
    return 2


def _check(options: argparse.Namespace) -> int:
    from flask_ls.cli.check import Request
    from flask_ls.cli.check import check as run_check

    if options.paths == ["-"] and not options.stdin_filename:
        print("flask-ls check -: say which file it is, --stdin-filename FILE", file=sys.stderr)
        return 2
    return run_check(
        options.paths,
        Request(
            form=options.format,
            select=_names(options.select),
            ignore=_names(options.ignore),
            preview=options.preview,
            fix=options.fix,
            unsafe=options.unsafe_fixes,
            diff=options.diff,
            statistics=options.statistics,
            exit_zero=options.exit_zero,
            stdin=options.stdin_filename,
        ),
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for each in text.split(",") if (name := each.strip()))


def _parser() -> argparse.ArgumentParser:
    import argparse

    parser = argparse.ArgumentParser(prog="flask-ls", description="Editor intelligence and checks for Flask projects.")
    parser.add_argument("--version", action="version", version=f"flask-ls {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    serve = commands.add_parser("serve", help="run the language server")
    serve.add_argument("--stdio", action="store_true", help="speak over standard input and output (the default)")
    serve.add_argument("--tcp", type=int, metavar="PORT", help="listen on 127.0.0.1:PORT instead, for debugging")

    check = commands.add_parser("check", help="report findings in files and folders")
    check.add_argument("paths", nargs="*", default=["."], metavar="PATH")
    check.add_argument("--format", choices=("text", "concise", "json", "github", "gitlab", "sarif"), default="text")
    check.add_argument(
        "--select", default="", metavar="RULES", help="run these alone: codes, beginnings of codes, names"
    )
    check.add_argument("--ignore", default="", metavar="RULES", help="do not run these")
    check.add_argument("--preview", action="store_true", help="run the rules that are being tried, too")
    check.add_argument("--fix", action="store_true", help="mend what can be mended without changing what it does")
    check.add_argument("--unsafe-fixes", action="store_true", help="with --fix or --diff: mend what may change it, too")
    check.add_argument("--diff", action="store_true", help="show what --fix would change")
    check.add_argument("--statistics", action="store_true", help="count the findings of each rule")
    check.add_argument("--exit-zero", action="store_true", help="exit with 0 where there are findings")
    check.add_argument("--stdin-filename", metavar="FILE", help="the file that the text on standard input is")

    explain = commands.add_parser("explain", help="a rule: what it finds, why that is bad, what to write instead")
    explain.add_argument("rule", metavar="RULE", help="a code or name")

    rules = commands.add_parser("rules", help="list the rules")
    rules.add_argument("--format", choices=("text", "json"), default="text")

    routes = commands.add_parser("routes", help="list the routes of the applications, without running them")
    routes.add_argument("path", nargs="?", default=".", metavar="PATH")
    routes.add_argument("--format", choices=("text", "json"), default="text")

    snippets = commands.add_parser("snippets", help="the snippet catalogue")
    snippets.add_argument("action", choices=("list", "show", "search", "validate", "schema", "export"))
    snippets.add_argument("words", nargs="*", metavar="ID|WORD|FILE", help="what to show, search or validate")
    snippets.add_argument("--format", choices=("text", "json"), default="text", help="of list and search")
    snippets.add_argument("--to", choices=("vscode", "ultisnips", "pycharm"), help="what to export for")

    commands.add_parser("new", help="files and layouts from a template")

    doctor = commands.add_parser("doctor", help="what is running, on what, with which settings")
    doctor.add_argument("path", nargs="?", default=".")
    return parser
