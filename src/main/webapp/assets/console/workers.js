/** The nodes: what they offer, lack and do. */

import { element } from "../dom.js";
import { text, worded } from "../texts.js";
import { change, read } from "./admin.js";
import { action, facts, submissionLink, when } from "./view.js";

/** @typedef {import("./view.js").Perform} Perform */

/**
 * @param {Perform} perform
 * @returns {Promise<HTMLElement[]>}
 */
export async function workers(perform) {
  const { workers: all } = await read("workers");
  return all.map((/** @type {any} */ worker) =>
    element(
      "section",
      { class: "worker" },
      element("h3", {}, worker.id, ...(worker.drained ? [" ", badge("limit", text("console.drained"))] : [])),
      ...(worker.places.total > 0 ? [drain(worker, perform)] : []),
      facts(rows(worker)),
    ),
  );
}

/**
 * @param {string} kind
 * @param {string} words
 */
function badge(kind, words) {
  return element("span", { class: `badge ${kind}` }, words);
}

/** @param {any} worker */
function rows({ role, started_at, outage, boxes, places, drivers, failures, lacks, jobs }) {
  return [
    [text("console.role"), worded("role", role)],
    [text("console.started"), when(started_at)],
    [text("console.boxes"), `${boxes.in_use} / ${boxes.allowed}`],
    [text("console.places"), `${places.in_use} / ${places.total}`],
    ...(outage ? [[text("console.outage"), badge("bad", outage)]] : []),
    ...lacks.map((/** @type {string} */ lack) => [text("console.lacks"), lack]),
    ...drivers.map((/** @type {any} */ { driver, languages }) => [
      text("console.driver", { driver }),
      languages.map((/** @type {any} */ { language, version }) => `${language} ${version}`).join(", "),
    ]),
    ...[...byReason(failures)].map(([reason, languages]) => [
      text("console.fails"),
      `${reason}: ${languages.join(", ")}`,
    ]),
    ...jobs.map((/** @type {any} */ { token, language, since }) => [
      text("console.runs.now"),
      element("span", {}, submissionLink(token), ` ${language}, ${when(since)}`),
    ]),
  ];
}

/**
 * Most of the languages that do not work are not installed.
 * @param {{language: string, reason: string}[]} failures
 */
function byReason(failures) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const { language, reason } of failures) {
    found.set(reason, [...(found.get(reason) ?? []), language]);
  }
  return found;
}

/**
 * @param {any} worker
 * @param {Perform} perform
 */
function drain({ id, drained }, perform) {
  const path = `workers/${encodeURIComponent(id)}`;
  if (drained) {
    return action("console.undrain", {
      subject: id,
      act: () =>
        perform(async () => {
          await change(`${path}/undrain`);
          return text("console.undrained", { id });
        }),
    });
  }
  return action("console.drain", {
    subject: id,
    question: () => text("console.drain.question", { id }),
    act: () =>
      perform(async () => {
        await change(`${path}/drain`);
        return text("console.drain.done", { id });
      }),
  });
}
