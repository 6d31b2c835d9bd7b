/** Every text of the pages. Another language is another object with the same keys. */

const english = {
  "page.title": "EvalX playground",
  "skip.editor": "Skip to the code",
  "nav.label": "Pages",
  "nav.playground": "Playground",
  "nav.api": "API",
  theme: "Dark colours",
  language: "Language",
  "language.missing": "{name} (not available)",
  version: "Version",
  "version.any": "Any version",
  examples: "Examples",
  "examples.choose": "Examples…",
  run: "Run",
  "run.keys": "Run (Ctrl+Enter)",
  cancel: "Cancel",
  share: "Share",
  download: "Download",
  history: "History",
  token: "API token",
  close: "Close",

  code: "Code",
  files: "Files",
  "files.add": "Add a file",
  "files.rename": "Rename the file",
  "files.remove": "Remove {name}",
  "files.removed": "{name} was removed.",
  "files.name": "Name of the file",
  "files.taken": "There is a file of this name already.",
  "files.empty": "A file needs a name.",
  "files.upload": "Open files",
  editor: "Code of {name}. Escape, then Tab leaves the editor.",

  options: "Limits and options",
  "options.timeout": "CPU time (s)",
  "options.wall": "Real time (s)",
  "options.memory": "Memory",
  "options.compiler": "Compiler options",
  "options.checker": "Compare",
  "options.tolerance": "Tolerance",
  "options.stop": "Stop at the first test case that fails",
  "options.cache": "Use outcomes of earlier identical runs",
  "checker.lines": "lines, without blanks at their ends",
  "checker.exact": "every byte",
  "checker.tokens": "words",
  "checker.unordered": "lines in any order",
  "checker.float": "words, numbers within a tolerance",

  cases: "Test cases",
  "cases.add": "Add",
  "cases.import": "Import",
  "cases.import.hint": "Pairs of .in and .out files, or a zip of them. Files can be dropped here too.",
  "cases.clear": "Remove all",
  "cases.number": "Test case {n}",
  "cases.stdin": "Input (stdin)",
  "cases.expected": "Expected output",
  "cases.expected.none": "Not compared",
  "cases.arguments": "Arguments",
  "cases.copy": "Duplicate",
  "cases.remove": "Remove",
  "cases.empty": "no input",
  "cases.cleared": "All test cases were removed.",
  "cases.imported": "{n} test cases imported.",
  "cases.ignored": "Not used: {names}",
  "import.none": "There is no file whose name ends in .in among these.",
  "import.large": "These files are larger than {max} MiB together.",
  "import.many": "These are more than {max} test cases.",
  "import.text": "{name} is no UTF-8 text.",
  "import.zip": "{name} cannot be read as a zip file.",

  result: "Result",
  "result.none": "Nothing has run yet. Ctrl+Enter runs the program on every test case.",
  "result.sending": "Sending…",
  "result.queued": "In the queue…",
  "result.compiled": "Compiled, {done} of {total} test cases done",
  "result.running": "Running, {done} of {total} test cases done",
  "result.attempt": "The worker failed; attempt {n} begins.",
  "result.passed": "{passed} of {total} test cases",
  "result.compile": "Compiler output",
  "result.compile.time": "compiled in {time}",
  "result.cached": "from the cache",
  "result.truncated": "The output was longer; this is its beginning.",
  "result.lossy": "Bytes that are no UTF-8 are shown as U+FFFD.",
  "result.stdout": "Output (stdout)",
  "result.stderr": "Errors (stderr)",
  "result.empty": "empty",
  "result.diff": "Expected and got",
  "result.diff.less": "expected",
  "result.diff.more": "got",
  "result.diff.equal": "{n} equal lines",
  "result.diff.rest": "{n} more lines differ",
  "result.diff.blanks": "The lines differ in blanks or line ends alone.",
  "result.rest": "Show all {n} lines",
  "result.more.characters": "… {n} more characters",
  "result.no.newline": "no line end",
  "result.exit": "Exit code {n}",
  "result.signal": "Ended by {name}",
  "result.wall": "{time} real time",
  "result.hints": "Hints",
  "result.blanks": "Show blanks",
  "result.changed": "The program has changed since this run.",

  "verdict.Accepted": "The output is what was expected.",
  "verdict.Wrong Answer": "The output differs from what was expected.",
  "verdict.Time Limit Exceeded": "The program took longer than it may.",
  "verdict.Memory Limit Exceeded": "The program needed more memory than it may have.",
  "verdict.Output Limit Exceeded": "The program printed more than it may.",
  "verdict.Compilation Error": "The program does not compile.",
  "verdict.Runtime Error (SIGSEGV)": "The program used memory that is not its own.",
  "verdict.Runtime Error (SIGFPE)": "The program divided by zero, or a number did not fit.",
  "verdict.Runtime Error (SIGABRT)": "The program gave up by itself (abort).",
  "verdict.Runtime Error (SIGXFSZ)": "The program wrote a file larger than it may.",
  "verdict.Runtime Error (NZEC)": "The program ended with an exit code other than 0.",
  "verdict.Runtime Error (Other)": "The program was ended by a signal.",
  "verdict.Skipped": "This test case was not run.",
  "verdict.Cancelled": "The run was cancelled.",
  "verdict.Expired": "The run waited in the queue for too long.",
  "verdict.Rejected": "This was no submission.",
  "verdict.Checker Error": "The program that checks the output failed, so there is no verdict.",
  "verdict.Internal Error": "EvalX failed, not the program. The server's log has the details.",

  "problem.offline": "The server does not answer",
  "problem.offline.detail": "Trying again in {seconds} s. Nothing is lost.",
  "problem.lost": "The connection was lost",
  "problem.lost.detail": "The program goes on; connecting again in {seconds} s.",
  "problem.busy": "The server is busy",
  "problem.busy.detail": "{reason} Trying again in {seconds} s.",
  "problem.expired": "This result is gone",
  "problem.expired.detail": "Results are kept for a while only. Run the program again to have it back.",
  "problem.token": "The server needs an API token",
  "problem.token.unknown": "The server does not know this API token. Ask who runs it for another.",
  "problem.refused": "The server refused the program",
  "problem.large": "The program and its test cases are too large for this server",
  "problem.link": "This link cannot be read",
  "problem.link.detail": "It may have been cut. What was here before is unchanged.",
  "problem.languages": "The languages cannot be loaded",
  "problem.unexpected": "Something went wrong in this page",
  "problem.again": "Try again",

  "token.title": "API token",
  "token.explain": "It is kept until this tab is closed, and sent to this server alone.",
  "token.field": "Token",
  "token.save": "Use it",
  "token.forget": "Forget it",

  "share.title": "Share by a link",
  "share.explain": "The program and its test cases are in the link itself; nothing is stored on the server.",
  "share.field": "Link",
  "share.copy": "Copy",
  "share.copied": "Copied.",
  "share.long": "This link has {n} characters; some programs cut long links.",

  "history.title": "Runs on this browser",
  "history.explain": "Kept in this browser alone.",
  "history.empty": "No runs yet.",
  "history.clear": "Delete all",
  "history.running": "Running",

  "loaded.example": "The example is loaded.",
  "loaded.link": "The shared program is loaded.",
  "loaded.history": "The run is loaded.",
  "loaded.undo": "Bring back what was here",

  "example.hello": "Reads and adds (template)",
  "example.words": "Counts words (Python)",
  "example.primes": "Primes, many test cases (C++)",
  "example.files": "Several files (C)",
  "example.wrong": "A wrong answer and its diff (JavaScript)",
  "example.endless": "An endless loop (Python)",
  "example.compile": "Does not compile (C++)",

  "docs.title": "EvalX API",
  "docs.intro": "Every request and answer, to try out on this server. The same description for programs is at {link}.",
  "docs.examples": "In your program",
  "docs.examples.intro":
    "Each submits a program with two test cases, waits for the result and prints the verdicts. EVALX says where the server is, EVALX_TOKEN holds an API token where one is needed.",
  "docs.copy": "Copy",
  "docs.copied": "Copied.",
  "docs.reference": "Reference",
  "docs.failed": "The example cannot be loaded.",
};

/** @typedef {keyof typeof english} TextKey */

const texts = english;

/**
 * The text of a key, with {names} in it replaced.
 * @param {TextKey} key
 * @param {Record<string, string | number>} [values]
 */
export function text(key, values = {}) {
  return texts[key].replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * What a verdict means.
 * @param {string} status
 */
export function meaning(status) {
  const key = `verdict.${status}`;
  return key in texts ? text(/** @type {TextKey} */ (key)) : "";
}

/** Fills in the texts of the page's own elements: data-text, data-label and data-title name their keys. */
export function fillTexts() {
  for (const place of document.querySelectorAll("[data-text]")) {
    place.textContent = keyed(place, "data-text");
  }
  for (const place of document.querySelectorAll("[data-label]")) {
    place.setAttribute("aria-label", keyed(place, "data-label"));
  }
  for (const place of document.querySelectorAll("[data-title]")) {
    place.setAttribute("title", keyed(place, "data-title"));
  }
}

/**
 * @param {Element} place
 * @param {string} attribute
 */
function keyed(place, attribute) {
  const key = place.getAttribute(attribute) ?? "";
  if (!(key in texts)) {
    throw new Error(`there is no text ${key}`);
  }
  return text(/** @type {TextKey} */ (key));
}
