/** Test cases from the rows of a table, as spreadsheets put them on the clipboard: input, expected output, arguments. */

import { text } from "../texts.js";
import { CannotImport, MAX_CASES } from "./import-cases.js";

/** A cell with its quotes, which may hold tabs and line ends, or one without; then what ends it. */
const CELL = /(?:"((?:[^"]|"")*)"|([^\t\n]*?))(\t|\r?\n|$)/y;

/**
 * @param {string} pasted
 * @returns {import("./workspace.js").TestCase[]} one for each row; without a second column nothing is compared
 * @throws {CannotImport} when there are too many
 */
export function tableCases(pasted) {
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
  for (let at = 0; at < pasted.length;) {
    CELL.lastIndex = at;
    const [all = "", quoted, plain = "", end] = CELL.exec(pasted) ?? [];
    at += all.length;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== "\t" || at === pasted.length) {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

/**
 * Programs read lines, which end.
 * @param {string} cell
 */
function ended(cell) {
  return cell === "" || cell.endsWith("\n") ? cell : `${cell}\n`;
}
