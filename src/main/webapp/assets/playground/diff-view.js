/** Shows how an output differs from the expected one, blanks and line ends included. */

import { element } from "../dom.js";
import { text } from "../texts.js";
import { diffLines, differingPart } from "./diff.js";
import { whole } from "./format.js";
import { visibleLine } from "./visible.js";

/** @typedef {import("./diff.js").Change} Change */
/** @typedef {Record<Change["kind"], string[]>} Block lines that are the same, or those of both sides that differ */

const CONTEXT = 2;
const MAX_ROWS = 200;
/** Lines that differ in one place, of both sides together; of more, the first of each side are shown together. */
const MAX_BLOCK = 40;
const FIRST_OF_BLOCK = 8;
/** Letters before the place where two lines begin to differ. */
const BEFORE = 200;
const BLANKS = { blanks: true };

/**
 * @param {string} expected
 * @param {string} printed
 * @param {boolean} isCut whether more was printed: then nothing is said of what was expected after it
 * @returns {HTMLElement}
 */
export function diffView(expected, printed, isCut) {
  const got = isCut ? printed.slice(0, printed.lastIndexOf("\n") + 1) || printed : printed;
  const blocks = blocksOf(diffLines(expected, got));
  if (isCut && blocks.at(-1)?.less.length && blocks.at(-1)?.more.length === 0) {
    blocks.pop();
  }
  const rows = element("tbody");
  let left = 0;
  blocks.forEach((block, n) => {
    if (rows.childElementCount >= MAX_ROWS) {
      left += block.less.length + block.more.length;
    } else if (block.same.length > 0) {
      addSame(rows, block.same, n > 0, n < blocks.length - 1);
    } else {
      addDiffering(rows, block);
    }
  });
  if (left > 0) {
    rows.append(note(text("result.diff.rest", { n: whole(left) })));
  }
  const head = element("caption", {}, text("result.diff.signs"));
  const table = element("table", { class: "diff" }, head, rows);
  const box = element(
    "div",
    { class: "diff-box", tabindex: "0", role: "group", "aria-label": text("result.diff") },
    table,
  );
  const onlyBlanks = expected !== printed && dense(expected) === dense(printed);
  return onlyBlanks ? element("div", {}, element("p", { class: "note" }, text("result.diff.blanks")), box) : box;
}

/** @param {string} output */
function dense(output) {
  return output.replace(/\s+/g, "");
}

/**
 * @param {Change[]} changes
 * @returns {Block[]}
 */
function blocksOf(changes) {
  /** @type {Block[]} */
  const blocks = [];
  for (const { kind, line } of changes) {
    let block = blocks.at(-1);
    if (!block || block.same.length > 0 !== (kind === "same")) {
      block = { same: [], less: [], more: [] };
      blocks.push(block);
    }
    block[kind].push(line);
  }
  return blocks;
}

/**
 * Equal lines: those next to a difference, and how many there are between.
 * @param {HTMLElement} rows
 * @param {string[]} lines
 * @param {boolean} isAfter whether a difference is before them
 * @param {boolean} isBefore whether one is after them
 */
function addSame(rows, lines, isAfter, isBefore) {
  const end = lines.length - (isBefore ? CONTEXT : 0);
  const from = isAfter ? CONTEXT : 0;
  const same = (/** @type {string[]} */ some) => some.map((line) => row({ kind: "same", line }, undefined));
  if (end - from > 1) {
    const hidden = note(text("result.diff.equal", { n: whole(end - from) }));
    rows.append(...same(lines.slice(0, from)), hidden, ...same(lines.slice(end)));
  } else {
    rows.append(...same(lines));
  }
}

const RESTS = /** @type {const} */ ({ less: "result.diff.rest.less", more: "result.diff.rest.more" });

/**
 * What was expected, then what was printed in its place.
 * @param {HTMLElement} rows
 * @param {Block} block
 */
function addDiffering(rows, { less, more }) {
  const isWhole = less.length + more.length <= MAX_BLOCK;
  const arePaired = less.length === more.length;
  const add = (/** @type {"less" | "more"} */ kind, /** @type {string[]} */ lines, /** @type {string[]} */ others) => {
    const shown = isWhole ? lines : lines.slice(0, FIRST_OF_BLOCK);
    rows.append(...shown.map((line, n) => row({ kind, line }, arePaired ? others[n] : undefined)));
    const n = lines.length - shown.length;
    if (n > 0) {
      rows.append(note(text(RESTS[kind], { n: whole(n) })));
    }
  };
  add("less", less, more);
  add("more", more, less);
}

const SIGNS = { same: " ", less: "−", more: "+" };

/**
 * @param {Change} change
 * @param {string | undefined} partner the line that stands in its place on the other side
 */
function row({ kind, line }, partner) {
  const spoken =
    kind === "same"
      ? ""
      : element("span", { class: "spoken" }, text(kind === "less" ? "result.diff.less" : "result.diff.more"));
  const sign = element("span", { "aria-hidden": "true" }, SIGNS[kind]);
  const cell = element("td", {}, lineOf(line, partner));
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
