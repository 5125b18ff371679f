"""A long command that is interrupted ends in order, whoever interrupts it."""

import os
import signal
import subprocess
import sys

import psutil
import pytest

from bench.interrupt import INTERRUPTED, interruptible

COMMAND = """
import os, subprocess, sys
from bench.interrupt import interruptible

def main():
    waiting = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
    return subprocess.run([sys.executable, "-c", waiting], stderr=subprocess.DEVNULL).returncode

sys.exit(interruptible(main))
"""


def test_exit_code_is_that_of_the_command():
    assert interruptible(lambda: 7) == 7


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_interrupted_command_ends_with_its_children_and_one_line(sent):
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND],
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as command:
        assert command.stdout
        assert command.stderr
        child = psutil.Process(int(command.stdout.readline()))
        if sent is signal.SIGINT:
            os.killpg(command.pid, sent)
        else:
            command.send_signal(sent)
        assert command.wait(60) == INTERRUPTED
        assert command.stderr.read() == "interrupted; the next call continues\n"
    assert not psutil.wait_procs([child], timeout=60)[1]
