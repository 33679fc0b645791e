"""Everything `./kith test` checks: lint, format, types, import direction, module sizes, then pytest.

With arguments for pytest (a path, `-k word`) only pytest runs. `--soak` adds the long runs.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CHECKS = (
    ("lint", [BIN / "ruff", "check", "--quiet", "."]),
    ("format", [BIN / "ruff", "format", "--quiet", "--check", "."]),
    ("types", [BIN / "mypy"]),
    ("imports", [BIN / "lint-imports", "--no-cache"]),
)


def main(arguments: list[str]) -> int:
    """Run all checks and return 0 when every one passed."""
    failed = []
    whole = not [one for one in arguments if one != "--soak"]
    if whole:
        for name, command in CHECKS:
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            sys.stdout.write(f"{name}: {'ok' if done.returncode == 0 else 'FAILED'}\n")
            if done.returncode:
                failed.append(name)
                sys.stdout.write(done.stdout + done.stderr)
        arguments = [*arguments, "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "--durations", "10"]
    sys.stdout.flush()
    tests = subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode
    if tests:
        failed.append("tests")
    passed = "all checks passed" if whole else "these tests passed (./kith test runs every check)"
    sys.stdout.write(f"FAILED: {', '.join(failed)}\n" if failed else f"{passed}\n")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
