/** What a program did with a test case. */

import { element } from "../dom.js";
import { text } from "../texts.js";
import { diffView } from "./diff-view.js";
import { time } from "./format.js";
import { explanation } from "./verdict.js";
import { visibleText } from "./visible.js";

/**
 * What an output may differ in.
 * @type {Record<string, import("../texts.js").TextKey>}
 */
const KINDS = {
  nothing_printed: "difference.nothing_printed",
  ends_early: "difference.ends_early",
  goes_on: "difference.goes_on",
  missing_line: "difference.missing_line",
  extra_line: "difference.extra_line",
  order: "difference.order",
  line_ends: "difference.line_ends",
  blanks: "difference.blanks",
  case: "difference.case",
  encoding: "difference.encoding",
  rounding: "difference.rounding",
  number: "difference.number",
  text: "difference.text",
};

/**
 * @param {any} result of the test case
 * @param {string | null} expected what it was compared with; null: nothing
 * @param {import("./visible.js").Special} special makes lines that name places in the program
 * @returns {DocumentFragment}
 */
export function outcomeView(result, expected, special) {
  const made = new DocumentFragment();
  made.append(...explanation(result.status, result.message).map((words) => element("p", { class: "meaning" }, words)));
  made.append(...hintsView(result.hints ?? []));
  if (result.difference) {
    made.append(element("p", { class: "note" }, place(result.difference)));
  }
  if (result.status === "Wrong Answer" && expected !== null) {
    made.append(diffView(expected, result.stdout, result.stdout_truncated), ...wholeOutput(result.stdout));
  } else if (result.status !== "Skipped") {
    made.append(output(text("result.stdout"), result.stdout, () => null));
  }
  made.append(...notes(result.stdout_truncated, result.stdout_lossy));
  if (result.stderr) {
    made.append(output(text("result.stderr"), result.stderr, special));
    made.append(...notes(result.stderr_truncated, result.stderr_lossy));
  }
  made.append(element("p", { class: "note" }, facts(result).join(" · ")));
  return made;
}

/**
 * @param {string} title empty: what it is in has one
 * @param {string} printed
 * @param {import("./visible.js").Special} special
 */
function output(title, printed, special) {
  const head = element("div", { class: "output-head" }, ...(title ? [element("h3", {}, title)] : []));
  const box = element("section", { class: "output-box" }, head);
  if (printed === "") {
    box.append(element("p", { class: "note" }, text("result.empty")));
    return box;
  }
  const blanks = element("input", { type: "checkbox" });
  let shown = visibleText(printed, { blanks: false }, special);
  blanks.addEventListener("change", () => {
    const next = visibleText(printed, { blanks: blanks.checked }, special);
    shown.replaceWith(next);
    shown = next;
  });
  head.append(element("label", { class: "check" }, blanks, text("result.blanks")));
  box.append(shown);
  return box;
}

/**
 * All that was printed, beside a diff that may leave some of it out; made when it is asked for.
 * @param {string} printed
 */
function wholeOutput(printed) {
  if (printed === "") {
    return [];
  }
  const whole = element("details", { class: "whole" }, element("summary", {}, text("result.stdout")));
  whole.addEventListener("toggle", () => whole.append(output("", printed, () => null)), { once: true });
  return [whole];
}

/** @param {{ id: string, text: string }[]} hints */
export function hintsView(hints) {
  const items = hints.map((hint) => element("li", {}, hint.text));
  return hints.length ? [element("ul", { class: "hints", "aria-label": text("result.hints") }, ...items)] : [];
}

/**
 * @param {boolean} truncated
 * @param {boolean | undefined} lossy
 */
function notes(truncated, lossy) {
  return [truncated ? text("result.truncated") : "", lossy ? text("result.lossy") : ""]
    .filter((words) => words)
    .map((words) => element("p", { class: "note" }, words));
}

/** @param {{ kind: string, line: number, column: number }} difference */
function place({ kind, line, column }) {
  return text("result.difference", { kind: text(KINDS[kind] ?? "difference.text"), line, column });
}

/** @param {any} result */
function facts(result) {
  return [
    result.exit_code === null ? "" : text("result.exit", { n: result.exit_code }),
    result.signal ? text("result.signal", { name: result.signal }) : "",
    result.wall_time === undefined ? "" : text("result.wall", { time: time(result.wall_time) }),
    result.cached ? text("result.cached") : "",
  ].filter((words) => words);
}
