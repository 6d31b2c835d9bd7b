"""Writes the corpus's first inputs: whole, valid conversations, one file each: python3 seeds.py FOLDER"""

import hashlib
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests"))
import evalx_isolate as e  # noqa: E402
from evalx_isolate import frame, string  # noqa: E402

HELLO = frame(e.HELLO, struct.pack(">H", e.VERSION))


def store(files):
    """The request, and the digest that PROTOCOL.md defines."""
    raw = frame(e.STORE, struct.pack(">I", len(files)))
    whole = hashlib.sha256()
    for name, body in sorted(files.items()):
        raw += frame(e.FILE, string(name) + b"\x01" + struct.pack(">Q", len(body))) + e.chunks(body)
        whole.update(struct.pack(">Q", len(name)) + name.encode() + struct.pack(">QQ", 1, len(body)))
        whole.update(hashlib.sha256(body).digest())
    return raw, whole.digest()


one, one_digest = store({"a": b"abc"})
tree, tree_digest = store({"a": b"x", "d/b": b"", "d/e/c": bytes(70000)})
SEEDS = {
    "hello": HELLO,
    "run": e.run_request(["/bin/true", "x"], stdin=b"in", env=["A=1"]),
    "run-large-stdin": e.run_request(["/bin/cat"], stdin=bytes(66000), stdout=70000),
    "run-no-output": e.run_request(["/bin/true"], stdout=0, stderr=0),
    "run-left": e.run_request(["/bin/true"], wall=0.001023),
    "run-missing": e.run_request(["/bin/true"], artifact=bytes(32)),
    "run-warm": e.run_request(["/usr/bin/python3", "x"], env=["A=1"], warm=["a", "b.c"]),
    "run-live": e.run_request(["/bin/cat"], live=True),
    "run-live-warm": e.run_request(["/usr/bin/python3", "x"], live=True, warm=[]),
    "run-given": one + e.run_request(["/bin/true"], given=(one_digest, bytes(32))),
    "run-collect": e.run_request(["/bin/true"], collect=True),
    "store-run": one + e.run_request(["/app/a"], artifact=one_digest) + e.run_request(["/app/a"], artifact=one_digest),
    "store-fetch": tree + frame(e.FETCH, tree_digest),
    "store-twice": tree + tree,
    "store-nothing": frame(e.STORE, struct.pack(">I", 0)),
    "lease": one + frame(e.LEASE, one_digest) * 2 + frame(e.RELEASE, one_digest) * 2,
    "missing": frame(e.LEASE, bytes(32)) + frame(e.FETCH, bytes(32)),
    "cut": tree[: len(tree) // 2],
}

for seed, content in SEEDS.items():
    with open(os.path.join(sys.argv[1], seed), "wb") as file:
        file.write(content)
