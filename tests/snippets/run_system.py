"""Runs the entries of files that are neither Python nor templates: by the program that reads such a file.

Each function checks one text in a folder of its own, as its `check` says (see snippets/README.md).
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import yaml
from serving import APP, Address, Place, address_of, application, ask, ask_uwsgi, served, tool

_REQUEST = re.compile(
    r"(?P<method>[A-Z]+) (?P<url>https?://\S+)(?P<headers>(?: [\w-]+=\S+)*)(?: (?P<bytes>\d+) bytes)?"
    r" -> (?P<status>\d+(?: or \d+)*)(?: (?P<text>.*))?\Z"
)
_HELLO = "Hello "


def run_system(where: str, check: dict[str, Any], number: int, text: str) -> None:
    """Check one text of an entry of this place, the one of this number. A list of texts has one for each choice."""
    check = {
        key: value[number] if key in ("values", "says") and isinstance(value, list) else value
        for key, value in check.items()
    }
    keys, checked = _PLACES[where]
    assert set(check) <= keys | {"around", "files", "run"}, f"a check in {where} has the keys {keys}"
    before, mark, after = check.get("around", "<|>").partition("<|>")
    assert mark, "`around` must say with <|> where the snippet stands"
    indent = re.search(r" *\Z", before)
    whole = before + text.replace("\n", "\n" + (indent[0] if indent else "")) + after
    with _place(check.get("files", {})) as place:
        checked(place, check, whole if whole.endswith("\n") else whole + "\n")
        if "run" in check:
            exec(compile(check["run"], f"{where} (run)", "exec", dont_inherit=True), {"text": text, "place": place})


@contextmanager
def _place(files: dict[str, str]) -> Iterator[Place]:
    """A folder with a short name, since the path of a socket is at most 107 bytes long, with an application in it."""
    with tempfile.TemporaryDirectory(prefix="fls") as folder:
        place = Place(folder)
        place.put({"app.py": APP, **files})
        yield place


def _said(command: list[str], place: Place, text: str | None = None) -> str:
    """What a program says. It must succeed."""
    done = subprocess.run(
        command, input=text, cwd=place.folder, text=True, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout + done.stderr


# Commands


def serves(text: str) -> None:
    """A command line starts a server, and it answers."""
    with _place({}) as place:
        command = place.local(text)
        address = address_of(command)
        with served(["bash", "-euc", command], place.folder, address):
            assert _HELLO in ask(address)[1]


def serves_started(text: str) -> bool:
    """Whether Python code that starts a server of `app`, when it is run as a script, answers."""
    with _place({}) as place:
        script = place.local(APP + text)
        place.put({"script.py": script})
        with served([sys.executable, "script.py"], place.folder, address_of(script)):
            return _HELLO in ask(address_of(script))[1]


def asked_of_root(text: str) -> str:
    """The commands by which an administrator changes the system, in a folder; what `sudo` was asked to run."""
    nginx = tool("nginx", "nginx-light")
    with _place({"/etc/nginx/sites-available/app": "server { listen 80; location / { return 204; } }"}) as place:
        Path(place.folder, "etc/nginx/sites-enabled").mkdir()
        config = _nginx_file(place, "include etc/nginx/sites-enabled/*;")
        functions = (
            'sudo() { echo "$*" >>asked; case "$1" in\n'
            f'nginx) shift; {shlex.quote(nginx)} -c {shlex.quote(config)} -p {shlex.quote(place.folder)} "$@" ;;\n'
            'systemctl | journalctl | certbot) ;; *) "$@" ;; esac; }\n'
        )
        _said(["bash", "-eu"], place, functions + place.local(text))
        asked = Path(place.folder, "asked").read_text(encoding="utf-8")
        return asked.strip().replace(place.folder, "").replace("\n", "; ")


# gunicorn.conf.py


def gunicorn_settings(text: str) -> dict[str, str]:
    """The settings as Gunicorn reads them from a `gunicorn.conf.py` of this text; it also starts, and answers."""
    with _place({}) as place:
        place.put({"gunicorn.conf.py": place.local(text)})
        said = _said(["gunicorn", "--print-config", "app:app"], place)
        settings = dict(re.findall(r"^(\w+) += (.*)$", said, re.MULTILINE))
        address = address_of(settings["bind"])
        with served(["gunicorn"], place.folder, address):
            assert _HELLO in ask(address)[1]
        return {name: value.replace(place.folder, "") for name, value in settings.items()}


# nginx


def _nginx_file(place: Place, text: str) -> str:
    """The path of a whole configuration around a part of the one of a site."""
    folders = "".join(f"{each}_temp_path {each};" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;" if os.geteuid() == 0 else ""
    shutil.copy("/etc/nginx/uwsgi_params", place.folder)
    whole = (
        f"{user} daemon off; master_process off; pid nginx.pid; error_log stderr; events {{}}\n"
        f"http {{ access_log off; types {{ text/css css; }} {folders}\n{text}\n}}\n"
    )
    place.put({"nginx.conf": place.local(whole)})
    return f"{place.folder}/nginx.conf"


def _certificate(place: Place) -> None:
    import trustme

    made = trustme.CA().issue_cert("example.com")
    folder = Path(place.folder, "etc/letsencrypt/live/example.com")
    folder.mkdir(parents=True)
    made.private_key_pem.write_to_path(folder / "privkey.pem")
    made.cert_chain_pems[0].write_to_path(folder / "fullchain.pem")


def _nginx(place: Place, check: dict[str, Any], text: str) -> None:
    """`nginx -t`; then nginx runs, in front of an application at every address it passes to, and is asked."""
    program = tool("nginx", "nginx-light")
    if "/etc/letsencrypt" in text:
        _certificate(place)
    command = [program, "-p", place.folder, "-c", _nginx_file(place, text)]
    assert "warn" not in _said([*command, "-t"], place)
    whole = Path(place.folder, "nginx.conf").read_text(encoding="utf-8")
    ports = {bool(rest): int(port) for port, rest in re.findall(r"listen [\d.]+:(\d+)( ssl)?", whole)}
    assert ports, "nothing listens"
    passed = set(re.findall(r"proxy_pass http://(?:127\.0\.0\.1:(\d+)|unix:([\w./-]+))", whole))
    addresses: list[Address] = [path or int(port) for port, path in passed]
    with ExitStack() as running:
        running.enter_context(application(*addresses))
        if uwsgi := re.search(r"uwsgi_pass unix:([\w./-]+)", whole):
            started = ["uwsgi", "--socket", uwsgi[1], "--module", "app:app", "--die-on-term"]
            running.enter_context(served(started, place.folder, uwsgi[1]))
        running.enter_context(served(command, place.folder, ports.get(False) or ports[True]))
        for request in check.get("requests", ()):
            _request(request, ports)


def _request(request: str, ports: dict[bool, int]) -> None:
    match = _REQUEST.match(request)
    assert match is not None, f"not a request: {request}"
    headers = dict(pair.split("=", 1) for pair in match["headers"].split())
    port = ports[match["url"].startswith("https:")]
    status, text = ask(port, match["url"], match["method"], b"x" * int(match["bytes"] or 0), **headers)
    assert str(status) in match["status"].split(" or "), f"{request}: {status} {text}"
    assert (match["text"] or "") in text, f"{request}: {text}"


# systemd


def _systemd(place: Place, check: dict[str, Any], text: str) -> None:
    """`systemd-analyze` finds nothing to say, the exposure is low enough, and what the unit starts serves."""
    program = tool("systemd-analyze", "systemd")
    place.put_environment()
    local = place.local(text)
    place.put({check["unit"]: local, **{name: place.local(each) for name, each in check.get("files", {}).items()}})
    path = f"{place.folder}/{check['unit']}"
    said = _said([program, "verify", "--man=no", path], place)
    assert place.folder not in said and check["unit"] not in said, said
    if "exposure" in check:
        rows = _said([program, "security", "--offline=yes", "--no-pager", path], place)
        exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", rows)
        assert exposure is not None and float(exposure[1]) <= check["exposure"], rows[-2000:]
    command = re.search(r"^ExecStart=(.*)$", local, re.MULTILINE)
    if "says" in check:
        assert command is not None
        assert check["says"] in _said(shlex.split(command[1]), place)
    if check.get("serves"):
        assert command is not None
        address = address_of(command[1])
        with _told() as (told, said), served(shlex.split(command[1]), place.folder, address, NOTIFY_SOCKET=said):
            assert _HELLO in ask(address)[1]
            assert "Type=notify" not in text or b"READY=1" in told.recv(4096)


@contextmanager
def _told() -> Iterator[tuple[socket.socket, str]]:
    """A socket that is told when a service is ready, and its name."""
    with tempfile.TemporaryDirectory(prefix="fls") as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.settimeout(10)
        told.bind(f"{folder}/notify")
        yield told, f"{folder}/notify"


def activated(place: Place, command: str) -> bool:
    """Whether what is started with the socket of the unit, once somebody connects, answers there."""
    unit = Path(place.folder, "app.socket").read_text(encoding="utf-8")
    address = unit.partition("ListenStream=")[2].partition("\n")[0]
    starter = [tool("systemd-socket-activate", "systemd"), f"--listen={address}"]
    with served([*starter, *shlex.split(f"{place.folder}/{command}")], place.folder, address):
        return _HELLO in ask(address)[1]


# uWSGI


def _ini(place: Place, check: dict[str, Any], text: str) -> None:
    """uWSGI starts with the file, and answers by the protocol that it `speaks`."""
    local = place.local(text)
    place.put({"uwsgi.ini": local})
    address = address_of(local)
    with served(["uwsgi", "--ini", "uwsgi.ini"], place.folder, address):
        assert _HELLO in (ask(address)[1] if check["speaks"] == "http" else ask_uwsgi(address))


# Docker


def _dockerfile(place: Place, check: dict[str, Any], text: str) -> None:
    """Hadolint finds nothing; with `serves`, the command serves and the health check sees it, and that it ended."""
    place.put({"Dockerfile": text})
    assert _said(["hadolint", "Dockerfile"], place) == ""
    instructions = _instructions(place)
    users = [value for name, value in instructions if name == "USER"]
    assert users and users[-1] not in ("root", "0"), "the container runs as root"
    if not check.get("serves"):
        return
    local = place.local("\n".join(value for name, value in instructions if name in ("HEALTHCHECK", "CMD")))
    health, command = (json.loads(line[line.index("[") :]) for line in local.splitlines())
    environment = dict(pair.split("=", 1) for name, value in instructions if name == "ENV" for pair in value.split())
    environment.pop("PATH", None)
    address = address_of(" ".join(command))
    asked = [sys.executable, *health[1:]]
    assert health[0] == "python"
    with served(command, place.folder, address, **environment):
        assert _HELLO in ask(address)[1]
        _said(asked, place)
    assert subprocess.run(asked, capture_output=True, timeout=60, check=False).returncode == 1


def _instructions(place: Place) -> list[tuple[str, str]]:
    from dockerfile_parse import DockerfileParser

    parser = DockerfileParser(f"{place.folder}/Dockerfile", fileobj=None)
    return [(each["instruction"], each["value"]) for each in parser.structure if each["instruction"] != "COMMENT"]


def _ignore(place: Place, check: dict[str, Any], text: str) -> None:
    """Git, or Docker's client for Python, leaves out just these of the files."""
    paths = [*check["ignored"], *check["kept"]]
    place.put(dict.fromkeys(paths, ""))
    if check["by"] == "git":
        place.put({".gitignore": text})
        _said(["git", "init", "--quiet"], place)
        kept = set(_said(["git", "ls-files", "--others", "--exclude-standard"], place).splitlines())
    else:
        from docker.utils import exclude_paths

        kept = exclude_paths(place.folder, [line for line in text.splitlines() if line], dockerfile="elsewhere")
    assert set(check["kept"]) == kept & set(paths), f"kept: {kept}"


# YAML


def _yaml(schema: str) -> Callable[[Place, dict[str, Any], str], None]:
    def checked(place: Place, check: dict[str, Any], text: str) -> None:
        """The published schema of the format accepts the file; `holds` are expressions that are true of its `data`."""
        place.put({"file.yaml": text})
        _said([sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", "file.yaml"], place)
        data = yaml.safe_load(text)
        for expression in check["holds"]:
            assert eval(expression, {"data": data}), f"not so: {expression}"
        if schema == "github-workflows":
            for job in data["jobs"].values():
                for step in job["steps"]:
                    if "run" in step:
                        _said(["bash", "-euo", "pipefail", "-c", step["run"]], place)

    return checked


# .env


def _dotenv(place: Place, check: dict[str, Any], text: str) -> None:
    """python-dotenv reads these `values`; and Flask's command line takes them."""
    from dotenv import dotenv_values

    name = check.get("name", ".env")
    place.put({name: text})
    assert check["values"] == dotenv_values(f"{place.folder}/{name}")
    if "says" in check:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("FLASK_")}
        done = subprocess.run(
            ["flask", "clean"], cwd=place.folder, env=clean, text=True, capture_output=True, timeout=60, check=True
        )
        assert check["says"] in done.stdout, done.stdout


_PLACES: dict[str, tuple[set[str], Callable[[Place, dict[str, Any], str], None]]] = {
    "nginx": ({"requests"}, _nginx),
    "systemd": ({"unit", "exposure", "says", "serves"}, _systemd),
    "ini": ({"speaks"}, _ini),
    "dockerfile": ({"serves"}, _dockerfile),
    "ignore": ({"by", "ignored", "kept"}, _ignore),
    "compose": ({"holds"}, _yaml("compose-spec")),
    "workflow": ({"holds"}, _yaml("github-workflows")),
    "dotenv": ({"name", "values", "says"}, _dotenv),
}
SYSTEM_PLACES = frozenset(_PLACES)
