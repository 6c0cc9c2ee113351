"""`flask-ls rules` and `flask-ls explain`: what is checked, and why."""

from __future__ import annotations

import json
import sys
from difflib import get_close_matches

from flask_ls.rules.registry import rules


def list_rules(form: str) -> int:
    """Print every rule, by code."""
    if form == "json":
        print(json.dumps([entry.rule._asdict() for entry in rules()], indent=2, ensure_ascii=False))
        return 0
    for entry in rules():
        rule = entry.rule
        marks = (" (preview)" if rule.preview else "") + (" (fix)" if rule.fixable else "")
        print(f"{rule.code} {rule.name:32} {rule.severity:12} {rule.summary}{marks}")
    return 0


def explain(wanted: str) -> int:
    """Print the page of a rule, by its code or name; 2 where there is none."""
    named = {name: entry for entry in rules() for name in (entry.rule.code.lower(), entry.rule.name)}
    entry = named.get(wanted.lower())
    if entry is None:
        near = get_close_matches(wanted.lower(), named, 1)
        hint = f"did you mean {near[0]}?" if near else "`flask-ls rules` lists them"
        print(f"flask-ls explain: there is no rule {wanted}; {hint}", file=sys.stderr)
        return 2
    rule = entry.rule
    print(f"{rule.code} {rule.name} ({rule.severity})\n\n{rule.summary}\n\n{entry.doc}\n\n{rule.docs}")
    return 0
