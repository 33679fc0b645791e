import os
import subprocess
import sys

import pytest

from data.errors import KithError
from data.locks import locked

HOLD = """
import sys
from data.locks import locked
from data.settings import load_settings
with locked(load_settings(sys.argv[1]), "test", "works"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_another_process_is_named_and_its_end_frees_the_lock(settings):
    command = [sys.executable, "-c", HOLD, str(settings.home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(KithError) as caught, locked(settings, "test", "crawls this source"):
            pass
        assert str(caught.value) == f"another process ({holder.pid}) crawls this source just now"
        assert caught.value.code == "locked"
        with locked(settings, "other", "crawls this source"):
            pass
        holder.kill()
    with locked(settings, "test", "crawls this source"):
        assert (settings.home / "locks" / "test").read_text() == str(os.getpid())
