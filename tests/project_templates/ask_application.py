"""Loads an application as `flask --app` does, and asks it: `ask_application.py APP REQUESTS`, the requests as JSON."""

from __future__ import annotations

import json
import sys

from flask.cli import ScriptInfo
from runner import send

if __name__ == "__main__":
    _, path, requests = sys.argv
    app = ScriptInfo(app_import_path=path).load_app()
    client = app.test_client()
    for request in json.loads(requests):
        send(client, request)
