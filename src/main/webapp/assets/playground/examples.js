/** Programs that show what can be done here. */

import { defaultOptions } from "./workspace.js";

/** @typedef {import("./workspace.js").Workspace} Workspace */

/**
 * @param {string} language
 * @param {import("./workspace.js").SourceFile[]} files
 * @param {[stdin: string, expected: string][]} cases
 * @returns {Workspace}
 */
function example(language, files, cases) {
  const all = cases.map(([stdin, expected]) => ({ stdin, expected, args: "" }));
  return { language, version: "", files, cases: all, options: defaultOptions() };
}

const words = `import sys
from collections import Counter

counts = Counter(sys.stdin.read().lower().split())
for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
    print(count, word)
`;

const primes = `#include <iostream>
#include <vector>

int main() {
    int n;
    std::cin >> n;
    std::vector<bool> composite(n + 1);
    int primes = 0;
    for (long long i = 2; i <= n; i++) {
        if (composite[i]) continue;
        primes++;
        for (long long j = i * i; j <= n; j += i) composite[j] = true;
    }
    std::cout << primes << "\\n";
}
`;

const main = `#include <stdio.h>
#include "queue.h"

int main(void) {
    int value;
    while (scanf("%d", &value) == 1) push(value);
    while (!empty()) printf("%d\\n", pop());
}
`;

const queue = `#include "queue.h"

static int values[1000];
static int first, last;

void push(int value) { values[last++ % 1000] = value; }
int pop(void) { return values[first++ % 1000]; }
int empty(void) { return first == last; }
`;

const header = `void push(int value);
int pop(void);
int empty(void);
`;

const wrong = `const lines = require("fs").readFileSync(0, "utf8").trim().split("\\n");
for (const line of lines) {
  // Somebody forgot that a name may have a blank after it.
  console.log("Hello, " + line + "!");
}
`;

const endless = `n = int(input())
while n != 1:
    n = n // 2 if n % 2 == 0 else 3 * n  # 3n + 1 would end
print(n)
`;

const broken = `#include <iostream>

int main() {
    int sum = 0
    for (int i = 1; i <= 10; i++) sum += i;
    std::cout << total << std::endl;
}
`;

/** @type {{key: import("../texts.js").TextKey, workspace: Workspace}[]} */
export const EXAMPLES = [
  {
    key: "example.words",
    workspace: example(
      "python",
      [{ name: "main.py", content: words }],
      [
        ["the cat and the dog\n", "2 the\n1 and\n1 cat\n1 dog\n"],
        ["to be or not to be\n", "2 be\n2 to\n1 not\n1 or\n"],
      ],
    ),
  },
  {
    key: "example.primes",
    workspace: example(
      "cpp",
      [{ name: "main.cpp", content: primes }],
      [
        ["10\n", "4\n"],
        ["100\n", "25\n"],
        ["1000\n", "168\n"],
        ["10000\n", "1229\n"],
        ["100000\n", "9592\n"],
        ["1000000\n", "78498\n"],
        ["10000000\n", "664579\n"],
        ["2\n", "1\n"],
      ],
    ),
  },
  {
    key: "example.files",
    workspace: example(
      "c",
      [
        { name: "main.c", content: main },
        { name: "queue.c", content: queue },
        { name: "queue.h", content: header },
      ],
      [["3 1 2\n", "3\n1\n2\n"]],
    ),
  },
  {
    key: "example.wrong",
    workspace: example(
      "javascript",
      [{ name: "main.js", content: wrong }],
      [
        ["Ada\nGrace\n", "Hello, Ada!\nHello, Grace!\n"],
        ["Ada \nGrace\n", "Hello, Ada!\nHello, Grace!\n"],
      ],
    ),
  },
  {
    key: "example.endless",
    workspace: {
      ...example(
        "python",
        [{ name: "main.py", content: endless }],
        [
          ["8\n", "1\n"],
          ["7\n", "1\n"],
        ],
      ),
      options: { ...defaultOptions(), timeout: "1" },
    },
  },
  {
    key: "example.compile",
    workspace: example("cpp", [{ name: "main.cpp", content: broken }], [["", "55\n"]]),
  },
];
