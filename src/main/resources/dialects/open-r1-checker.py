"""Runs a checker that prints 1 or 100 where an output is right, in the way of testlib: input, output, answer."""
import contextlib
import io
import runpy
import sys

given, output, answer = sys.argv[1:4]
# The checkers are written for outputs without empty lines.
filtered = "/tmp/output.txt"
with open(output, "rb") as lines, open(filtered, "wb") as out:
    out.writelines(line for line in lines if line != b"\n")
sys.argv = ["checker.py", given, answer, filtered]
printed = io.StringIO()
try:
    with contextlib.redirect_stdout(printed):
        runpy.run_module("checker", run_name="__main__")
except SystemExit as end:
    if end.code not in (None, 0):
        raise SystemExit(3)
except BaseException as failure:
    print(repr(failure), file=sys.stderr)
    raise SystemExit(3)
raise SystemExit(0 if "".join(printed.getvalue().split()) in ("1", "100") else 1)
