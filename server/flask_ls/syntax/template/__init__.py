"""Jinja templates: text to tags, their tree, the names that they need, and of HTML the attributes."""
