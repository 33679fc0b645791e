"""A worker has what every question needs before the first one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# In a process of its own: what is loaded here stays loaded, and other tests have done so already.
PROGRAM = """
import gc, time
from index.warming import warm
warm()
frozen = gc.get_freeze_count() * (gc.get_threshold()[2] >= 1_000)
from index.request import SearchRequest
from index.spelling import corrected
from index.understand import understand
began = time.process_time()
understand(SearchRequest(text="free grief group Tuesday evening near 90012", near="34.05,-118.24"))
corrected("greif", ("greif",), lambda word: False)
print(frozen > 100_000, time.process_time() - began)
"""


def test_the_first_question_waits_for_nothing_and_what_is_kept_is_no_garbage() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    frozen, seconds = done.stdout.split()
    assert frozen == "True"
    assert float(seconds) < 0.05
