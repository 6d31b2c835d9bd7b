"""SandboxFusion's client from PyPI, unmodified, against the address in the first argument; and verl's shape of a request."""
import concurrent.futures
import sys

import requests
from sandbox_fusion import RunCodeRequest, RunStatus, run_code, set_sandbox_endpoint

base = sys.argv[1] + "/sandboxfusion"
set_sandbox_endpoint(base)

hello = run_code(RunCodeRequest(code="print(input())", language="python", stdin="hello"))
assert hello.status == RunStatus.Success and hello.run_result.stdout == "hello\n", hello
broken = run_code(RunCodeRequest(code="int main() { return x; }", language="cpp"))
assert broken.status == RunStatus.Failed and broken.compile_result.return_code != 0, broken
late = run_code(RunCodeRequest(code="while True: pass", language="python", run_timeout=1))
assert late.run_result.status == "TimeLimitExceeded" and late.run_result.return_code is None, late
assert requests.get(base + "/v1/ping", timeout=10).json() == "pong"


def case(number):
    answer = requests.post(
        base + "/run_code",
        timeout=30,
        json={
            "compile_timeout": 10,
            "run_timeout": 10,
            "code": "n = int(input())\nprint(n * n)",
            "stdin": str(number),
            "memory_limit_MB": 1024,
            "language": "python",
            "files": {},
            "fetch_files": [],
        },
    )
    return answer.status_code, answer.json()["run_result"]["stdout"].rstrip("\n")


with concurrent.futures.ThreadPoolExecutor(32) as threads:
    answers = list(threads.map(case, range(100)))
assert answers == [(200, str(n * n)) for n in range(100)], answers
