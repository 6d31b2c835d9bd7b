/**
 * What screen readers read out when it happens. They hear of changes in regions that were on the page before, and of
 * nothing else, so every page has two that are not seen.
 */

import { element } from "./dom.js";

const calm = element("div", { class: "spoken", role: "status" });
const urgent = element("div", { class: "spoken", role: "alert" });
document.body.append(calm, urgent);

/**
 * Has something read out when the reader has finished what it reads.
 * @param {string} words
 */
export function announce(words) {
  calm.replaceChildren(element("p", {}, words));
}

/**
 * Has something read out at once.
 * @param {string} words
 */
export function warn(words) {
  urgent.replaceChildren(element("p", {}, words));
}
