"""`flask-ls snippets list`: the catalogue, for people and for other editors."""

from __future__ import annotations

import json

from flask_ls.knowledge.snippets import as_json, builtin


def list_snippets(form: str) -> int:
    """Print every entry, with `id, prefix, title, where, category, imports, body, source` among its keys in JSON."""
    if form == "json":
        print(json.dumps(as_json(builtin()), indent=2, ensure_ascii=False))
        return 0
    for snippet in builtin():
        print(f"{snippet.prefix[0]:24} {snippet.title:48} {', '.join(snippet.where)}")
    return 0
