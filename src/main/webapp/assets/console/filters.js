/** What a section is asked for: entered in a form and kept in the address, such as #letters?language=c. */

import { element } from "../dom.js";
import { text, verdicts, worded } from "../texts.js";

/** @typedef {"token" | "language" | "status" | "caller" | "from" | "to"} Filter */

/** @type {Record<Filter, import("../texts.js").TextKey>} */
const LABELS = {
  token: "console.token",
  language: "console.language",
  status: "console.status",
  caller: "console.caller",
  from: "console.from",
  to: "console.to",
};

/**
 * @param {Filter} name
 * @param {string} value
 */
function field(name, value) {
  if (name === "status") {
    const options = ["In Queue", "Processing", ...verdicts()].map((one) =>
      element("option", { value: one, selected: one === value }, worded("status", one)),
    );
    return element("select", { name }, element("option", { value: "" }, text("console.any")), ...options);
  }
  const type = name === "from" || name === "to" ? "datetime-local" : "text";
  return element("input", { type, name, value, spellcheck: "false", autocomplete: "off" });
}

/**
 * @param {string} section
 * @param {readonly Filter[]} filters
 * @param {Record<string, string>} given
 * @returns {HTMLElement[]}
 */
export function filterForm(section, filters, given) {
  if (filters.length === 0) {
    return [];
  }
  const fields = filters.map((name) => field(name, given[name] ?? ""));
  const labels = fields.map((one, n) => element("label", {}, text(LABELS[/** @type {Filter} */ (filters[n])]), one));
  const form = element("form", { class: "filters" }, ...labels, element("button", {}, text("console.filter")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const entered = fields.map((one) => [one.name, one.value.trim()]).filter(([, value]) => value);
    location.hash = `${section}?${new URLSearchParams(entered)}`;
  });
  return [form];
}
