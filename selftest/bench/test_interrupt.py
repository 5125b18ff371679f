"""A long command that is interrupted ends in order, whoever interrupts it."""

import os
import signal
import subprocess
import sys

import psutil
import pytest

from bench.interrupt import INTERRUPTED, interruptible

COMMAND = """
import subprocess, sys
from bench.interrupt import interruptible

CHILD = '''
import os, time
try:
    print(os.getpid(), flush=True)
    time.sleep(600)
finally:
    time.sleep(1)
    print("in order", flush=True)
'''

def main():
    return subprocess.run([sys.executable, "-c", CHILD], stderr=subprocess.DEVNULL).returncode

sys.exit(interruptible(main))
"""


def test_exit_code_is_that_of_the_command_and_signals_are_handled_as_before():
    before = signal.getsignal(signal.SIGTERM)
    assert interruptible(lambda: 7) == 7
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_interrupted_command_ends_with_one_line_once_its_children_have_ended_in_order(sent):
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
        assert command.stderr.read() == "interrupted\n"
        assert command.stdout.read() == "in order\n"
    assert not psutil.wait_procs([child], timeout=60)[1]
