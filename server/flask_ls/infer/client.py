"""The server's side of the process that asks jedi: started when first asked, restarted when it dies or hangs.

It knows neither the protocol nor jedi. Nobody waits longer than the deadline of a question; the answer to one that
was late is kept, so that asking again finds it. A failure is a reason for `failure`, never an exception.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import time
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

DEADLINE = 0.7  # seconds that an answer may be waited for
HUNG = 10.0  # seconds after which a worker is thought to hang: a first answer reads much of the libraries
_BACK_OFF = (0.2, 30.0)  # seconds between two starts: at first, and at most
_KEPT = 256  # answers
_LINE = 4_000_000  # bytes of an answer
_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from flask_ls.infer.worker import main; main()"


class Question(NamedTuple):
    """What to say of a place. `ask` is one of the worker's questions: what the name there is (`hover`), what can stand behind
    the dot there (`members`), or what one of these is, `name` (`member`). `version` changes with any text that an answer may depend on; line and column are
    from 0, the column in code points. `python` and `environment` say where the project's packages are, or are empty."""

    ask: Literal["hover", "members", "member"]
    path: str
    version: int
    line: int
    column: int
    root: str
    python: str
    environment: str
    name: str = ""


class Inference:
    """One worker process, one question at a time, the newest first."""

    def __init__(self) -> None:
        self.failure = ""
        self._process: asyncio.subprocess.Process | None = None
        self._starts_in_a_row = 0
        self._not_before = 0.0
        self._kept: OrderedDict[Question, Any] = OrderedDict()
        self._waiting: tuple[Question, Mapping[str, str], asyncio.Future[Any]] | None = None
        self._asked: tuple[Question, asyncio.Future[Any]] | None = None
        self._told: dict[str, str] = {}  # the texts that the worker has
        self._work: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def state(self) -> str:
        """The worker's state in words."""
        running = self._process is not None and self._process.returncode is None
        said = f"worker {self._process.pid} runs" if running and self._process else "no worker runs"
        if running and self._told:
            said = f"{said} and has the texts of {len(self._told)} open documents"
        return f"{said}; last failure: {self.failure}" if self.failure else said

    async def answer(self, question: Question, texts: Mapping[str, str], deadline: float = DEADLINE) -> Any:
        """What the worker says; None where nothing is known before the deadline, or somebody asks anew meanwhile.

        `texts` are those of the open documents by path: they count, and not what is on the disk.
        """
        if self._closed:
            return None
        if question in self._kept:
            self._kept.move_to_end(question)
            return self._kept[question]
        future = self._future(question, texts)
        done, _ = await asyncio.wait([future], timeout=deadline)
        return future.result() if done and not future.cancelled() else None

    def close(self) -> None:
        """End the worker."""
        self._closed = True
        self._give_up_waiting()
        if self._work is not None:
            self._work.cancel()
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    def _future(self, question: Question, texts: Mapping[str, str]) -> asyncio.Future[Any]:
        if self._asked is not None and self._asked[0] == question:
            return self._asked[1]
        if self._waiting is not None and self._waiting[0] == question:
            return self._waiting[2]
        self._give_up_waiting()
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting = question, texts, future
        if self._work is None or self._work.done():
            self._work = asyncio.ensure_future(self._answer_all())
        return future

    def _give_up_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting[2].set_result(None)
            self._waiting = None

    async def _answer_all(self) -> None:
        while self._waiting is not None:
            question, texts, future = self._waiting
            self._waiting, self._asked = None, (question, future)
            try:
                future.set_result(await self._answer(question, texts))
            finally:
                self._asked = None
                future.cancel()

    async def _answer(self, question: Question, texts: Mapping[str, str]) -> Any:
        try:
            said = await asyncio.wait_for(self._exchange(question, texts), HUNG)
        except asyncio.TimeoutError:
            await self._end(f"the worker did not answer within {HUNG:g} s")
            return None
        except (OSError, ValueError, NotImplementedError) as error:
            await self._end(f"the worker cannot be asked: {error}")
            return None
        if said is None:
            return None
        self._starts_in_a_row = 0
        if "failure" in said:
            self.failure = str(said["failure"])
            return None
        self._kept[question] = said["answer"]
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return self._kept[question]

    async def _exchange(self, question: Question, texts: Mapping[str, str]) -> dict[str, Any] | None:
        """The worker's answer; None where it died, or may not be started yet."""
        process = await self._started()
        if process is None or process.stdin is None or process.stdout is None:
            return None
        asked: dict[str, Any] = {name: value for name, value in question._asdict().items() if name != "version"}
        asked["changed"] = {path: text for path, text in texts.items() if self._told.get(path) != text}
        asked["closed"] = [path for path in self._told if path not in texts]
        self._told = dict(texts)
        process.stdin.write(json.dumps(asked).encode() + b"\n")
        await process.stdin.drain()
        line = await process.stdout.readline()
        if not line:
            await self._end("the worker died")
            return None
        found = json.loads(line)
        return found if isinstance(found, dict) else None

    async def _started(self) -> asyncio.subprocess.Process | None:
        if self._process is not None and self._process.returncode is None:
            return self._process
        now = time.monotonic()
        if now < self._not_before:
            return None
        first, most = _BACK_OFF
        self._not_before = now + min(first * 2**self._starts_in_a_row, most)
        self._starts_in_a_row += 1
        self._told = {}
        # Isolated, and without the folder that the server runs in: nothing of a project may be imported instead.
        own = str(Path(__file__).parents[2])
        path = [own, *(each for each in sys.path if each not in ("", own, os.getcwd()))]  # noqa: PTH109
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-c", _START, json.dumps(path)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=_LINE,
        )
        return self._process

    async def _end(self, reason: str) -> None:
        """Kill the worker, if it lives; the next question starts another."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            status = await process.wait()
            reason = f"{reason} (exit status {status})"
        self.failure = reason
