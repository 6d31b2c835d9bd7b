/** All that is known of one submission, and what can be done with it. */

import { Refused } from "../api.js";
import { element } from "../dom.js";
import { badge } from "../playground/verdict.js";
import { visibleLine, visibleText } from "../playground/visible.js";
import { text } from "../texts.js";
import { change, read } from "./admin.js";
import { found, hasHistory } from "./history.js";
import { action, buttons, facts, when } from "./view.js";

/** @typedef {import("./view.js").Perform} Perform */

export const OPEN = ["In Queue", "Processing"];

/**
 * @param {string} token
 * @param {Perform} perform
 * @param {boolean} wantsProgram of one that is not gone; its history may not be written yet
 */
export async function oneSubmission(token, perform, wantsProgram) {
  const path = `submissions/${encodeURIComponent(token)}`;
  const known = await knownOf(path);
  const isOpen = OPEN.includes(known.status);
  const { result, kept } = await contentsOf(known, path, wantsProgram);
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
  return [
    buttons(...acts(known, path, perform)),
    told,
    ...((await hasHistory()) && !kept ? [programLink(known.token)] : shownSource(kept?.source)),
    ...(result ? shownResult(result) : []),
  ];
}

/** What was read last of one that had ended. It changes no more and may be large, so it is read once. */
let last = { key: "", result: /** @type {any} */ (null), kept: /** @type {any} */ (null) };

/**
 * Its result, and what the history has of it; null: nothing.
 * @param {any} known
 * @param {string} path
 * @param {boolean} wantsProgram
 */
async function contentsOf(known, path, wantsProgram) {
  if (known.kept) {
    return { result: known.kept.result ?? null, kept: known.kept };
  }
  const key = JSON.stringify([known, wantsProgram]);
  if (key === last.key) {
    return last;
  }
  const isOpen = OPEN.includes(known.status);
  const isGone = known.status === "Gone";
  const isWanted = (wantsProgram || isGone) && (await hasHistory());
  const kept = isWanted ? await found(`${path}/history`) : null;
  const result = isOpen || isGone ? (kept?.result ?? null) : await found(path);
  const isAll = !isOpen && (result || isGone) && (kept || !isWanted);
  last = { key: isAll ? key : "", result, kept };
  return last;
}

/** @param {string} token */
function programLink(token) {
  const href = `#submissions?token=${encodeURIComponent(token)}&program=yes`;
  return element("p", {}, element("a", { href }, text("console.source.show")));
}

let gone = { path: "", known: /** @type {any} */ (null) };

/**
 * Of one that ended long ago only the history may know; that is asked once.
 * @param {string} path
 */
async function knownOf(path) {
  if (path === gone.path) {
    return gone.known;
  }
  try {
    return await read(path);
  } catch (failure) {
    const isUnknown = failure instanceof Refused && failure.status === 404;
    const kept = isUnknown && (await hasHistory()) ? await found(`${path}/history`) : null;
    if (kept) {
      const known = { ...kept, status: "Gone", dead_letters: [], cancelled: kept.status === "Cancelled", kept };
      gone = { path, known };
      return known;
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
    ...files.flatMap(({ name, content }) => [
      element("h3", {}, visibleLine(name, { blanks: false })),
      visibleText(content, { blanks: false }),
    ]),
    ...cut,
  ];
}

/** @param {unknown} result */
function shownResult(result) {
  return [element("h3", {}, text("result")), visibleText(JSON.stringify(result, null, 2), { blanks: false })];
}
