/**
 * Text of a program as it is: what would be invisible, or would change what is around it, is shown as a sign. It is
 * always text; nothing in it becomes an element of the page.
 */

import { element } from "../dom.js";
import { text } from "../texts.js";
import { whole } from "./format.js";

/** Signs made for one text; what comes after is shown without. They cost more than letters. */
const MAX_SIGNS = 5000;
const MAX_LINE = 2000;
const FIRST_LINES = 200;
const MORE_LINES = 10_000;

/** @typedef {{signs: number}} Budget of all lines together */
/** @typedef {(line: string, budget: Budget) => Node | null} Special */

// Control characters but tab and line feed; blanks that look like others; marks that turn or join letters.
const ODD =
  "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00a0\\u00ad\\u061c\\u115f\\u1160\\u180e\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufeff]";
const ODD_ONLY = new RegExp(ODD, "g");
const ODD_AND_BLANKS = new RegExp(`${ODD}| +|\\t`, "g");

/**
 * One line.
 * @param {string} line without its end
 * @param {{blanks: boolean}} options whether ordinary blanks are shown too
 * @param {Budget} budget
 * @returns {DocumentFragment}
 */
export function visibleLine(line, { blanks }, budget = { signs: MAX_SIGNS }) {
  const made = new DocumentFragment();
  const cut = line.length > MAX_LINE ? line.slice(0, MAX_LINE) : line;
  let from = 0;
  for (const found of cut.matchAll(blanks ? ODD_AND_BLANKS : ODD_ONLY)) {
    if (budget.signs-- <= 0) {
      break;
    }
    made.append(cut.slice(from, found.index), sign(found[0]));
    from = found.index + found[0].length;
  }
  made.append(budget.signs > 0 ? cut.slice(from) : cut.slice(from).replace(ODD_ONLY, "\ufffd"));
  if (cut.length < line.length) {
    const rest = text("result.more.characters", { n: whole(line.length - cut.length) });
    made.append(element("span", { class: "note" }, ` ${rest}`));
  }
  return made;
}

/** @param {string} odd */
function sign(odd) {
  if (odd.startsWith(" ")) {
    return element("span", { class: "blank" }, "·".repeat(odd.length));
  }
  if (odd === "\t") {
    return element("span", { class: "blank" }, "→\t");
  }
  const code = odd.codePointAt(0) ?? 0;
  const name =
    code < 0x20 ? String.fromCodePoint(0x2400 + code) : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return element("span", { class: "control" }, name);
}

/**
 * All of an output; its first lines at once, the rest in pieces when it is asked for.
 * @param {string} output
 * @param {{blanks: boolean}} options
 * @param {Special} [special] makes a line that is shown in a way of its own
 * @returns {HTMLElement}
 */
export function visibleText(output, options, special = () => null) {
  const lines = output.split("\n");
  const endsWithNewline = lines.at(-1) === "";
  if (endsWithNewline) {
    lines.pop();
  }
  const budget = { signs: MAX_SIGNS };
  const pre = element("pre", { class: "output", tabindex: "0" });
  let shown = 0;
  const add = (/** @type {number} */ to) => {
    const made = new DocumentFragment();
    for (; shown < to; shown++) {
      const line = lines[shown] ?? "";
      const isLast = shown === lines.length - 1;
      made.append(special(line, budget) ?? visibleLine(line, options, budget));
      if (options.blanks && !(isLast && !endsWithNewline) && budget.signs-- > 0) {
        made.append(element("span", { class: "blank" }, "↵"));
      }
      made.append("\n");
    }
    // Lines without signs are one text, which costs a browser less than one for each.
    made.normalize();
    pre.append(made);
  };
  add(Math.min(FIRST_LINES, lines.length));
  if (lines.length <= FIRST_LINES) {
    return pre;
  }
  const words = () => text("result.rest", { n: whole(lines.length - shown) });
  const more = element("button", { type: "button", class: "quiet" }, words());
  const box = element("div", { "data-lines": lines.length }, pre, more);
  more.addEventListener("click", () => {
    add(Math.min(shown + MORE_LINES, lines.length));
    box.dataset.shown = String(shown);
    more.textContent = words();
    more.hidden = shown === lines.length;
  });
  return box;
}
