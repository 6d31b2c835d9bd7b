/** Submissions: those on their way, those of the history, and all that is known of one. */

import { call, Refused } from "../api.js";
import { element } from "../dom.js";
import { badge } from "../playground/verdict.js";
import { visibleText } from "../playground/visible.js";
import { text } from "../texts.js";
import { change, read } from "./admin.js";
import { action, buttons, columns, facts, nextPage, submissionLink, table, when } from "./view.js";

/** @typedef {import("./view.js").Perform} Perform */
/** @typedef {Record<string, string>} Query */

const OPEN = ["In Queue", "Processing"];

/** What can be chosen by; a token leads to that submission alone. */
export const FILTERS = /** @type {const} */ (["token", "language", "status", "caller", "from", "to"]);

/**
 * @param {Perform} perform
 * @param {Query} filter with the cursors of the two lists
 * @returns {Promise<HTMLElement[]>}
 */
export async function submissions(perform, filter) {
  const { token = "", status = "", from, to, cursor, older, program } = filter;
  if (token) {
    return one(token, perform, Boolean(program));
  }
  const wantsOpen = (!status || OPEN.includes(status)) && !from && !to && !older;
  const wantsEnded = !OPEN.includes(status) && !cursor;
  return [...(wantsOpen ? await open(filter) : []), ...(wantsEnded ? await ended(filter) : [])];
}

/** @param {Query} filter */
async function open(filter) {
  const { language = "", status = "", caller = "", cursor = "" } = filter;
  const { submissions: all, next } = await read("submissions", { language, status, caller, cursor });
  return [
    element("h3", {}, text("console.open")),
    list(all),
    ...nextPage("submissions", { language, status, caller }, next),
  ];
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

/** @type {Promise<boolean> | undefined} */
let historyIsKept;

/** Asked once: a request that is refused would be an error in the browser's console each time. */
async function hasHistory() {
  historyIsKept ??= read("settings").then(({ settings }) =>
    settings.some(
      (/** @type {any} */ { name, value }) =>
        (name === "HISTORY" && value === "true") || (name === "DATABASE_URL" && value !== ""),
    ),
  );
  try {
    return await historyIsKept;
  } catch (failure) {
    historyIsKept = undefined;
    throw failure;
  }
}

/**
 * @param {Query} query
 * @returns {Promise<any>} null: the node that answers has none
 */
async function history(query) {
  const given = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
  return found(`submissions?${given}`);
}

/**
 * @param {string} path
 * @returns {Promise<any>} null: there is nothing
 */
async function found(path) {
  try {
    return (await call("GET", path)).body;
  } catch (failure) {
    if (failure instanceof Refused && failure.status === 404) {
      return null;
    }
    throw failure;
  }
}

/**
 * @param {string} token
 * @param {Perform} perform
 * @param {boolean} wantsProgram of one that is not gone; its history may not be written yet
 */
async function one(token, perform, wantsProgram) {
  const path = `submissions/${encodeURIComponent(token)}`;
  const known = await knownOf(path);
  const isOpen = OPEN.includes(known.status);
  const isGone = known.status === "Gone";
  const isKept = await hasHistory();
  const kept = isKept && (isGone || wantsProgram) ? await found(`${path}/history`) : null;
  const told = facts([
    [text("console.token"), element("code", {}, known.token)],
    [text("console.status"), badge(known.status)],
    [text("console.language"), known.language],
    [text("console.caller"), known.caller],
    [text("console.queued"), when(known.queued_at)],
    [text("console.attempts"), known.attempts],
    [text("console.cases"), isOpen ? `${known.done} / ${known.total ?? "–"}` : known.total],
    [text("console.worker"), known.worker],
    [text("console.since"), when(known.since)],
    [text("console.cancelled"), text(known.cancelled ? "console.yes" : "console.no")],
    ...known.dead_letters.map((/** @type {any} */ { reason }) => [
      text("console.letter"),
      element("a", { href: `#letters?token=${encodeURIComponent(known.token)}` }, reason),
    ]),
  ]);
  const result = isOpen || isGone ? (kept?.result ?? null) : await found(path);
  return [
    buttons(...acts(known, path, perform)),
    told,
    ...(isKept && !kept ? [programLink(known.token)] : shownSource(kept?.source)),
    ...(result ? shownResult(result) : []),
  ];
}

/** @param {string} token */
function programLink(token) {
  const href = `#submissions?token=${encodeURIComponent(token)}&program=yes`;
  return element("p", {}, element("a", { href }, text("console.source.show")));
}

/**
 * Of one that ended long ago only the history may know.
 * @param {string} path
 */
async function knownOf(path) {
  try {
    return await read(path);
  } catch (failure) {
    const isUnknown = failure instanceof Refused && failure.status === 404;
    const kept = isUnknown && (await hasHistory()) ? await found(`${path}/history`) : null;
    if (kept) {
      return { ...kept, status: "Gone", dead_letters: [], cancelled: kept.status === "Cancelled" };
    }
    throw failure;
  }
}

/**
 * @param {any} known
 * @param {string} path
 * @param {Perform} perform
 */
function acts({ token, status, dead_letters: letters }, path, perform) {
  const cancel = action("cancel", {
    subject: token,
    question: () => text("console.cancel.question"),
    act: () =>
      perform(async () => {
        await change(`${path}/cancel`);
        return text("console.cancel.done");
      }),
  });
  const requeue = action("console.requeue", {
    subject: token,
    act: () =>
      perform(async () => {
        await change(`${path}/requeue`);
        return text("console.requeued");
      }),
  });
  const canGoBack = status === "Processing" || letters.length > 0;
  return [...(OPEN.includes(status) ? [cancel] : []), ...(canGoBack ? [requeue] : [])];
}

/** @param {{files: {name: string, content: string}[], truncated: boolean} | null | undefined} source */
function shownSource(source) {
  const files = source?.files ?? [];
  const cut = source?.truncated ? [element("p", { class: "note" }, text("console.source.cut"))] : [];
  return [
    ...files.flatMap(({ name, content }) => [element("h3", {}, name), visibleText(content, { blanks: false })]),
    ...cut,
  ];
}

/** @param {unknown} result */
function shownResult(result) {
  return [element("h3", {}, text("result")), visibleText(JSON.stringify(result, null, 2), { blanks: false })];
}
