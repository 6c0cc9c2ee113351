"""Flask Language Server: editor intelligence for Flask projects.

The packages are floors; imports go down only (see server/docs/ARCHITECTURE.md):

    lsp, cli  ->  features  ->  rules  ->  symbols  ->  project  ->  syntax, knowledge  ->  text, options
"""

__version__ = "0.1.0"
