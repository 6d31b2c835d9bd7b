/** Mends what Swagger UI makes: what a screen reader or the keyboard would stumble over. */

import { text } from "../texts.js";

const BODY_FIELDS = "textarea.body-param__text, .opblock-section-request-body input[type=file]";

/** @type {[selector: string, mended: (found: HTMLElement) => void][]} */
const FAULTS = [
  // This page has a heading already.
  ["h1.title", (title) => title.setAttribute("aria-level", "2")],
  // It is beside the main part, and would be in no part.
  [".information-container:not([role])", asRegion],
  [".modal-ux:not([role])", asDialog],
  // A link in a button, which opens the same.
  [".opblock-summary-control a[href]", (link) => link.removeAttribute("href")],
  // What scrolls must be within reach of the keyboard.
  ["pre.microlight", (code) => (code.tabIndex = 0)],
  // The field in it has the same id.
  ["label[id]:has(select[id])", (label) => label.removeAttribute("id")],
  // As a region it would have no name, and its rows no table.
  ["table[role=region]", (table) => table.removeAttribute("role")],
  [`:is(${BODY_FIELDS}):not([aria-label])`, (field) => field.setAttribute("aria-label", text("docs.body"))],
  ["button.close-modal:not([aria-label])", (button) => button.setAttribute("aria-label", text("close"))],
  ["tr[data-param-name] select:not([aria-label])", (field) => field.setAttribute("aria-label", parameterOf(field))],
];

/** @param {HTMLElement} part */
function asRegion(part) {
  part.setAttribute("role", "region");
  part.setAttribute("aria-label", text("docs.title"));
}

/** @param {HTMLElement} part */
function asDialog(part) {
  part.setAttribute("role", "dialog");
  part.setAttribute("aria-modal", "true");
  part.setAttribute("aria-label", text("token"));
}

/** @param {HTMLElement} field */
function parameterOf(field) {
  return /** @type {HTMLElement} */ (field.closest("tr")).dataset.paramName ?? "";
}

/** @param {HTMLElement} place in which Swagger UI is shown */
export function mend(place) {
  const look = () => {
    for (const [selector, mended] of FAULTS) {
      place.querySelectorAll(selector).forEach((found) => mended(/** @type {HTMLElement} */ (found)));
    }
  };
  new MutationObserver(look).observe(place, { childList: true, subtree: true });
}
