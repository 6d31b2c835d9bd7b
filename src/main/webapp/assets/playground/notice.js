/** What went wrong, in words, with what can be done about it. */

import { announce, warn } from "../announce.js";
import { isAbort, Refused, Unreachable } from "../api.js";
import { element } from "../dom.js";
import { text } from "../texts.js";
import { NoNumber } from "./submission.js";

/** @typedef {{label: string, run: () => void}} Action */

/**
 * Shows a notice, in the place of the one before.
 * @param {HTMLElement} place
 * @param {{title: string, detail?: string, list?: string[], action?: Action, kind?: "bad" | "calm"}} content
 */
export function showNotice(place, { title, detail = "", list = [], action, kind = "bad" }) {
  const body = element("div", { class: "notice-body" }, element("strong", {}, title));
  if (detail) {
    body.append(element("p", {}, detail));
  }
  if (list.length) {
    body.append(element("ul", {}, ...list.map((one) => element("li", {}, one))));
  }
  const buttons = element("div", { class: "buttons" });
  const notice = element("div", { class: `notice ${kind}` }, body, buttons);
  const close = closing(place, notice);
  if (action) {
    const run = () => {
      close();
      action.run();
      // What was done may itself be undone.
      place.querySelector("button")?.focus();
    };
    buttons.append(element("button", { type: "button", onclick: run }, action.label));
  }
  buttons.append(element("button", { type: "button", class: "quiet", onclick: close }, text("close")));
  place.replaceChildren(notice);
  (kind === "bad" ? warn : announce)([title, detail, ...list].filter((words) => words).join(" "));
}

/**
 * Closes a notice, and gives the focus back to what had it before its buttons.
 * @param {HTMLElement} place
 * @param {HTMLElement} notice
 */
function closing(place, notice) {
  /** @type {EventTarget | null} */
  let before = null;
  notice.addEventListener("focusin", ({ relatedTarget: last }) => {
    before = last instanceof Node && notice.contains(last) ? before : last;
  });
  return () => {
    place.replaceChildren();
    if (before instanceof HTMLElement) {
      before.focus({ preventScroll: true });
    }
  };
}

/**
 * Shows trouble that passes by itself; it is read out once, then only counted down.
 * @param {HTMLElement} place
 * @param {{title: string, detail: string}} words
 */
export function showTrouble(place, { title, detail }) {
  const shown = place.querySelector(".passing");
  if (shown?.firstElementChild?.textContent === title) {
    shown.lastElementChild?.replaceChildren(detail);
  } else {
    const body = element(
      "div",
      { class: "notice-body passing" },
      element("strong", {}, title),
      element("p", {}, detail),
    );
    place.replaceChildren(element("div", { class: "notice calm" }, body));
    announce(title);
  }
}

/** @param {HTMLElement} place where trouble that has passed is shown no longer */
export function endTrouble(place) {
  place.querySelector(".passing")?.parentElement?.remove();
}

/**
 * The words for a failure of a request.
 * @param {unknown} failure
 * @returns {{title: string, detail: string, list?: string[]} | null} null: a person ended it
 */
export function wordsOf(failure) {
  if (isAbort(failure)) {
    return null;
  }
  if (failure instanceof Unreachable) {
    return { title: text("problem.offline"), detail: failure.message };
  }
  if (failure instanceof NoNumber) {
    return { title: text("problem.options"), detail: failure.message };
  }
  if (!(failure instanceof Refused)) {
    return { title: text("problem.unexpected"), detail: String(failure) };
  }
  if (failure.isOfNothing) {
    return { title: text("problem.expired"), detail: text("problem.expired.detail") };
  }
  switch (failure.status) {
    case 413:
      return { title: text("problem.large"), detail: failure.message };
    default: {
      const list = (failure.problem.errors ?? []).map(({ field, message }) => `${field} ${message}`);
      return { title: text("problem.refused"), detail: list.length ? "" : failure.message, list };
    }
  }
}
