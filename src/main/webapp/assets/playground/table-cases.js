/** Test cases from the rows of a table, as spreadsheets put them on the clipboard: input, expected output, arguments. */

import { text } from "../texts.js";
import { CannotImport, MAX_CASES, MAX_MIB } from "./import-cases.js";

/**
 * @param {string} pasted
 * @returns {import("./workspace.js").TestCase[]} one for each row; without a second column nothing is compared
 * @throws {CannotImport} when there are too many, or it is too long
 */
export function tableCases(pasted) {
  if (pasted.length > MAX_MIB << 20) {
    throw new CannotImport(text("import.large", { max: MAX_MIB }));
  }
  const rows = rowsOf(pasted);
  if (rows.length > MAX_CASES) {
    throw new CannotImport(text("import.many", { max: MAX_CASES }));
  }
  return rows.map(([stdin = "", expected, args = ""]) => ({
    stdin: ended(stdin),
    expected: expected === undefined ? null : ended(expected),
    args,
  }));
}

/** @param {string} pasted */
function rowsOf(pasted) {
  /** @type {string[][]} */
  const rows = [];
  /** @type {string[]} */
  let row = [];
  for (let at = 0; at < pasted.length && rows.length <= MAX_CASES;) {
    const quoted = quotedEnd(pasted, at);
    const end = quoted ?? plainEnd(pasted, at);
    row.push(quoted === null ? pasted.slice(at, end) : pasted.slice(at + 1, end - 1).replaceAll('""', '"'));
    const [separator = ""] = /^(?:\t|\r?\n)/.exec(pasted.slice(end, end + 2)) ?? [];
    at = end + separator.length;
    if (separator !== "\t" || at === pasted.length) {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

/**
 * Where a cell with quotes ends, which may hold tabs and line ends; null where it has none.
 * @param {string} pasted
 * @param {number} from
 */
function quotedEnd(pasted, from) {
  if (pasted[from] !== '"') {
    return null;
  }
  for (let at = from + 1; ;) {
    const quote = pasted.indexOf('"', at);
    if (quote < 0) {
      return null;
    }
    if (pasted[quote + 1] !== '"') {
      return /^(?:\t|\r?\n|$)/.test(pasted.slice(quote + 1, quote + 3)) ? quote + 1 : null;
    }
    at = quote + 2;
  }
}

/**
 * @param {string} pasted
 * @param {number} from
 */
function plainEnd(pasted, from) {
  const end = /\t|\r?\n|$/g;
  end.lastIndex = from;
  return end.exec(pasted)?.index ?? pasted.length;
}

/**
 * Programs read lines, which end.
 * @param {string} cell
 */
function ended(cell) {
  return cell === "" || cell.endsWith("\n") ? cell : `${cell}\n`;
}
