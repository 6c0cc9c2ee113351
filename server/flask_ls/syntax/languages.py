"""The names that editors have for the languages of files (LSP's `languageId`)."""

from __future__ import annotations

TEMPLATES = ("html", "jinja", "jinja-html", "jinja2", "django-html", "jinja-xml")
SHELL = "shellscript"
