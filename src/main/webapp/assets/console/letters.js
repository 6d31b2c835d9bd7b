/** The dead letters: jobs that were given up. */

import { element } from "../dom.js";
import { whole } from "../playground/format.js";
import { text, worded } from "../texts.js";
import { change, download, read } from "./admin.js";
import { look } from "./letter.js";
import { Selection } from "./selection.js";
import { action, buttons, columns, nextPage, submissionLink, table, when } from "./view.js";

/** @typedef {import("./view.js").Perform} Perform */

const REVOKE_AFTER_MS = 60_000;

const selection = new Selection();

/**
 * @param {Perform} perform
 * @param {Record<string, string>} filter
 * @returns {Promise<HTMLElement[]>}
 */
export async function letters(perform, filter) {
  const { letters: all, next } = await read("dead-letters", filter);
  const titles = columns(
    "console.token",
    "console.language",
    "console.reason",
    "console.attempts",
    "console.died",
    "console.caller",
    "console.actions",
  );
  selection.begin(all.map((/** @type {any} */ { id }) => id));
  const rows = all.map((/** @type {any} */ letter) => [
    element("span", { class: "pick" }, selection.boxOf(letter.id, letter.token), submissionLink(letter.token)),
    letter.language,
    [letter.reason, letter.detail].filter((words) => words).join(": "),
    letter.attempts,
    when(letter.died_at),
    letter.caller,
    ofOne(letter, perform),
  ]);
  const head = all.length ? [ofMany(all, filter, perform), ofSelected(perform)] : [];
  return [...head, table(titles, rows), ...nextPage("letters", filter, next)];
}

/**
 * What is done to all, or to all of a language; with the token of a submission, to those that are shown.
 * @param {any[]} all
 * @param {Record<string, string>} filter
 * @param {Perform} perform
 */
function ofMany(all, { token = "", language = "" }, perform) {
  const chosen = token ? { ids: all.map(({ id }) => id) } : { all: true, ...(language && { language }) };
  const key = JSON.stringify(chosen);
  const subject = token || (language ? text("console.all.of", { language }) : text("console.all"));
  const retry = action("console.retry.all", {
    subject,
    key,
    question: () => text("console.retry.question", { which: subject }),
    act: () => perform(() => retryLetters(chosen)),
  });
  const remove = action("console.delete.all", {
    subject,
    key,
    question: () => text("console.delete.question", { which: subject }),
    act: () => perform(() => deleteLetters(chosen)),
  });
  const save = action("console.export", { subject, key, act: () => perform(() => exportLetters({ token, language })) });
  return buttons(retry, remove, save);
}

/** @param {Perform} perform */
function ofSelected(perform) {
  const subject = text("console.letters.some");
  const which = () => text("console.letters.selected", { n: selection.ids.length });
  return selection.bar(
    action("console.retry.selected", {
      subject,
      question: () => text("console.retry.question", { which: which() }),
      act: () => perform(() => retryLetters({ ids: selection.ids })),
    }),
    action("console.delete.selected", {
      subject,
      question: () => text("console.delete.question", { which: which() }),
      act: () => perform(() => deleteLetters({ ids: selection.ids })),
    }),
  );
}

/**
 * @param {any} letter
 * @param {Perform} perform
 */
function ofOne({ id, token }, perform) {
  const path = `dead-letters/${encodeURIComponent(id)}`;
  return buttons(
    action("console.look", { subject: token, key: id, act: () => perform(() => look(path, "console.letter")) }),
    action("console.retry", {
      subject: token,
      key: id,
      act: () =>
        perform(async () => {
          const { outcome } = await change(`${path}/retry`);
          return `${token}: ${worded("outcome", outcome)}`;
        }),
    }),
    action("console.delete", {
      subject: token,
      key: id,
      question: () => text("console.delete.question", { which: token }),
      act: () => perform(() => deleteLetters({ ids: [id] })),
    }),
  );
}

/** @param {unknown} chosen */
async function retryLetters(chosen) {
  const { retried, letters: all, remaining } = await change("dead-letters/retry", chosen);
  const told = text("console.retried", { n: retried, remaining });
  const others = otherOutcomes(all);
  return others ? `${told} ${text("console.retried.others", { outcomes: others })}` : told;
}

/**
 * How many letters were not retried, by what became of them.
 * @param {{outcome: string}[]} all
 */
function otherOutcomes(all) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { outcome } of all) {
    if (outcome !== "retried") {
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    }
  }
  return [...counts].map(([outcome, n]) => `${worded("outcome", outcome)} (${whole(n)})`).join(", ");
}

/** @param {unknown} chosen */
async function deleteLetters(chosen) {
  const { deleted, remaining } = await change("dead-letters/delete", chosen);
  return text("console.deleted", { n: deleted, remaining });
}

/** @param {Record<string, string>} filter */
async function exportLetters(filter) {
  const file = await download("dead-letters/export", filter);
  const link = element("a", { href: URL.createObjectURL(file), download: "dead-letters.ndjson" });
  link.click();
  // Browsers read it in their own time.
  setTimeout(() => URL.revokeObjectURL(link.href), REVOKE_AFTER_MS);
}
