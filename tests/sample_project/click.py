"""Counts clicks. Its name hides the package of the same name, which Flask needs."""

clicks = 0
