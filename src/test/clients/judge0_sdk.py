"""Judge0's official SDK from PyPI, unmodified, against the address in the first argument."""
import sys

import judge0
from judge0 import Client, File, Filesystem, LanguageAlias, Status, Submission

client = Client(sys.argv[1] + "/judge0")
assert client.version == "1.13.1"

hello = judge0.run(client=client, source_code="print(f'hello {input()}')", stdin="x", language=LanguageAlias.PYTHON)
assert (hello.status, hello.stdout) == (Status.ACCEPTED, "hello x\n"), hello

many = judge0.run(
    client=client,
    submissions=[Submission(source_code=f"echo {i}; exit {i % 2}", language=LanguageAlias.BASH) for i in range(45)],
)
assert [s.stdout for s in many] == [f"{i}\n" for i in range(45)]
assert [s.status for s in many] == [Status.ACCEPTED, Status.RUNTIME_ERROR_NZEC] * 22 + [Status.ACCEPTED]

cases = judge0.run(
    client=client, source_code="print(int(input())+1)", language=LanguageAlias.PYTHON, test_cases=[("1", "2"), ("2", "4")]
)
assert [s.status for s in cases] == [Status.ACCEPTED, Status.WRONG_ANSWER]

files = Filesystem(content=[File(name="a.txt", content="data")])
read = judge0.run(
    client=client, source_code="print(open('a.txt').read())", language=LanguageAlias.PYTHON, additional_files=files
)
assert read.stdout == "data\n", read

broken = judge0.run(client=client, source_code="int main(){return x;}", language=LanguageAlias.C)
assert broken.status == Status.COMPILATION_ERROR and "undeclared" in broken.compile_output
