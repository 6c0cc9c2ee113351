"""What an editor asks for, answered from a snapshot: `(Project, path, offset, Options)` to plain values."""
