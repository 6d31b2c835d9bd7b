/** What a test case expects: an output, that nothing is printed, or nothing in particular. */

import { element } from "../dom.js";
import { text } from "../texts.js";

/**
 * An empty field compares nothing, unless it is chosen that nothing may be printed.
 * @param {string | null} expected null: not compared
 * @param {(expected: string | null) => void} changed
 * @returns {HTMLElement}
 */
export function expectedField(expected, changed) {
  const field = element("textarea", { rows: 3, spellcheck: "false", autocapitalize: "off" });
  const empty = element("input", { type: "checkbox", checked: expected === "" });
  const choice = element("label", { class: "check" }, empty, text("cases.expected.empty"));
  field.value = expected ?? "";
  const show = () => {
    choice.hidden = field.value !== "";
    field.placeholder = text(empty.checked ? "cases.expected.nothing" : "cases.expected.none");
  };
  field.addEventListener("input", () => {
    empty.checked &&= field.value === "";
    show();
    changed(field.value || (empty.checked ? "" : null));
  });
  empty.addEventListener("change", () => {
    show();
    changed(empty.checked ? "" : null);
  });
  show();
  return element("div", { class: "expected" }, element("label", {}, text("cases.expected"), field), choice);
}
