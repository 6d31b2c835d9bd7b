// The parts of the playground that need no browser; run by PagesTest.
import assert from "node:assert/strict";
import { File } from "node:buffer";
import { test } from "node:test";
import { diffLines, differingPart } from "./assets/playground/diff.js";
import * as figures from "./assets/playground/format.js";
import { importCases } from "./assets/playground/import-cases.js";
import { CannotOpen, CannotShare, fragmentOf, workspaceOf } from "./assets/playground/link.js";
import { deflate } from "./assets/playground/packing.js";
import { placesOf } from "./assets/playground/places.js";
import { saveReplaced, saveRun, savedRuns, saveWorkspace } from "./assets/playground/storage.js";
import { NoNumber, submissionOf } from "./assets/playground/submission.js";
import { submit } from "./assets/playground/submit.js";
import { tableCases } from "./assets/playground/table-cases.js";
import { explanation } from "./assets/playground/verdict.js";
import { splitWords } from "./assets/playground/words.js";
import { asWorkspace, defaultOptions } from "./assets/playground/workspace.js";
import { NoZip, readZip, writeZip } from "./assets/playground/zip.js";
import { text, worded } from "./assets/texts.js";

test("arguments are split as a shell does", () => {
  assert.deepEqual(splitWords(`a "b c" d\\ e 'f "g' h"i"j '' "x\\"y"`), ["a", "b c", "d e", 'f "g', "hij", "", 'x"y']);
  assert.deepEqual(splitWords("  "), []);
  assert.deepEqual(splitWords('"never closed'), ["never closed"]);
});

test("a diff keeps the lines that both have", () => {
  const shown = (a, b) => diffLines(a, b).map(({ kind, line }) => kind + line.replace("\n", "$"));
  assert.deepEqual(shown("a\nb\nc\n", "a\nc\n"), ["samea$", "lessb$", "samec$"]);
  assert.deepEqual(shown("a\n", "a"), ["lessa$", "morea"]);
  assert.deepEqual(shown("", "a\n"), ["morea$"]);
});

test("a diff of very different texts takes no time that matters", () => {
  const lines = (letter) => Array.from({ length: 60_000 }, (_, n) => letter + n).join("\n");
  assert.equal(diffLines(lines("a"), lines("b")).length, 120_000);
});

test("a diff of long texts finds what differs in them", () => {
  const lines = Array.from({ length: 5000 }, (_, n) => `${n}\n`);
  const changed = lines.with(700, "x\n").with(4000, "y\n").toSpliced(2000, 100);
  const differing = diffLines(lines.join(""), changed.join("")).filter(({ kind }) => kind !== "same");
  assert.deepEqual(
    differing.filter(({ kind }) => kind === "more").map(({ line }) => line),
    ["x\n", "y\n"],
  );
  assert.equal(differing.length, 104);
});

test("the differing part of two lines is what is between", () => {
  assert.deepEqual(differingPart("Hello, Ada!", "Hello, Ada !"), { start: 10, endA: 10, endB: 11 });
});

test("a proxy without an answer is asked again, by the key of the same submission", async (t) => {
  const keys = [];
  const statuses = [502, 504, 202];
  const { setTimeout } = globalThis;
  t.after(() => Object.assign(globalThis, { setTimeout }));
  Object.assign(globalThis, {
    document: { baseURI: "http://evalx.test/" },
    sessionStorage: { getItem: () => null },
    setTimeout: (run) => setTimeout(run),
    fetch: async (_, { headers }) => {
      keys.push(headers.get("Idempotency-Key"));
      return new Response('{"token": "t"}', { status: statuses.shift() });
    },
  });
  const waited = [];

  const token = await submit({}, (_, seconds) => waited.push(seconds), new AbortController().signal);

  assert.equal(token, "t");
  assert.equal(keys.length, 3);
  assert.equal(new Set(keys).size, 1);
  assert.deepEqual(waited, [1, 2, 1]);
});

test("a submission has what was typed, and no more", () => {
  const workspace = {
    language: "c",
    version: "",
    files: [{ name: "main.c", content: "int x;" }],
    cases: [{ stdin: "1", expected: null, args: "-v 'a b'" }],
    options: { ...defaultOptions(), timeout: " 2.5", memory: "256 MB", compiler: "-O3" },
  };
  assert.deepEqual(submissionOf(workspace), {
    language: "c",
    files: workspace.files,
    test_cases: [{ stdin: "1", expected_output: null, args: ["-v", "a b"] }],
    timeout: 2.5,
    memory: "256m",
    compiler_options: ["-O3"],
    checker: { type: "lines" },
    stop_on_failure: false,
    cache: true,
    hints: true,
  });
});

test("limits may have a comma, and are numbers", () => {
  const submission = (options) =>
    submissionOf({ language: "c", version: "", files: [], cases: [], options: { ...defaultOptions(), ...options } });
  const typed = { timeout: "0,5", wall: "3", checker: "float", tolerance: "1e-3" };
  const { timeout, wall_timeout, checker } = submission(typed);
  assert.deepEqual([timeout, wall_timeout, checker.tolerance], [0.5, 3, 0.001]);
  for (const options of [{ timeout: "abc" }, { wall: "Infinity" }, { checker: "float", tolerance: "1.2.3" }]) {
    assert.throws(() => submission(options), NoNumber);
  }
  assert.throws(() => submission({ timeout: "abc" }), /“abc” is no number/);
  assert.deepEqual(submission({ tolerance: "abc" }).checker, { type: "lines" });
});

test("memory is a size with a unit, or MiB", () => {
  const workspace = { language: "c", version: "", files: [], cases: [] };
  const memory = (typed) => submissionOf({ ...workspace, options: { ...defaultOptions(), memory: typed } }).memory;
  const sizes = {
    256: "256m",
    "256,5": "262656k",
    "0.5g": "524288k",
    "1 GiB": "1g",
    "65536K": "65536k",
    "64MB": "64m",
  };
  for (const [typed, sent] of Object.entries(sizes)) {
    assert.equal(memory(typed), sent, typed);
  }
  for (const typed of ["1,024", "1,024 MB", "abc", "-1", "1.2.3", "64 x"]) {
    assert.throws(() => memory(typed), NoNumber, typed);
  }
  assert.throws(() => memory("1,024"), /“1,024” is no size/);
});

test("one of something is told as one", () => {
  assert.equal(text("cases.imported", { n: 1 }), "1 test case imported.");
  assert.equal(text("cases.imported", { n: 0 }), "0 test cases imported.");
  assert.equal(text("result.passed", { passed: 1, total: 1 }), "1 of 1 test case passed");
  assert.equal(text("result.passed", { passed: 1, total: 2 }), "1 of 2 test cases passed");
  assert.equal(text("result.diff.equal", { n: "1,001" }), "1,001 equal lines");
});

test("figures have their units, and words of the server are told", () => {
  assert.deepEqual([0, 0.0123, 0.9994, 0.9996, 2.345].map(figures.time), [
    "0 ms",
    "12 ms",
    "999 ms",
    "1.00 s",
    "2.35 s",
  ]);
  assert.deepEqual([0.5, 1, 119.96, 120, 1e6].map(figures.roughTime), [
    "500 ms",
    "1.0 s",
    "120.0 s",
    "2 min",
    "16667 min",
  ]);
  assert.deepEqual([1023, 1024, 10240, 2e6].map(figures.memory), ["1023 KB", "1.0 MB", "10 MB", "1953 MB"]);
  assert.equal(figures.percent(0.875), "88 %");
  assert.equal(worded("role", "api"), "API");
  assert.equal(worded("outcome", "3 retried"), "3 retried");
});

test("old runs give way, and one that has no room leaves them", (t) => {
  const kept = new Map();
  let room = 5 << 20;
  t.after(() => delete globalThis.localStorage);
  globalThis.localStorage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => {
      if (value.length > room) {
        throw new Error("no room");
      }
      kept.set(key, value);
    },
  };
  const workspace = (size) => ({ language: "c", files: [{ name: "main.c", content: "x".repeat(size) }], cases: [] });
  const run = (token, size) => ({ token, at: 0, status: "", passed: 0, total: 0, workspace: workspace(size) });
  const tokens = () => savedRuns().map(({ token }) => token);

  for (let n = 0; n < 5; n++) {
    assert.equal(saveRun(run(`r${n}`, 500_000)), true);
  }
  assert.deepEqual(tokens(), ["r4", "r3"]);
  assert.equal(saveRun(run("large", 3 << 20)), true);
  assert.deepEqual(tokens(), ["large"]);
  room = 1000;
  assert.equal(saveRun(run("none", 2000)), false);
  assert.deepEqual(tokens(), ["large"]);
  assert.equal(saveWorkspace(workspace(2000)), false);
  assert.equal(saveWorkspace(workspace(100)), true);
});

test("programs that gave way are kept among the runs, each once", (t) => {
  const kept = new Map();
  t.after(() => delete globalThis.localStorage);
  globalThis.localStorage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
  };
  const workspace = (content) => ({ language: "c", files: [{ name: "main.c", content }], cases: [] });
  saveRun({ token: "run", at: 0, status: "", passed: 0, total: 0, workspace: workspace("run") });
  for (const content of ["first", "second", "first", "run"]) {
    assert.equal(saveReplaced(workspace(content)), true);
  }
  assert.deepEqual(
    savedRuns().map((run) => run.token || run.workspace.files[0].content),
    ["second", "first", "run"],
  );
});

test("a case that expects nothing is sent and kept as such", () => {
  const [none, nothing] = [null, ""].map((expected) => ({ stdin: "", expected, args: "" }));
  const found = asWorkspace({ language: "c", files: [{ name: "a" }], cases: [none, nothing] });
  assert.deepEqual(
    submissionOf(found).test_cases.map((one) => one.expected_output),
    [null, ""],
  );
});

test("nothing is explained twice", () => {
  assert.deepEqual(explanation("Compilation Error", "the program does not compile"), ["The program does not compile."]);
  assert.deepEqual(explanation("Accepted", null), []);
  assert.equal(explanation("Internal Error", "no room on the disk").length, 2);
});

test("what is no workspace is not taken for one", () => {
  for (const found of [
    null,
    1,
    {},
    { language: "c", files: [], cases: [] },
    { language: "c", files: [{}], cases: [] },
  ]) {
    assert.equal(asWorkspace(found), null);
  }
  const found = { language: "c", files: [{ name: "a" }], cases: [null], options: { cache: "yes", timeout: "3" } };
  assert.deepEqual(asWorkspace(found), {
    language: "c",
    version: "",
    files: [{ name: "a", content: "" }],
    cases: [{ stdin: "", expected: null, args: "" }],
    options: { ...defaultOptions(), timeout: "3" },
  });
});

test("a link that holds more than a page can show is not read", async () => {
  const file = { name: "a.c", content: "" };
  const one = { stdin: "", expected: null, args: "" };
  const workspace = (files, cases) => {
    const many = { language: "c", version: "", files: Array(files).fill(file), cases: Array(cases).fill(one) };
    return { ...many, options: defaultOptions() };
  };
  const linkOf = async (content) => {
    const packed = await deflate(new TextEncoder().encode(JSON.stringify(content)));
    return `#p1=${Buffer.from(packed).toString("base64url")}`;
  };
  const link = await fragmentOf(workspace(100, 1000));
  assert.equal((await workspaceOf(link)).cases.length, 1000);
  await assert.rejects(workspaceOf(link.slice(0, -20)), /It is not whole/);
  const large = { ...workspace(1, 1), files: [{ name: "a.c", content: "x".repeat(4 << 20) }] };
  const random = () => Buffer.from(crypto.getRandomValues(new Uint8Array(65536))).toString("base64");
  const unpackable = Array.from({ length: 13 }, (_, n) => ({ name: `${n}.c`, content: random() }));
  for (const content of [workspace(101, 1), workspace(1, 1001), large]) {
    await assert.rejects(fragmentOf(content), CannotShare);
    await assert.rejects(workspaceOf(await linkOf(content)), CannotOpen);
    await assert.rejects(workspaceOf(await linkOf(content)), /more than this page takes/);
  }
  await assert.rejects(fragmentOf({ ...workspace(1, 1), files: unpackable }), /up to 1 MiB/);
});

test("a zip is read as it was written", async () => {
  const files = [
    { name: "tests/ü.in", content: "1 2\n" },
    { name: "empty", content: "" },
  ];
  const zip = await writeZip(files).arrayBuffer();
  const read = await readZip(zip, 100);
  assert.deepEqual(
    read.map(({ name, bytes }) => ({ name, content: new TextDecoder().decode(bytes) })),
    files,
  );
  await assert.rejects(readZip(zip, 3), { name: "Error" });
  await assert.rejects(readZip(new ArrayBuffer(100), 100), NoZip);
});

test("inputs find their outputs, in the order of their numbers", async () => {
  const names = { "10.in": "a", "2.in": "b", "2.ans": "", README: "c" };
  const files = Object.entries(names).map(([name, content]) => new File([content], name));
  assert.deepEqual(await importCases(files), {
    cases: [
      { stdin: "b", expected: "", args: "" },
      { stdin: "a", expected: null, args: "" },
    ],
    ignored: ["README"],
  });
  await assert.rejects(importCases([new File(["x"], "x.out")]), /no file whose name ends in .in/);
  await assert.rejects(importCases([new File([new Uint8Array([0xff])], "x.in")]), /no UTF-8/);
});

test("what macOS puts beside files is passed over", async () => {
  const names = ["tests/1.in", "tests/1.out", "__MACOSX/tests/._1.in", "tests/.DS_Store", "tests/._2.in"];
  const zip = writeZip(names.map((name) => ({ name, content: "1" })));
  assert.deepEqual(await importCases([new File([zip], "tests.zip"), new File(["x"], ".DS_Store")]), {
    cases: [{ stdin: "1", expected: "1", args: "" }],
    ignored: [],
  });
});

test("rows of a table become test cases", () => {
  assert.deepEqual(tableCases('1 2\t3\n"2 2\n1"\t"4 ""x"""\t-v\r\n7'), [
    { stdin: "1 2\n", expected: "3\n", args: "" },
    { stdin: "2 2\n1\n", expected: '4 "x"\n', args: "-v" },
    { stdin: "7\n", expected: null, args: "" },
  ]);
  assert.deepEqual(tableCases('"never closed\t1\n\t\n'), [
    { stdin: '"never closed\n', expected: "1\n", args: "" },
    { stdin: "", expected: "", args: "" },
  ]);
  assert.throws(() => tableCases("1\n".repeat(1001)), /more than 1000/);
  const long = "a".repeat(8 << 20).slice(4);
  assert.deepEqual(tableCases(`"${long}"`), [{ stdin: `${long}\n`, expected: null, args: "" }]);
  assert.deepEqual(tableCases(`"${long}`), [{ stdin: `"${long}\n`, expected: null, args: "" }]);
  assert.throws(() => tableCases("a".repeat((8 << 20) + 1)), /8 MiB/);
});

test("the places are found that compilers and runtimes name", () => {
  const said = {
    ada: ['main.adb:3:03: error: "X" is undefined', 3, 3],
    assembly: ["/box/main.asm:3: error: parser: instruction expected", 3],
    awk: ["mawk: /app/main.awk: line 2: syntax error at or near end of line", 2],
    bash: ["/app/main.sh: line 2: foo: command not found", 2],
    c: ["main.c:4:7: error: expected ‘;’ before ‘}’ token", 4, 7],
    clojure: ["Syntax error compiling at (/app/main.clj:2:3).", 2, 3],
    cobol: ["/box/main.cob:4: error: unknown statement 'foo'", 4],
    crystal: ["In main.cr:2:1", 2, 1],
    csharp: ["main.cs(2,32): error CS0029: Cannot implicitly convert type `string' to `int'", 2, 32],
    d: ["main.d:2:11: error: cannot implicitly convert expression", 2, 11],
    elixir: ["** (CompileError) main.exs:2: undefined function foo/1", 2],
    erlang: ["/app/main.erl:4:7: syntax error before: '.'", 4, 7],
    forth: ["/app/main.fs:2: Undefined word", 2],
    fortran: ["main.f90:3:9:", 3, 9],
    go: ["./main.go:3:2: undefined: foo", 3, 2],
    groovy: ["main.groovy: 3: Unexpected input: '}' @ line 3, column 1.", 3],
    haskell: ["main.hs:2:17: error:", 2, 17],
    java: ["Main.java:2: error: incompatible types: String cannot be converted to int", 2],
    "java, as it runs": ["\tat Main.main(Main.java:5)", 5],
    javascript: ["/app/main.js:2", 2],
    kotlin: ["main.kt:2:16: error: initializer type mismatch", 2, 16],
    lua: ["lua: (command line):1: /app/main.lua:2: ')' expected near '\"b\"'", 2],
    nim: ["/box/main.nim(2, 17) Error: type mismatch: got 'int' for 'x'", 2, 17],
    ocaml: ['File "main.ml", line 2, characters 12-15:', 2],
    octave: ["error: parse error near line 3 of file /app/main.m", 3],
    pascal: ['main.pas(3,3) Error: Identifier not found "x"', 3, 3],
    perl: ['syntax error at /app/main.pl line 3, near ""a" "b""', 3],
    "perl, as it runs": ["Illegal division by zero at /app/main.pl line 4, <STDIN> line 1.", 4],
    php: ["Parse error: syntax error, unexpected double-quoted string in /app/main.php on line 3", 3],
    prolog: ["ERROR: /app/main.pl:2:13: Syntax error: Operator expected", 2, 13],
    python: ['  File "main.py", line 2', 2],
    r: ["  /app/main.r:3:1: unexpected '}'", 3, 1],
    racket: ["main.rkt:3:1: foo: unbound identifier", 3, 1],
    ruby: ["/app/main.rb:2: syntax error, unexpected end-of-input, expecting ')'", 2],
    rust: [" --> main.rs:2:16", 2, 16],
    scala: ["main.scala:2: error: type mismatch;", 2],
    tcl: ['    (file "/app/main.tcl" line 2)', 2],
    typescript: ["main.ts(2,5): error TS2322: Type 'string' is not assignable to type 'number'.", 2, 5],
  };
  const files = ["helper.c", ...new Set(Object.values(said).map(([words]) => words.match(/[mM]ain\.\w+/g).at(-1)))];
  const placesIn = placesOf(files);
  for (const [language, [words, line, column = 1]] of Object.entries(said)) {
    const found = placesIn(words).map((place) => ({ line: place.line, column: place.column }));
    assert.deepEqual(found, [{ line, column }], language);
  }
});
