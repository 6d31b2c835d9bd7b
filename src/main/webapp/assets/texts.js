/**
 * Every text of the pages. Another language is another object with the same keys, and its name in LOCALE. Where words
 * depend on a number, a key with the name of a plural form of the language behind it ("one", "few", "many") has them.
 */

/** Whose words these are, and how numbers and dates are written. */
export const LOCALE = "en";

/** How operators write a time: the Swedish way is that of ISO 8601. */
export const TIMES = "sv";

const english = {
  "page.title": "EvalX playground",
  "skip.editor": "Skip to the code",
  "nav.label": "Pages",
  "nav.playground": "Playground",
  "nav.api": "API",
  "nav.console": "Console",
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
  "files.last": "A program has at least one file.",
  "files.keys": "F2 renames it, Delete removes it.",
  "files.replaced": "Replaced: {names}",
  "files.name": "Name of the file",
  "files.taken": "There is a file of this name already.",
  "files.empty": "A file needs a name.",
  "files.upload": "Open files",
  "files.large": "{name} is larger than {max} MiB.",
  "files.binary": "{name} is no UTF-8 text.",
  editor: "Code of {name}. Escape, then Tab leaves the editor.",
  "editor.control": "Control character",
  "editor.deleted": "Selection deleted",
  find: "Find",
  "find.replacement": "Replace with",
  "find.next": "Next",
  "find.previous": "Previous",
  "find.all": "Select all",
  "find.case": "Match case",
  "find.regexp": "Regular expression",
  "find.word": "Whole words",
  "find.replace": "Replace",
  "find.replace.all": "Replace all",
  "find.current": "Current match",
  "find.on.line": "on line",
  "find.replaced": "Replaced a match on line $",
  "find.replaced.all": "Matches replaced: $",
  "go.to.line": "Go to line",
  go: "Go",

  options: "Limits and options",
  "options.timeout": "CPU time (s)",
  "options.wall": "Real time (s)",
  "options.memory": "Memory",
  "options.compiler": "Compiler options",
  "options.checker": "Compare",
  "options.tolerance": "Tolerance",
  "options.number": "{field}: “{value}” is no number.",
  "options.size": "{field}: “{value}” is no size. Write MiB such as 256 or 256.5, or a unit as in 1.5g.",
  "options.stop": "Stop at the first test case that fails",
  "options.cache": "Use outcomes of earlier identical runs",
  "checker.lines": "lines, without blanks at their ends",
  "checker.exact": "every byte",
  "checker.tokens": "words",
  "checker.unordered": "lines in any order",
  "checker.lenient": "lines, without blanks around them, in any case",
  "checker.float": "words, numbers within a tolerance",

  cases: "Test cases",
  "cases.add": "Add",
  "cases.import": "Import",
  "cases.import.hint":
    "Pairs of .in and .out files, or a zip of them. Files can be dropped here too, and pasted; so can rows of a table: input, expected output, arguments.",
  "cases.clear": "Remove all",
  "cases.number": "Test case {n}",
  "cases.stdin": "Input (stdin)",
  "cases.expected": "Expected output",
  "cases.expected.none": "Not compared",
  "cases.expected.empty": "Nothing may be printed",
  "cases.expected.nothing": "Nothing",
  "cases.arguments": "Arguments",
  "cases.copy": "Duplicate",
  "cases.remove": "Remove",
  "cases.empty": "no input",
  "cases.cleared": "All test cases were removed.",
  "cases.imported": "{n} test cases imported.",
  "cases.imported.one": "{n} test case imported.",
  "cases.ignored": "Not used: {names}",
  "import.none": "There is no file whose name ends in .in among these.",
  "import.large": "These files are larger than {max} MiB together.",
  "import.many": "These are more than {max} test cases.",
  "import.text": "{name} is no UTF-8 text.",
  "import.zip": "{name} cannot be read as a zip file.",

  result: "Result",
  "result.none": "Nothing has run yet. Run or Ctrl+Enter tries the program on every test case.",
  "result.sending": "Sending…",
  "result.queued": "In the queue…",
  "result.compiled": "Compiled, {done} of {total} test cases done",
  "result.compiled.one": "Compiled, {done} of {total} test case done",
  "result.running": "Running, {done} of {total} test cases done",
  "result.running.one": "Running, {done} of {total} test case done",
  "result.attempt": "The worker failed; attempt {n} begins.",
  "result.passed": "{passed} of {total} test cases passed",
  "result.passed.one": "{passed} of {total} test case passed",
  "result.compile": "Compiler output",
  "result.compile.time": "compiled in {time}",
  "result.cached": "from the cache",
  "result.truncated": "The output was longer; this is its beginning.",
  "result.lossy": "Bytes that are no UTF-8 are shown as U+FFFD.",
  "result.stdout": "Output (stdout)",
  "result.stderr": "Errors (stderr)",
  "result.empty": "empty",
  "result.diff": "Expected and got",
  "result.diff.signs": "Expected (−) and got (+)",
  "result.diff.less": "expected",
  "result.diff.more": "got",
  "result.diff.equal": "{n} equal lines",
  "result.diff.equal.one": "{n} equal line",
  "result.diff.rest": "{n} more lines differ",
  "result.diff.rest.one": "{n} more line differs",
  "result.diff.rest.less": "{n} more lines were expected here",
  "result.diff.rest.less.one": "{n} more line was expected here",
  "result.diff.rest.more": "{n} more lines were printed here",
  "result.diff.rest.more.one": "{n} more line was printed here",
  "result.diff.blanks": "The lines differ only in blanks or line ends.",
  "result.rest": "Show more ({n} lines are left)",
  "result.rest.one": "Show more ({n} line is left)",
  "result.more.characters": "… {n} more characters",
  "result.more.characters.one": "… {n} more character",
  "result.no.newline": "no line end",
  "result.exit": "Exit code {n}",
  "result.signal": "Ended by {name}",
  "result.wall": "{time} real time",
  "result.hints": "Hints",
  "result.difference": "First difference: line {line}, column {column} ({kind}).",
  "difference.nothing_printed": "nothing was printed",
  "difference.ends_early": "the output ends here",
  "difference.goes_on": "the output goes on here",
  "difference.missing_line": "a line is missing",
  "difference.extra_line": "a line too much",
  "difference.order": "the order of the lines",
  "difference.line_ends": "only line ends",
  "difference.blanks": "only blanks",
  "difference.case": "only small and capital letters",
  "difference.encoding": "only the encoding",
  "difference.rounding": "only rounding",
  "difference.number": "a number",
  "difference.text": "the text",
  "result.blanks": "Show blanks",
  "result.changed": "The program has changed since this run.",

  "status.In Queue": "In Queue",
  "status.Processing": "Processing",
  "status.Accepted": "Accepted",
  "status.Wrong Answer": "Wrong Answer",
  "status.Time Limit Exceeded": "Time Limit Exceeded",
  "status.Memory Limit Exceeded": "Memory Limit Exceeded",
  "status.Output Limit Exceeded": "Output Limit Exceeded",
  "status.Compilation Error": "Compilation Error",
  "status.Runtime Error (SIGSEGV)": "Runtime Error (SIGSEGV)",
  "status.Runtime Error (SIGFPE)": "Runtime Error (SIGFPE)",
  "status.Runtime Error (SIGABRT)": "Runtime Error (SIGABRT)",
  "status.Runtime Error (SIGXFSZ)": "Runtime Error (SIGXFSZ)",
  "status.Runtime Error (NZEC)": "Runtime Error (NZEC)",
  "status.Runtime Error (Other)": "Runtime Error (Other)",
  "status.Skipped": "Skipped",
  "status.Cancelled": "Cancelled",
  "status.Expired": "Expired",
  "status.Rejected": "Rejected",
  "status.Checker Error": "Checker Error",
  "status.Internal Error": "Internal Error",
  "status.Gone": "Gone",

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

  "unit.ms": "{n} ms",
  "unit.s": "{n} s",
  "unit.min": "{n} min",
  "unit.kb": "{n} KB",
  "unit.mb": "{n} MB",
  "unit.percent": "{n} %",

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
  "problem.cancel": "The run was not cancelled",
  "problem.large": "The program and its test cases are too large for this server",
  "problem.options": "The program cannot run with these options",
  "problem.link": "This link cannot be read",
  "problem.link.cut": "It is not whole; it may have been cut on its way. What was here before is unchanged.",
  "problem.link.large":
    "It holds more than this page takes: {mib} MiB, {files} files or {cases} test cases. What was here before is unchanged.",
  "problem.languages": "The languages cannot be loaded",
  "problem.unexpected": "Something went wrong in this page",
  "problem.again": "Try again",

  "storage.blocked": "This browser lets the page keep nothing",
  "storage.blocked.detail":
    "The program and its runs are lost when this page is left. Download the program to keep it.",
  "storage.full": "This browser has no room for the program",
  "storage.full.detail":
    "It is lost when this page is left, and so is its run. Download it, or delete the runs under History.",

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
  "share.large": "The program is too large for a link",
  "share.large.detail":
    "A link takes up to {mib} MiB, {files} files and {cases} test cases. Download the program and send the file instead.",
  "share.long": "This link has {n} characters; some programs cut long links.",

  "history.title": "Runs on this browser",
  "history.explain": "Your runs, and programs that gave way to others. They are kept in this browser alone.",
  "history.empty": "No runs yet.",
  "history.clear": "Delete all",
  "history.running": "Running",
  "history.unknown": "End not known",
  "history.replaced": "Replaced",

  "loaded.example": "The example is loaded.",
  "loaded.link": "The shared program is loaded.",
  "loaded.history": "The run is loaded.",
  "loaded.back": "What was here is back.",
  "loaded.undo": "Bring back what was here",
  "loaded.redo": "Undo",

  "example.hello": "Reads and adds (template)",
  "example.words": "Counts words (Python)",
  "example.primes": "Primes, many test cases (C++)",
  "example.files": "Several files (C)",
  "example.wrong": "A wrong answer and its diff (JavaScript)",
  "example.endless": "An endless loop (Python)",
  "example.compile": "Does not compile (C++)",

  "console.title": "EvalX console",
  "console.sections": "Sections",
  "console.token.admin": "The console needs a token with the scope admin, such as ADMIN_TOKEN.",
  "console.none": "There are none.",
  "console.more": "Next page",
  "console.filter": "Filter",
  "console.any": "Any",
  "console.off": "off",
  "console.yes": "yes",
  "console.no": "no",
  "console.again": "Trying again in {seconds} s.",
  "console.actions": "Actions",
  "console.member": "What",
  "console.value": "Value",

  "console.overview": "Overview",
  "console.throughput": "Ended in a minute",
  "console.latency": "Latency, median",
  "console.depth": "Jobs in queues",
  "console.oldest": "Oldest waits for",
  "console.boxes": "Boxes in use",
  "console.workers": "Workers",
  "console.runs": "Hit rate of runs",
  "console.programs": "Hit rate of programs",
  "console.plot.finished": "Submissions that ended, in {seconds} s",
  "console.plot.latency": "Seconds from the queue to the result",
  "console.plot.depth": "Jobs in queues and in hand",
  "console.plot.oldest": "Seconds that the next job has waited",
  "console.plot.boxes": "Boxes",
  "console.plot.hits": "Hits of the caches, in percent",
  "console.finished": "ended",
  "console.failed": "of them Internal Error",
  "console.median": "median",
  "console.p95": "95th percentile",
  "console.in.delivery": "In hand",
  "console.in.use": "in use",
  "console.there": "there",
  "console.age": "age",
  "console.of.runs": "runs",
  "console.of.programs": "programs",

  "console.queues": "Queues",
  "console.queue": "Queue",
  "console.jobs": "Jobs",
  "console.delayed": "Delayed",
  "console.added": "Added per minute",
  "console.taken": "Taken per minute",
  "console.consumers": "Consumers",
  "console.paused": "paused",
  "console.pause": "Pause",
  "console.pause.question": "Pause the queue of {language}? Submissions are accepted and wait until it is resumed.",
  "console.pause.done": "The queue of {language} is paused.",
  "console.resume": "Resume",
  "console.resumed": "The queue of {language} is resumed.",
  "console.purge": "Purge",
  "console.purge.question": "Remove all jobs that wait for {language}? Their submissions end as Cancelled.",
  "console.purged": "{n} jobs of {language} were removed. Jobs left, including those in hand: {remaining}.",
  "console.purged.one": "{n} job of {language} was removed. Jobs left, including those in hand: {remaining}.",

  "console.letters": "Dead letters",
  "console.letter": "Dead letter",
  "console.reason": "Reason",
  "console.detail": "Detail",
  "console.died": "Died",
  "console.size": "Bytes",
  "console.body": "Submission",
  "console.look": "Look",
  "console.select": "Select {name}",
  "console.select.all": "Select all that are shown",
  "console.selected": "{n} selected",
  "console.letters.some": "dead letters",
  "console.letters.selected": "{n} selected dead letters",
  "console.letters.selected.one": "{n} selected dead letter",
  "console.all": "all dead letters",
  "console.all.of": "all dead letters of {language}",
  "console.retry": "Retry",
  "console.retry.all": "Retry all",
  "console.retry.selected": "Retry selected",
  "console.retry.question": "Run again: {which}?",
  "console.retried": "{n} were retried. Dead letters left: {remaining}.",
  "console.retried.one": "{n} was retried. Dead letters left: {remaining}.",
  "console.retried.others": "Others: {outcomes}.",
  "console.delete": "Delete",
  "console.delete.all": "Delete all",
  "console.delete.selected": "Delete selected",
  "console.delete.question": "Delete {which}? What is deleted cannot be retried any more.",
  "console.deleted": "{n} were deleted. Dead letters left: {remaining}.",
  "console.deleted.one": "{n} was deleted. Dead letters left: {remaining}.",
  "console.export": "Export",
  "console.rejected": "Rejected messages",
  "console.rejected.one": "Rejected message",

  "console.submissions": "Submissions",
  "console.open": "On their way",
  "console.ended": "History",
  "console.history.off": "No history is kept. HISTORY=true or DATABASE_URL turns it on; a token is found without it.",
  "console.source.show": "Show its program",
  "console.source.cut": "Parts of the program were too large to keep.",
  "console.token": "Token",
  "console.language": "Language",
  "console.status": "Status",
  "console.caller": "Caller",
  "console.from": "Queued from",
  "console.to": "until",
  "console.queued": "Queued",
  "console.attempts": "Attempts",
  "console.cases": "Test cases",
  "console.worker": "Worker",
  "console.since": "In hand since",
  "console.cancelled": "To be cancelled",
  "console.cancel.question": "Cancel this submission?",
  "console.cancel.done": "It is being cancelled.",
  "console.requeue": "Put back into its queue",
  "console.requeued": "It goes back into its queue.",

  "console.drained": "drained",
  "console.drain": "Drain",
  "console.drain.question": "Let {id} take no more jobs? Those in hand go on.",
  "console.drain.done": "{id} takes no more jobs.",
  "console.undrain": "Take jobs again",
  "console.undrained": "{id} takes jobs again.",
  "console.role": "Role",
  "console.started": "Started",
  "console.places": "Jobs in hand",
  "console.outage": "Takes no jobs because",
  "console.lacks": "Its host lacks",
  "console.driver": "Languages ({driver})",
  "console.fails": "Does not work",
  "console.runs.now": "Runs now",

  "console.problems": "Problems",
  "console.missing": "Some languages are installed on no worker.",
  "console.healthy": "Nothing is wrong.",
  "console.severity": "Severity",
  "console.subject": "Subject",
  "console.problem": "Problem",
  "console.remedy": "Remedy",

  "console.audit": "Audit log",
  "console.at": "At",
  "console.who": "Who",
  "console.address": "From",
  "console.action": "Action",
  "console.outcome": "Outcome",

  "severity.error": "error",
  "severity.warning": "warning",
  "role.all": "all",
  "role.api": "API",
  "role.worker": "worker",
  "outcome.retried": "retried",
  "outcome.already retried": "already retried",
  "outcome.being retried": "being retried",
  "outcome.has a result": "has a result",
  "outcome.has no queue": "has no queue",
  "outcome.too large": "too large for this node",
  "outcome.queue is full": "its queue is full",
  "outcome.gone": "gone",
  "audit.begun": "begun",
  "audit.done": "done",
  "audit.done.what": "done: {what}",
  "audit.failed": "failed: {what}",

  "docs.title": "EvalX API",
  "docs.intro": "Every request and answer, to try out on this server. The same description for programs is at {link}.",
  "docs.examples": "In your program",
  "docs.examples.intro":
    "Each submits a program with two test cases, waits for the result and prints the verdicts. EVALX says where the server is, EVALX_TOKEN holds an API token where one is needed.",
  "docs.copy": "Copy",
  "docs.copied": "Copied.",
  "docs.reference": "Reference",
  "docs.body": "Request body",
  "docs.failed": "The example cannot be loaded.",
};

/** @typedef {keyof typeof english} TextKey */

const texts = english;

const plurals = new Intl.PluralRules(LOCALE);

/**
 * The text of a key, with {names} in it replaced.
 * @param {TextKey} key
 * @param {Record<string, string | number>} [values] n or total says how many there are of what is told
 */
export function text(key, values = {}) {
  const form = `${key}.${plurals.select(Number(values.n ?? values.total))}`;
  return texts[form in texts ? /** @type {TextKey} */ (form) : key].replace(/\{(\w+)\}/g, (whole, name) =>
    String(values[name] ?? whole),
  );
}

/** The verdicts that are explained here. */
export function verdicts() {
  return Object.keys(texts).flatMap((key) => (key.startsWith("verdict.") ? [key.slice("verdict.".length)] : []));
}

/**
 * What a verdict means.
 * @param {string} status
 */
export function meaning(status) {
  const key = `verdict.${status}`;
  return key in texts ? text(/** @type {TextKey} */ (key)) : "";
}

/**
 * A word that the server has for one thing of a kind; one that is not known here is shown as it is.
 * @param {"status" | "severity" | "role" | "outcome"} kind
 * @param {string} word
 */
export function worded(kind, word) {
  const key = `${kind}.${word}`;
  return key in texts ? text(/** @type {TextKey} */ (key)) : word;
}

/** Fills in the texts of the page's own elements: data-text, data-label and data-title name their keys. */
export function fillTexts() {
  document.documentElement.lang = LOCALE; // over what a reader without scripts has
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
