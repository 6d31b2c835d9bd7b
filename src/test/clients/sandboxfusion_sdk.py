"""SandboxFusion's client from PyPI, unmodified, against the address in the first argument; and verl's shape of a request."""
import concurrent.futures
import sys

import requests
from sandbox_fusion import (
    GetPromptsRequest,
    RunCodeRequest,
    RunStatus,
    SubmitRequest,
    TestConfig,
    get_prompts,
    run_code,
    set_endpoint,
    submit,
)

base = sys.argv[1] + "/sandboxfusion"
set_endpoint(base)

hello = run_code(RunCodeRequest(code="print(input())", language="python", stdin="hello"))
assert hello.status == RunStatus.Success and hello.run_result.stdout == "hello\n", hello
broken = run_code(RunCodeRequest(code="int main() { return x; }", language="cpp"))
assert broken.status == RunStatus.Failed and broken.compile_result.return_code != 0, broken
late = run_code(RunCodeRequest(code="while True: pass", language="python", run_timeout=1))
assert late.run_result.status == "TimeLimitExceeded" and late.run_result.return_code is None, late
assert requests.get(base + "/v1/ping", timeout=10).json() == "pong"


problem = {
    "id": 1,
    "content": "Add two numbers.",
    "labels": {},
    "test": [{"input": {"stdin": f"{n} 1"}, "output": {"stdout": f"{n + 1}"}} for n in range(20)],
}
config = TestConfig(dataset_type="CommonOJDataset", language="cpp", provided_data=problem)
solution = """Here it is:
```cpp
#include <iostream>
int main() { long a, b; std::cin >> a >> b; std::cout << a + b << std::endl; }
```
"""
judged = submit(SubmitRequest(dataset="mine", id=1, completion=solution, config=config))
assert judged.accepted and len(judged.tests) == 20, judged
wrong = submit(SubmitRequest(dataset="mine", id=1, completion=solution.replace("a + b", "a - b"), config=config))
assert not wrong.accepted and len(wrong.tests) == 1, wrong
config.provided_data = [problem]
prompts = get_prompts(GetPromptsRequest(dataset="mine", config=config))
assert prompts[0].prompt.startswith("Add two numbers."), prompts


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


with concurrent.futures.ThreadPoolExecutor(100) as threads:
    answers = list(threads.map(case, range(100)))
assert answers == [(200, str(n * n)) for n in range(100)], answers
