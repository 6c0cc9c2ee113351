"""The project as an immutable snapshot: its files, what their names mean, what Flask will make of them.

The person's code is read, never imported or run.
"""
