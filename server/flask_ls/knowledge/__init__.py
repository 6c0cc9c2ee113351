"""What there is to know about Flask itself: its API and the snippet catalogue. Knows no project.

People edit YAML (`knowledge/data`, and `snippets/` at the top of the repository); what is read at run time is the JSON
that `server/dev/generate.py` makes of it.
"""
