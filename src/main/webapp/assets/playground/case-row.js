/** One test case: its input and what is expected, and what has come of it. */

import { element } from "../dom.js";
import { text } from "../texts.js";
import { expectedField } from "./expected-field.js";
import { memory, time } from "./format.js";
import { outcomeView } from "./outcome.js";
import { badge } from "./verdict.js";

/** @typedef {import("./workspace.js").TestCase} TestCase */
/** @typedef {{changed: () => void, remove: (row: CaseRow) => void, copy: (row: CaseRow) => void,
 *   special: () => import("./visible.js").Special}} Owner */

const MAX_PREVIEW = 60;

export class CaseRow {
  #owner;
  #number = element("span", { class: "number" });
  #preview = element("span", { class: "preview" });
  #verdict = element("span", { class: "figures" });
  #inputs = element("div", { class: "inputs" });
  #outcome = element("div", { class: "outcome" });
  #details;
  /** @type {any} */
  #result = null;
  /** @type {string | null} */
  #ranWith = null;

  /**
   * @param {TestCase} data
   * @param {Owner} owner
   */
  constructor(data, owner) {
    this.data = data;
    this.#owner = owner;
    const summary = element("summary", {}, this.#number, this.#preview, this.#verdict);
    const body = element("div", { class: "case-body" }, this.#inputs, this.#outcome);
    this.#details = element("details", { ontoggle: () => this.#fill() }, summary, body);
    this.node = element("li", { class: "case" }, this.#details);
    this.#showPreview();
  }

  get result() {
    return this.#result;
  }

  /** @param {number} n from 1 */
  setNumber(n) {
    this.#number.textContent = `${n}`;
    this.#number.setAttribute("aria-label", text("cases.number", { n }));
  }

  open() {
    this.#details.open = true;
    this.#fill();
  }

  /** @param {any} result of the test case; null: none */
  setResult(result) {
    this.#result = result;
    this.#verdict.replaceChildren();
    if (result) {
      const figures = result.status === "Skipped" ? "" : `${time(result.run_time)}, ${memory(result.space)}`;
      this.#verdict.append(element("span", { class: "note" }, figures), badge(result.status));
    }
    this.#showOutcome();
  }

  /** A run begins with it as it is now. */
  begin() {
    this.#ranWith = this.data.expected;
    this.setRunning();
  }

  setRunning() {
    this.setResult(null);
    this.#verdict.append(element("span", { class: "badge none waiting" }, "…"));
  }

  #fill() {
    if (this.#details.open && this.#inputs.childElementCount === 0) {
      this.#inputs.append(...this.#fields());
      this.#showOutcome();
    }
  }

  #showOutcome() {
    // What is closed may never be looked at.
    if (this.#inputs.childElementCount > 0) {
      this.#outcome.replaceChildren(
        ...(this.#result ? [outcomeView(this.#result, this.#compared(), this.#owner.special())] : []),
      );
    }
  }

  /** What it was compared with; null: nothing, or it has been changed since. */
  #compared() {
    return this.#ranWith === this.data.expected ? this.data.expected : null;
  }

  #showPreview() {
    const first = this.data.stdin.slice(0, MAX_PREVIEW + 1).split("\n", 1)[0] ?? "";
    this.#preview.textContent =
      first.length > MAX_PREVIEW ? `${first.slice(0, MAX_PREVIEW)}…` : first || text("cases.empty");
  }

  #fields() {
    const stdin = element("textarea", { rows: 3, spellcheck: "false", autocapitalize: "off" });
    stdin.value = this.data.stdin;
    stdin.addEventListener("input", () => {
      this.data.stdin = stdin.value;
      this.#showPreview();
      this.#owner.changed();
    });
    const expected = expectedField(this.data.expected, (next) => {
      this.data.expected = next;
      this.#owner.changed();
    });
    const args = element("input", { type: "text", spellcheck: "false", autocapitalize: "off", value: this.data.args });
    args.addEventListener("input", () => {
      this.data.args = args.value;
      this.#owner.changed();
    });
    const copy = element(
      "button",
      { type: "button", class: "quiet", onclick: () => this.#owner.copy(this) },
      text("cases.copy"),
    );
    const remove = element(
      "button",
      { type: "button", class: "quiet", onclick: () => this.#owner.remove(this) },
      text("cases.remove"),
    );
    return [
      element("label", {}, text("cases.stdin"), stdin),
      expected,
      element("label", { class: "arguments" }, text("cases.arguments"), args),
      element("div", { class: "buttons" }, copy, remove),
    ];
  }
}
