"""Print the rules of a running application as JSON: the truth that the route map is held against.

    python -m venv /tmp/app && /tmp/app/bin/pip install DISTRIBUTION==VERSION
    /tmp/app/bin/python tests/corpus/dump_routes.py "module:expression" > tests/corpus/routes/DISTRIBUTION.json

The expression is evaluated in the module. Only rules whose view lies in the module's own top-level package are printed,
with the file relative to that package's parent and the line of the `def` or `class`.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
from pathlib import Path


def main(target: str) -> None:
    name, _, expression = target.partition(":")
    sys.path.insert(0, "")
    module = importlib.import_module(name)
    app = eval(expression, vars(module))
    package = Path(sys.modules[name.partition(".")[0]].__file__ or "").resolve().parent
    base = package.parent
    rows = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions.get(rule.endpoint)
        view = getattr(view, "view_class", None) or inspect.unwrap(view)
        try:
            file = Path(inspect.getsourcefile(view) or "").resolve()
            lines, first = inspect.getsourcelines(view)
        except (TypeError, OSError):
            continue
        if package not in file.parents or "site-packages" in str(file.relative_to(base)):
            continue
        header = next(at for at, line in enumerate(lines) if line.lstrip().startswith(("def ", "class ", "async ")))
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        place = [str(file.relative_to(base)), first + header]
        rows.append({"rule": rule.rule, "endpoint": rule.endpoint, "methods": methods, "place": place})
    print(json.dumps(sorted(rows, key=lambda row: (row["rule"], row["endpoint"], row["methods"])), indent=1))


if __name__ == "__main__":
    main(sys.argv[1])
