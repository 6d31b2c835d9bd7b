/** What the sections of the console are made of. */

import { element } from "../dom.js";
import { confirmed } from "../playground/dialogs.js";
import { roughTime } from "../playground/format.js";
import { LOCALE, text, TIMES } from "../texts.js";

/** @typedef {string | number | Node | null | undefined} Cell */
/** @typedef {{title: string, number?: boolean}} Column */

/**
 * Does something at the server, says what came of it, and shows what is then.
 * @typedef {(act: () => Promise<string | void>) => Promise<void>} Perform
 */

/**
 * @param {import("../texts.js").TextKey[]} keys
 * @returns {Column[]}
 */
export function columns(...keys) {
  return keys.map((key) => ({ title: text(key) }));
}

/** A longer text has a line of its own where a row is a card. */
const SHORT = 24;

/**
 * A table, whose rows are cards on a telephone.
 * @param {Column[]} titles
 * @param {Cell[][]} rows
 * @returns {HTMLElement}
 */
export function table(titles, rows) {
  const made = plainTable(titles, rows);
  made.classList.add("cards");
  return made;
}

/**
 * @param {Column[]} titles
 * @param {Cell[][]} rows
 * @returns {HTMLElement}
 */
function plainTable(titles, rows) {
  if (rows.length === 0) {
    return element("p", { class: "note" }, text("console.none"));
  }
  const kind = (/** @type {number} */ n) => (titles[n]?.number ? { class: "number" } : {});
  const head = titles.map(({ title }, n) => element("th", { scope: "col", ...kind(n) }, title));
  const body = rows.map((cells) => element("tr", {}, ...cells.map((cell, n) => tableCell(cell, titles[n]))));
  const made = element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body));
  // It can be scrolled from the keyboard.
  return element("div", { class: "table-box", tabindex: 0 }, made);
}

/**
 * @param {Cell} cell
 * @param {Column | undefined} column
 */
function tableCell(cell, column) {
  const made = element("td", { "data-title": column?.title ?? "" }, cell instanceof Node ? cell : shown(cell));
  made.classList.toggle("number", Boolean(column?.number));
  made.classList.toggle("long", typeof cell === "string" && cell.length > SHORT);
  return made;
}

/**
 * What is known of one thing, a row for each fact.
 * @param {Cell[][]} rows
 */
export function facts(rows) {
  return plainTable(columns("console.member", "console.value"), rows);
}

/** @param {string | number | null | undefined} value */
export function shown(value) {
  if (value === null || value === undefined) {
    return "–";
  }
  return typeof value === "number" ? value.toLocaleString(LOCALE, { maximumFractionDigits: 1 }) : value;
}

/** @param {...HTMLElement} all */
export function buttons(...all) {
  return element("div", { class: "buttons" }, ...all);
}

/**
 * A button that does something at the server, and cannot be pressed twice meanwhile.
 * @param {import("../texts.js").TextKey} label
 * @param {{subject: string, key?: string, question?: () => string, act: () => Promise<void>}} deed subject: what it is done
 *   to, in words; key: tells it from all others where the subject does not; question: asked first
 * @returns {HTMLButtonElement}
 */
export function action(label, { subject, key = subject, question, act }) {
  const name = `${text(label)} ${subject}`;
  const button = element("button", { type: "button", "aria-label": name, "data-key": key }, text(label));
  button.addEventListener("click", async () => {
    if (button.ariaBusy !== "true" && (!question || (await confirmed(question(), text(label))))) {
      button.ariaBusy = "true";
      await act().finally(() => button.removeAttribute("aria-busy"));
    }
  });
  return button;
}

/** @param {string | null | undefined} moment */
export function when(moment) {
  return moment ? new Date(moment).toLocaleString(TIMES) : "–";
}

/** @param {number | null | undefined} seconds */
export function duration(seconds) {
  return seconds === null || seconds === undefined ? "–" : roughTime(seconds);
}

/** @param {string} token */
export function submissionLink(token) {
  return element("a", { href: `#submissions?token=${encodeURIComponent(token)}` }, element("code", {}, token));
}

/**
 * The way to the next page of a list; the browser's button leads back.
 * @param {string} section
 * @param {Record<string, string>} query with the cursor
 * @param {string | null} next
 * @param {string} cursor the name of the cursor
 */
export function nextPage(section, query, next, cursor = "cursor") {
  if (next === null) {
    return [];
  }
  const given = new URLSearchParams(Object.entries({ ...query, [cursor]: next }).filter(([, value]) => value));
  return [element("p", {}, element("a", { href: `#${section}?${given}` }, text("console.more")))];
}
