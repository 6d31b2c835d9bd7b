/** Shows how an output differs from the expected one, blanks and line ends included. */

import { element } from "../dom.js";
import { text } from "../texts.js";
import { diffLines, differingPart } from "./diff.js";
import { whole } from "./format.js";
import { visibleLine } from "./visible.js";

/** @typedef {import("./diff.js").Change} Change */

const CONTEXT = 2;
const MAX_ROWS = 200;
/** Letters before the place where two lines begin to differ. */
const BEFORE = 200;
const BLANKS = { blanks: true };

/**
 * @param {string} expected
 * @param {string} got
 * @returns {HTMLElement}
 */
export function diffView(expected, got) {
  const changes = diffLines(expected, got);
  const rows = element("tbody");
  let differing = 0;
  for (let n = 0; n < changes.length; n++) {
    const change = /** @type {Change} */ (changes[n]);
    if (change.kind === "same") {
      n = addSame(rows, changes, n) - 1;
      continue;
    }
    if (rows.childElementCount >= MAX_ROWS) {
      differing++;
      continue;
    }
    rows.append(row(change, partnerOf(changes, n)));
  }
  if (differing > 0) {
    rows.append(note(text("result.diff.rest", { n: whole(differing) })));
  }
  const head = element("caption", {}, text("result.diff"));
  const table = element("table", { class: "diff" }, head, rows);
  const box = element(
    "div",
    { class: "diff-box", tabindex: "0", role: "group", "aria-label": text("result.diff") },
    table,
  );
  const onlyBlanks = expected !== got && dense(expected) === dense(got);
  return onlyBlanks ? element("div", {}, element("p", { class: "note" }, text("result.diff.blanks")), box) : box;
}

/** @param {string} output */
function dense(output) {
  return output.replace(/\s+/g, "");
}

/**
 * The line that stands in the place of a line on the other side, if the two sides have as many here.
 * @param {Change[]} changes
 * @param {number} n
 */
function partnerOf(changes, n) {
  let first = n;
  while (first > 0 && changes[first - 1]?.kind !== "same") {
    first--;
  }
  let end = n;
  while (end < changes.length && changes[end]?.kind !== "same") {
    end++;
  }
  // Far apart, they are looked for no further.
  if (end - first > MAX_ROWS) {
    return undefined;
  }
  const block = changes.slice(first, end);
  const mine = block.filter((change) => change.kind === changes[n]?.kind);
  const theirs = block.filter((change) => change.kind !== changes[n]?.kind);
  return mine.length === theirs.length ? theirs[mine.indexOf(/** @type {Change} */ (changes[n]))] : undefined;
}

/**
 * Equal lines: those next to a difference, and how many there are between.
 * @param {HTMLElement} rows
 * @param {Change[]} changes
 * @param {number} first
 * @returns {number} the first line after them
 */
function addSame(rows, changes, first) {
  let end = first;
  while (end < changes.length && changes[end]?.kind === "same") {
    end++;
  }
  const before = first === 0 ? 0 : CONTEXT;
  const after = end === changes.length ? 0 : CONTEXT;
  const hidden = end - first - before - after;
  if (rows.childElementCount < MAX_ROWS) {
    for (let n = first; n < end; n++) {
      if (hidden > 1 && n === first + before) {
        rows.append(note(text("result.diff.equal", { n: whole(hidden) })));
        n += hidden - 1;
      } else {
        rows.append(row(/** @type {Change} */ (changes[n]), undefined));
      }
    }
  }
  return end;
}

const SIGNS = { same: " ", less: "−", more: "+" };

/**
 * @param {Change} change
 * @param {Change | undefined} partner
 */
function row({ kind, line }, partner) {
  const spoken =
    kind === "same"
      ? ""
      : element("span", { class: "spoken" }, text(kind === "less" ? "result.diff.less" : "result.diff.more"));
  const sign = element("span", { "aria-hidden": "true" }, SIGNS[kind]);
  const cell = element("td", {}, lineOf(line, partner?.line));
  if (!line.endsWith("\n")) {
    cell.append(element("span", { class: "note" }, ` ${text("result.no.newline")}`));
  }
  return element("tr", { class: kind }, element("td", { class: "sign" }, sign, spoken), cell);
}

/**
 * @param {string} line
 * @param {string | undefined} other
 */
function lineOf(line, other) {
  const made = new DocumentFragment();
  if (other === undefined) {
    made.append(withEnd(line));
    return made;
  }
  const { start, endA } = differingPart(line, other);
  const from = Math.max(0, start - BEFORE);
  if (from > 0) {
    made.append(element("span", { class: "note" }, `${text("result.more.characters", { n: whole(from) })} `));
  }
  const part = element("mark", {}, withEnd(line.slice(start, endA)));
  made.append(visibleLine(line.slice(from, start), BLANKS), part, withEnd(line.slice(endA)));
  return made;
}

/** @param {string} line */
function withEnd(line) {
  const made = new DocumentFragment();
  const hasEnd = line.endsWith("\n");
  made.append(visibleLine(hasEnd ? line.slice(0, -1) : line, BLANKS));
  if (hasEnd) {
    made.append(element("span", { class: "blank" }, "↵"));
  }
  return made;
}

/** @param {string} words */
function note(words) {
  return element("tr", { class: "gap" }, element("td", { colspan: 2 }, words));
}
