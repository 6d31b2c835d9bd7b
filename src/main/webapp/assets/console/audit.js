/** Who has changed what. */

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
    entry.outcome,
  ]);
  return [
    table(
      columns("console.at", "console.who", "console.address", "console.action", "console.subject", "console.outcome"),
      rows,
    ),
    ...nextPage("audit", filter, next),
  ];
}
