"""An abstract evaluator: follows what a project's modules do when they are imported, on plain values, without running them.

What is computed from something that is not in the source (the environment, a file, a library that has no model) is
`Unknown` with a reason, and both branches of a test on it are followed. Libraries are described by models: short
Python files in `flask_ls/knowledge/library_models/` that the evaluator follows like the project's own code.
"""
