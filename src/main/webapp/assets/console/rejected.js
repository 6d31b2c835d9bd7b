/** The messages of producers that were no submissions. */

import { read } from "./admin.js";
import { look } from "./letter.js";
import { action, buttons, columns, nextPage, table, when } from "./view.js";

/**
 * @param {import("./view.js").Perform} perform
 * @param {Record<string, string>} filter
 * @returns {Promise<HTMLElement[]>}
 */
export async function rejected(perform, filter) {
  const { letters, next } = await read("rejected", filter);
  const titles = columns(
    "console.token",
    "console.language",
    "console.reason",
    "console.at",
    "console.caller",
    "console.actions",
  );
  const rows = letters.map((/** @type {any} */ letter) => [
    letter.token,
    letter.language,
    letter.reason,
    when(letter.died_at),
    letter.caller,
    buttons(looks(letter, perform)),
  ]);
  return [table(titles, rows), ...nextPage("rejected", filter, next)];
}

/**
 * @param {any} letter
 * @param {import("./view.js").Perform} perform
 */
function looks({ id, token }, perform) {
  const path = `rejected/${encodeURIComponent(id)}`;
  const act = () => perform(() => look(path, "console.rejected.one"));
  return action("console.look", { subject: token, key: id, act });
}
