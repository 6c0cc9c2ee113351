"""Starts the server from the libraries that the extension carries.

Nothing of the person's folder can be imported instead: Python is started isolated (`-I`), and what the extension
carries comes first on the path.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bundled" / "libs"))

from flask_ls.cli.main import main  # noqa: E402

sys.exit(main())
