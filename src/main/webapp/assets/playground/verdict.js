/** How a verdict looks: its sign and its colour say the same as its words. */

import { element } from "../dom.js";
import { meaning, worded } from "../texts.js";

/** @typedef {"good" | "bad" | "limit" | "none"} Kind */

/**
 * @param {string} status
 * @returns {Kind}
 */
export function kindOf(status) {
  if (status === "Accepted") {
    return "good";
  }
  if (status.endsWith("Limit Exceeded")) {
    return "limit";
  }
  return ["Skipped", "Cancelled", "Expired", "In Queue", "Processing"].includes(status) ? "none" : "bad";
}

const SIGNS = { good: "✓", bad: "✗", limit: "!", none: "–" };

/** @param {string} status */
export function badge(status) {
  const kind = kindOf(status);
  const sign = element("span", { "aria-hidden": "true" }, SIGNS[kind]);
  return element("span", { class: `badge ${kind}`, title: meaning(status) }, sign, worded("status", status));
}

/**
 * What a verdict means and what the server says of it, which may be the same.
 * @param {string} status
 * @param {string | null | undefined} message
 * @returns {string[]}
 */
export function explanation(status, message) {
  const said = message ?? "";
  const words = status === "Accepted" ? "" : meaning(status);
  const bare = (/** @type {string} */ one) => one.toLowerCase().replace(/\.$/, "");
  return [words, bare(words) === bare(said) ? "" : said].filter((one) => one);
}
