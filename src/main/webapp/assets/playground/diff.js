/** What is different between two texts, line by line. */

/** @typedef {{kind: "same" | "less" | "more", line: string}} Change less: expected alone; more: got alone */

/** Lines of each side that are compared each with each at once; the table has the square of it. */
const MAX_COMPARED = 600;
/** How often, where more lines differ than that. */
const MAX_TABLES = 20;

/**
 * @param {string} expected
 * @param {string} got
 * @returns {Change[]} lines with their ends
 */
export function diffLines(expected, got) {
  const a = linesOf(expected);
  const b = linesOf(got);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) {
    start++;
  }
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  return [
    ...changes("same", a.slice(0, start)),
    ...middle(a.slice(start, endA), b.slice(start, endB)),
    ...changes("same", a.slice(endA)),
  ];
}

/** @param {string} whole */
function linesOf(whole) {
  return whole.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/**
 * @param {Change["kind"]} kind
 * @param {string[]} lines
 * @returns {Change[]}
 */
function changes(kind, lines) {
  return lines.map((line) => ({ kind, line }));
}

/**
 * Long texts are compared piece by piece, each from the last line that both had. Where a piece has none, or there are
 * too many, the rest comes and goes as a whole.
 * @param {string[]} a
 * @param {string[]} b
 * @returns {Change[]}
 */
function middle(a, b) {
  /** @type {Change[]} */
  const found = [];
  let i = 0;
  let j = 0;
  for (let tables = 0; tables < MAX_TABLES && (a.length - i > MAX_COMPARED || b.length - j > MAX_COMPARED); tables++) {
    const piece = compared(a.slice(i, i + MAX_COMPARED), b.slice(j, j + MAX_COMPARED));
    const sure = piece.slice(0, piece.findLastIndex(({ kind }) => kind === "same") + 1);
    if (sure.length === 0) {
      break;
    }
    found.push(...sure);
    i += sure.filter(({ kind }) => kind !== "more").length;
    j += sure.filter(({ kind }) => kind !== "less").length;
  }
  const [restA, restB] = [a.slice(i), b.slice(j)];
  const isShort = restA.length <= MAX_COMPARED && restB.length <= MAX_COMPARED;
  return found.concat(isShort ? compared(restA, restB) : [...changes("less", restA), ...changes("more", restB)]);
}

/**
 * The longest common subsequence of lines stays, the rest comes and goes.
 * @param {string[]} a
 * @param {string[]} b
 * @returns {Change[]}
 */
function compared(a, b) {
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  const at = (/** @type {number} */ i, /** @type {number} */ j) => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  /** @type {Change[]} */
  const found = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      found.push({ kind: "same", line: a[i++] ?? "" });
      j++;
    } else if (j === b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      found.push({ kind: "less", line: a[i++] ?? "" });
    } else {
      found.push({ kind: "more", line: b[j++] ?? "" });
    }
  }
  return found;
}

/**
 * Where two lines begin and cease to differ.
 * @param {string} a
 * @param {string} b
 * @returns {{start: number, endA: number, endB: number}}
 */
export function differingPart(a, b) {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) {
    start++;
  }
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  return { start, endA, endB };
}
