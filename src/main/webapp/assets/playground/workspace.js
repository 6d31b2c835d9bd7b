/** What a person works on: the program, its test cases and how it is run. */

/** @typedef {{name: string, content: string}} SourceFile */
/** @typedef {{stdin: string, expected: string | null, args: string}} TestCase expected null: not compared */
/** @typedef {{timeout: string, wall: string, memory: string, compiler: string, checker: string, tolerance: string,
 *   stop: boolean, cache: boolean}} Options as they were typed; empty: as the language has it */
/** @typedef {{language: string, version: string, files: SourceFile[], cases: TestCase[], options: Options}} Workspace */

/** @returns {Options} */
export function defaultOptions() {
  return { timeout: "", wall: "", memory: "", compiler: "", checker: "lines", tolerance: "", stop: false, cache: true };
}

/** @returns {TestCase} */
export function emptyCase() {
  return { stdin: "", expected: null, args: "" };
}

/**
 * A workspace from what a link or this browser's storage holds, whatever that is.
 * @param {any} found
 * @returns {Workspace | null} null: it is none
 */
export function asWorkspace(found) {
  if (typeof found?.language !== "string" || !Array.isArray(found.files) || !Array.isArray(found.cases)) {
    return null;
  }
  const files = found.files.map((/** @type {any} */ file) => ({
    name: words(file?.name),
    content: words(file?.content),
  }));
  const cases = found.cases.map((/** @type {any} */ one) => ({
    stdin: words(one?.stdin),
    expected: typeof one?.expected === "string" ? one.expected : null,
    args: words(one?.args),
  }));
  if (files.length === 0 || files.some((/** @type {SourceFile} */ file) => file.name === "")) {
    return null;
  }
  return { language: found.language, version: words(found.version), files, cases, options: asOptions(found.options) };
}

/**
 * @param {any} found
 * @returns {Options}
 */
function asOptions(found) {
  const options = defaultOptions();
  for (const key of /** @type {(keyof Options)[]} */ (Object.keys(options))) {
    if (typeof found?.[key] === typeof options[key]) {
      Object.assign(options, { [key]: found[key] });
    }
  }
  return options;
}

/** @param {unknown} value */
function words(value) {
  return typeof value === "string" ? value : "";
}
