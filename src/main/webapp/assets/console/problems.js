/** What is wrong, and what helps. */

import { element } from "../dom.js";
import { text, worded } from "../texts.js";
import { read } from "./admin.js";
import { columns, table } from "./view.js";

/**
 * Where the remedy, told as a request, is a button.
 * @type {Record<string, string>}
 */
const SECTIONS = {
  dead_letters: "letters",
  no_consumer: "queues",
  queue_full: "queues",
  queue_paused: "queues",
  queue_slow: "queues",
  worker_drained: "workers",
};

/** @returns {Promise<HTMLElement[]>} */
export async function problems() {
  const { problems: all } = await read("problems");
  return [all.length ? problemsTable(all) : element("p", {}, text("console.healthy"))];
}

/** @param {any[]} all */
export function problemsTable(all) {
  return table(
    columns("console.severity", "console.subject", "console.problem", "console.remedy"),
    all.map(({ kind, severity, subject, problem, remedy }) => [
      element("span", { class: `badge ${severity === "error" ? "bad" : "limit"}` }, worded("severity", severity)),
      kind in SECTIONS ? element("a", { href: `#${SECTIONS[kind]}` }, subject) : subject,
      problem,
      remedy,
    ]),
  );
}
