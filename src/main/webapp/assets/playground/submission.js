/** The request that a workspace makes. */

import { splitWords } from "./words.js";

/**
 * @param {import("./workspace.js").Workspace} workspace
 * @returns {Record<string, unknown>} as POST /submissions takes it
 */
export function submissionOf({ language, version, files, cases, options }) {
  const checker = {
    type: options.checker,
    ...(options.checker === "float" && given("tolerance", options.tolerance, Number)),
  };
  return {
    language,
    ...given("version", version, String),
    files,
    test_cases: cases.map(({ stdin, expected, args }) => ({
      stdin,
      expected_output: expected,
      args: splitWords(args),
    })),
    ...given("timeout", options.timeout, Number),
    ...given("wall_timeout", options.wall, Number),
    ...given("memory", options.memory, memory),
    ...given("compiler_options", options.compiler, splitWords),
    checker,
    stop_on_failure: options.stop,
    cache: options.cache,
    hints: true,
  };
}

/**
 * @param {string} member
 * @param {string} value as it was typed
 * @param {(value: string) => unknown} convert
 */
function given(member, value, convert) {
  return value.trim() ? { [member]: convert(value.trim()) } : {};
}

/**
 * A number alone is MiB.
 * @param {string} value
 */
function memory(value) {
  return /^\d+$/.test(value)
    ? `${value}m`
    : value
        .toLowerCase()
        .replace(/([kmg])i?b$/, "$1")
        .replaceAll(" ", "");
}
