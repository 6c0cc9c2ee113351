"""`python -m flask_ls` is the same as the `flask-ls` command."""

import sys

from flask_ls.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
