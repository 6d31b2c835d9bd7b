/** The queues of the languages, and those of what has died, expired or was purged. */

import { element } from "../dom.js";
import { text } from "../texts.js";
import { change, read } from "./admin.js";
import { action, buttons, columns, duration, shown, table } from "./view.js";

/** @typedef {import("./view.js").Perform} Perform */

/**
 * @param {Perform} perform
 * @returns {Promise<HTMLElement[]>}
 */
export async function queues(perform) {
  const { queues: all } = await read("queues");
  const numbers = columns(
    "console.jobs",
    "console.delayed",
    "console.in.delivery",
    "console.oldest",
    "console.added",
    "console.taken",
    "console.consumers",
  ).map(({ title }) => ({ title, number: true }));
  all.sort((/** @type {any} */ one, /** @type {any} */ other) => Number(isIdle(one)) - Number(isIdle(other)));
  const rows = all.map((/** @type {any} */ queue) => [
    name(queue),
    queue.max_depth === null ? queue.depth : `${shown(queue.depth)} / ${shown(queue.max_depth)}`,
    queue.delayed,
    queue.in_delivery,
    duration(queue.oldest_age),
    queue.added_per_minute,
    queue.taken_per_minute,
    queue.consumers,
    queue.language === null ? "" : actions(queue, perform),
  ]);
  return [table([...columns("console.queue"), ...numbers, ...columns("console.actions")], rows)];
}

/**
 * Most languages are run by no worker; their queues come last.
 * @param {any} queue
 */
function isIdle({ depth, consumers, paused }) {
  return depth === 0 && consumers === 0 && !paused;
}

/** @param {any} queue */
function name({ language, name: full, paused }) {
  const badge = paused ? [" ", element("span", { class: "badge limit" }, text("console.paused"))] : [];
  return element("span", {}, language ?? full, ...badge);
}

/**
 * @param {any} queue
 * @param {Perform} perform
 */
function actions({ language, paused }, perform) {
  const path = `queues/${encodeURIComponent(language)}`;
  const resume = action("console.resume", {
    subject: language,
    act: () =>
      perform(async () => {
        await change(`${path}/resume`);
        return text("console.resumed", { language });
      }),
  });
  const pause = action("console.pause", {
    subject: language,
    question: () => text("console.pause.question", { language }),
    act: () =>
      perform(async () => {
        await change(`${path}/pause`);
        return text("console.pause.done", { language });
      }),
  });
  const purge = action("console.purge", {
    subject: language,
    question: () => text("console.purge.question", { language }),
    act: () =>
      perform(async () => {
        const { purged, remaining } = await change(`${path}/purge`);
        return text("console.purged", { n: purged, language, remaining });
      }),
  });
  return buttons(paused ? resume : pause, purge);
}
