"""`python -m flask_ls` is the same as the `flask-ls` command."""

from flask_ls.cli.main import run

if __name__ == "__main__":
    run()
