"""Calls the functions of the scripts."""

import os
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCRIPTS = (
    "common", "ports", "settings", "state", "packages", "build", "toolchain", "broker", "languages", "supervise", "start", "replace",
    "migrate", "backup", "await", "health", "status", "submit", "doctor",
)  # fmt: skip


def bash(line, *arguments, **environment):
    """Runs a line with all functions at hand: its exit status and what it prints."""
    sources = "; ".join(f'source "$ROOT/script/{name}.sh"' for name in SCRIPTS)
    done = subprocess.run(
        ["bash", "-c", f"set -euo pipefail; {sources}; {line}", "bash", *map(str, arguments)],
        env={"PATH": os.environ["PATH"], "ROOT": ROOT, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout.decode().strip()
