/** Who has changed what. */

import { text, worded } from "../texts.js";
import { read } from "./admin.js";
import { columns, nextPage, table, when } from "./view.js";

/**
 * @param {import("./view.js").Perform} _
 * @param {Record<string, string>} filter
 * @returns {Promise<HTMLElement[]>}
 */
export async function audit(_, filter) {
  const { entries, next } = await read("audit", filter);
  const rows = entries.map((/** @type {any} */ entry) => [
    when(entry.at),
    entry.who,
    entry.address,
    entry.action,
    entry.subject,
    outcome(entry.outcome),
  ]);
  return [
    table(
      columns("console.at", "console.who", "console.address", "console.action", "console.subject", "console.outcome"),
      rows,
    ),
    ...nextPage("audit", filter, next),
  ];
}

/** @param {string} told such as "done: yes", "done: 3 retried" or "failed: The broker does not answer." */
function outcome(told) {
  const [, state, what = ""] = told.match(/^(begun$|done: |failed: )(.*)/s) ?? [];
  if (state === "failed: ") {
    return text("audit.failed", { what });
  }
  if (state === "done: ") {
    return what === "yes" ? text("audit.done") : text("audit.done.what", { what: worded("outcome", what) });
  }
  return state ? text("audit.begun") : told;
}
