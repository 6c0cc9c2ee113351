"""Text to shape. Knows Python's and Jinja's grammar, never Flask; nothing here raises on any input."""
