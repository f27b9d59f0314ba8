"""Other processes: exit codes, pipes, encodings and terminals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.cli.command_lines import LECTURE

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = [sys.executable, "-m", "backprop.cli"]
EVAL = ["eval", *LECTURE]
CHINESE = ["eval", "价*2", "--价", "3"]
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX only")


def start(*words: str, env: dict[str, str], **streams: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *words], env=env, capture_output=not streams, text=True, encoding="utf-8",
        check=False, **streams,  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_pipe_gets_the_plain_form(clean_environment: dict[str, str]) -> None:
    done = start(*EVAL, env=clean_environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert "─" not in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stdout.startswith("(x + y)*z\n\nvalues and gradients\nnode  operation  value")


@posix
@pytest.mark.parametrize("words", [EVAL, ["functions"], ["--help"], ["eval", "--help"]])
def test_a_reader_that_went_away(clean_environment: dict[str, str], words: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as stdout:
        done = start(*words, env=clean_environment, stdout=stdout, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (141, "")


@posix
def test_a_reader_that_leaves_in_the_middle(
    clean_environment: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "long"
    path.write_text("+".join(["x"] * 5000))
    process = subprocess.Popen(
        [*PROGRAM, "eval", "--file", str(path), "--x", "1", "--json"],
        env=clean_environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert (process.wait(60), process.stderr.read()) == (141, b"")
    process.stderr.close()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux only")
def test_a_full_disk(clean_environment: dict[str, str]) -> None:
    with open("/dev/full", "w") as stdout:
        done = start(*EVAL, env=clean_environment, stdout=stdout, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr == "error: cannot write the result: No space left on device\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux only")
def test_a_warning_that_cannot_be_written_does_not_cost_the_result(
    clean_environment: dict[str, str],
) -> None:
    with open("/dev/full", "w") as stderr:
        done = start(
            "eval", "1/2x", "--x", "4", "--get", "value",
            env=clean_environment, stdout=subprocess.PIPE, stderr=stderr,
        )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "2\n")


@posix
def test_words_that_the_locale_cannot_read_are_read_as_utf_8(
    clean_environment: dict[str, str],
) -> None:
    plain_c = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = start(
        "eval", "饮料*2", "--饮料", "3", "--get", "value,d饮料",
        env=clean_environment | plain_c, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "6\n2\n", "")


def closed(words: str, streams: str, env: dict[str, str]) -> tuple[int, str]:
    """The status of a command line whose streams are closed, and what it says on stderr."""
    command = f'"$0" -m backprop.cli {words} {streams}'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable], env=env, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr


@posix
@pytest.mark.parametrize("streams", ["<&-", "2>&-", "<&- 2>&-"])
def test_closed_streams_are_no_fault(clean_environment: dict[str, str], streams: str) -> None:
    assert closed("eval x*2 --x 3 --get value", streams, clean_environment) == (0, "")


@posix
@pytest.mark.parametrize(
    "words",
    [
        "eval x*2 --x 3 --get value", "eval x*2 --x 3 --get dx", "jacobian x*2 --x 3",
        "hessian x*2 --x 3", "diff x^2", "explain x*2 --x 3", "paths x*2 --x 3", "graph x*2",
        "compare x*2 --x 3", "check x*2 dx=2 --x 3", "functions", "grade --example", "--help",
        "--version",
    ],
)  # fmt: skip
def test_a_result_that_nobody_can_get_is_no_success(
    clean_environment: dict[str, str], words: str
) -> None:
    status, told = closed(words, ">&-", clean_environment)
    assert (status, told) == (2, "error: cannot write the result: standard output is closed\n")
    assert closed(words, ">&- 2>&-", clean_environment)[0] == 2


@posix
def test_what_goes_to_a_file_needs_no_standard_output(
    clean_environment: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "lesson.md"
    assert closed(f"explain x*2 --x 3 -o {path}", ">&-", clean_environment) == (0, "")
    assert "x*2" in path.read_text()


ENDLESS = [
    (["eval", "x", "--at", "@/dev/zero"], None, "'/dev/zero'", "50,000,000"),
    (["eval", "--file", "/dev/zero"], None, "'/dev/zero'", "50,000,000"),
    (["eval", "-"], "/dev/zero", "standard input", "50,000,000"),
    (["grade", "/dev/zero", "answers.csv"], None, "'/dev/zero'", "50,000,000"),
    (["grade", "-", "answers.csv"], "/dev/zero", "standard input", "50,000,000"),
    (["grade", "HOMEWORK", "/dev/zero"], None, "'/dev/zero'", "500,000,000"),
    (["grade", "HOMEWORK", "-"], "/dev/zero", "standard input", "500,000,000"),
]


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="Linux and macOS only")
@pytest.mark.parametrize(("words", "stdin", "name", "most"), ENDLESS)
def test_what_has_no_end_is_refused(
    clean_environment: dict[str, str], tmp_path: Path, words: list[str], stdin: str | None,
    name: str, most: str,
) -> None:  # fmt: skip
    import resource

    homework = tmp_path / "homework.toml"
    homework.write_text('[[question]]\nexpression = "x"\nat = { x = 1 }\nask = "dx"\n')
    with open(stdin or os.devnull, "rb") as source:
        done = start(
            *[str(homework) if word == "HOMEWORK" else word for word in words],
            env=clean_environment, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30)),
        )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert f"error: {name} is larger than {most} bytes" in done.stderr


@posix
def test_interruption(clean_environment: dict[str, str]) -> None:
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [*PROGRAM, "eval", "-"],
        env=clean_environment, stdin=reader, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        # A test run in the background ignores the signal and would hand that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )  # fmt: skip
    os.write(writer, b"x" * 100_000)  # more than a pipe holds, so it is being read when this ends
    time.sleep(0.5)  # and now it waits for more
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    os.close(reader)
    os.close(writer)
    assert (process.returncode, stdout, stderr) == (130, b"", b"error: interrupted\n")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "utf-8", "gbk"])
@pytest.mark.parametrize("form", ["table", "plain", "json", "csv", "tsv", "markdown"])
def test_output_never_fails_for_an_encoding(
    clean_environment: dict[str, str], encoding: str, form: str
) -> None:
    env = clean_environment | {"PYTHONIOENCODING": encoding}
    done = subprocess.run(
        [*PROGRAM, *CHINESE, "--format", form], env=env, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    done.stdout.decode(encoding)


def test_errors_in_ascii(clean_environment: dict[str, str]) -> None:
    env = clean_environment | {"PYTHONIOENCODING": "ascii"}
    done = start("eval", "价+?", env=env)
    assert done.returncode == 2
    assert done.stderr.splitlines()[1:4] == ["  |", "1 | \\u4ef7+?", "  |        ^"]


def test_the_c_locale(clean_environment: dict[str, str]) -> None:
    env = clean_environment | {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0",
                               "PYTHONCOERCECLOCALE": "0"}  # fmt: skip
    done = start(*EVAL, "--format", "table", env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()


@posix
def test_an_argument_that_is_not_utf_8(clean_environment: dict[str, str]) -> None:
    done = subprocess.run(
        [*PROGRAM, "eval", b"x+\xff"], env=clean_environment, capture_output=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.decode() == (
        "error: the expression is not valid UTF-8\n  |\n1 | x+\\xff\n  |   ^^^^\n"
    )


def test_warnings_are_said_once_where_both_streams_meet(clean_environment: dict[str, str]) -> None:
    together = start(
        "eval", "1/2x", "--x", "1", env=clean_environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    apart = start("eval", "1/2x", "--x", "1", env=clean_environment)
    assert together.stdout.count("warning:") == 1
    assert apart.stdout.count("warning:") == apart.stderr.count("warning:") == 1
