/** Submissions: those on their way and those of the history, or one of them. */

import { element } from "../dom.js";
import { badge } from "../playground/verdict.js";
import { text } from "../texts.js";
import { read } from "./admin.js";
import { found, hasHistory } from "./history.js";
import { oneSubmission, OPEN } from "./one-submission.js";
import { columns, nextPage, submissionLink, table, when } from "./view.js";

/** @typedef {import("./view.js").Perform} Perform */
/** @typedef {Record<string, string>} Query */

/** What can be chosen by; a token leads to that submission alone. */
export const FILTERS = /** @type {const} */ (["token", "language", "status", "caller", "from", "to"]);

/**
 * @param {Perform} perform
 * @param {Query} filter with the cursors of the two lists
 * @returns {Promise<HTMLElement[]>}
 */
export async function submissions(perform, filter) {
  const { token = "", status = "", cursor, older, program } = filter;
  if (token) {
    return oneSubmission(token, perform, Boolean(program));
  }
  const wantsOpen = (!status || OPEN.includes(status)) && !older;
  const wantsEnded = !OPEN.includes(status) && !cursor;
  return [...(wantsOpen ? await open(filter) : []), ...(wantsEnded ? await ended(filter) : [])];
}

/** @param {Query} filter */
async function open({ language = "", status = "", caller = "", from = "", to = "", cursor = "" }) {
  const query = { language, status, caller, from: instant(from), to: instant(to), cursor };
  const { submissions: all, next } = await read("submissions", query);
  const chosen = { language, status, caller, from, to };
  return [element("h3", {}, text("console.open")), list(all), ...nextPage("submissions", chosen, next)];
}

/** @param {Query} filter */
async function ended({ language = "", status = "", caller = "", from = "", to = "", older = "" }) {
  const title = element("h3", {}, text("console.ended"));
  const query = { language, status, caller, from: instant(from), to: instant(to), cursor: older };
  const page = (await hasHistory()) ? await history(query) : null;
  if (page === null) {
    return [title, element("p", { class: "note" }, text("console.history.off"))];
  }
  const chosen = { language, status, caller, from, to };
  return [title, list(page.submissions), ...nextPage("submissions", chosen, page.next, "older")];
}

/**
 * A time as a person entered it, in this browser's zone.
 * @param {string} local
 */
function instant(local) {
  const time = new Date(local);
  return Number.isNaN(time.getTime()) ? local : time.toISOString();
}

/** @param {any[]} all */
function list(all) {
  return table(
    columns(
      "console.token",
      "console.status",
      "console.language",
      "console.caller",
      "console.queued",
      "console.worker",
    ),
    all.map((each) => [
      submissionLink(each.token),
      badge(each.status),
      each.language,
      each.caller,
      when(each.queued_at),
      each.worker,
    ]),
  );
}

/**
 * @param {Query} query
 * @returns {Promise<any>} null: the node that answers has none
 */
async function history(query) {
  const given = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
  return found(`submissions?${given}`);
}
