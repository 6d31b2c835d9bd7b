// Submits a program with two test cases, waits for its result and prints the verdicts. Needs Node.js from 18.
const { EVALX = "http://127.0.0.1:3000", EVALX_TOKEN } = process.env;
const headers = { "Content-Type": "application/json" };
if (EVALX_TOKEN) {
  headers.Authorization = `Bearer ${EVALX_TOKEN}`;
}

/** Gives the status and the JSON of an answer; throws when the server refuses. */
async function request(method, path, body) {
  const response = await fetch(EVALX + path, { method, headers, body: body && JSON.stringify(body) });
  if (!response.ok) {
    throw new Error(`${response.status}: ${await response.text()}`);
  }
  return { status: response.status, body: await response.json() };
}

const accepted = await request("POST", "/submissions", {
  language: "python",
  code: "a, b = map(int, input().split())\nprint(a + b)\n",
  test_cases: [
    { stdin: "1 2\n", expected_output: "3\n" },
    { stdin: "2 2\n", expected_output: "5\n" },
  ],
});

// 202 says how far it is, 200 is the result.
let answer;
do {
  answer = await request("GET", `/submissions/${accepted.body.token}?wait=30`);
} while (answer.status === 202);

console.log(answer.body.status);
for (const one of answer.body.results) {
  console.log(`  ${one.status}, ${one.run_time} s, ${one.space} KiB`);
}
