/** Fetches the languages that the server offers, and goes on trying until they are there. */

import { call, Refused } from "../api.js";
import { text } from "../texts.js";
import { askForTokenAfter } from "./dialogs.js";
import { showNotice, showTrouble } from "./notice.js";
import { pause } from "./pause.js";

const MAX_PAUSE_SECONDS = 15;

/**
 * @param {HTMLElement} notice of its own, because runs clear that of theirs
 * @returns {Promise<import("./languages.js").Language[]>}
 */
export async function fetchLanguages(notice) {
  for (let failures = 0; ; failures++) {
    try {
      const { body } = await call("GET", "languages");
      notice.replaceChildren();
      return body.languages;
    } catch (failure) {
      if (failure instanceof Refused && failure.needsToken) {
        await waitForToken(notice, failure);
      } else {
        const seconds = Math.min(2 ** failures, MAX_PAUSE_SECONDS);
        await pause(seconds, (left) => showTrouble(notice, languagesAway(failure, left)), new AbortController().signal);
      }
    }
  }
}

/**
 * @param {HTMLElement} notice
 * @param {Refused} failure
 */
async function waitForToken(notice, failure) {
  if (!(await askForTokenAfter(failure))) {
    await new Promise((resolve) => {
      const action = { label: text("problem.again"), run: () => resolve(null) };
      showNotice(notice, { title: text("problem.token"), action });
    });
  }
}

/**
 * @param {unknown} failure
 * @param {number} seconds
 */
function languagesAway(failure, seconds) {
  const reason = failure instanceof Refused ? failure.message : "";
  return {
    title: text("problem.languages"),
    detail: `${reason} ${text("problem.offline.detail", { seconds })}`.trim(),
  };
}
