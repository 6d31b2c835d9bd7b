/** The request that a workspace makes. */

import { text } from "../texts.js";
import { splitWords } from "./words.js";

/** A sentence for the person who typed an option. */
export class NoNumber extends Error {}

/**
 * @param {import("./workspace.js").Workspace} workspace
 * @returns {Record<string, unknown>} as POST /submissions takes it
 * @throws {NoNumber}
 */
export function submissionOf({ language, version, files, cases, options }) {
  const checker = {
    type: options.checker,
    ...(options.checker === "float" && given("tolerance", options.tolerance, number("options.tolerance"))),
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
    ...given("timeout", options.timeout, number("options.timeout")),
    ...given("wall_timeout", options.wall, number("options.wall")),
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
 * What is no number would be null in JSON, and the default of the language.
 * @param {import("../texts.js").TextKey} field
 */
function number(field) {
  return (/** @type {string} */ value) => {
    const found = Number(value.replace(",", "."));
    if (!Number.isFinite(found)) {
      throw new NoNumber(text("options.number", { field: text(field), value }));
    }
    return found;
  };
}

/** A comma and three digits are thousands to some, a fraction to others. */
const THOUSANDS = /^\d+(?:,\d{3})+(?!\d)/;
const KIB = { k: 1, m: 1 << 10, g: 1 << 20 };

/**
 * A number alone is MiB. The server takes whole numbers.
 * @param {string} value
 */
function memory(value) {
  const [, amount = "", unit = "m"] = /^(\d+(?:[.,]\d+)?) ?(?:([kmg])(?:i?b)?)?$/i.exec(value) ?? [];
  if (!amount || THOUSANDS.test(value)) {
    throw new NoNumber(text("options.size", { field: text("options.memory"), value }));
  }
  const small = /** @type {keyof typeof KIB} */ (unit.toLowerCase());
  return /^\d+$/.test(amount) ? `${amount}${small}` : `${Math.round(Number(amount.replace(",", ".")) * KIB[small])}k`;
}
