/** Limits and options of a run. */

import { element } from "../dom.js";
import { text } from "../texts.js";
import { defaultOptions } from "./workspace.js";

/** @typedef {import("./workspace.js").Options} Options */
/** @typedef {{timeout: number, memory: string}} Defaults of the language */

export class OptionsForm {
  #fields;
  #tolerance;

  /**
   * @param {HTMLElement} place
   * @param {() => void} changed
   */
  constructor(place, changed) {
    const field = (/** @type {import("../texts.js").TextKey} */ key, /** @type {string} */ mode) => {
      const input = element("input", {
        type: "text",
        inputmode: mode,
        spellcheck: "false",
        autocapitalize: "off",
        oninput: changed,
      });
      place.append(element("label", {}, text(key), input));
      return input;
    };
    const timeout = field("options.timeout", "decimal");
    const wall = field("options.wall", "decimal");
    const memory = field("options.memory", "text");
    const compiler = field("options.compiler", "text");
    compiler.placeholder = "-O3 -DLOCAL";
    const kinds = /** @type {const} */ (["lines", "unordered", "lenient", "exact", "tokens", "float"]);
    const checker = element(
      "select",
      {},
      ...kinds.map((kind) => element("option", { value: kind }, text(`checker.${kind}`))),
    );
    place.append(element("label", {}, text("options.checker"), checker));
    const tolerance = field("options.tolerance", "text");
    tolerance.placeholder = "1e-6";
    const check = (/** @type {import("../texts.js").TextKey} */ key) => {
      const box = element("input", { type: "checkbox", onchange: changed });
      place.append(element("label", { class: "check" }, box, text(key)));
      return box;
    };
    const stop = check("options.stop");
    const cache = check("options.cache");
    checker.addEventListener("change", () => (this.#showTolerance(), changed()));
    this.#tolerance = /** @type {HTMLElement} */ (tolerance.parentElement);
    this.#fields = { timeout, wall, memory, compiler, checker, tolerance, stop, cache };
    this.set(defaultOptions());
  }

  /** @returns {Options} */
  get() {
    const { timeout, wall, memory, compiler, checker, tolerance, stop, cache } = this.#fields;
    return {
      timeout: timeout.value,
      wall: wall.value,
      memory: memory.value,
      compiler: compiler.value,
      checker: checker.value,
      tolerance: tolerance.value,
      stop: stop.checked,
      cache: cache.checked,
    };
  }

  /** @param {Options} options */
  set({ stop, cache, ...words }) {
    for (const [key, value] of Object.entries(words)) {
      this.#fields[/** @type {Exclude<keyof Options, "stop" | "cache">} */ (key)].value = value;
    }
    this.#fields.stop.checked = stop;
    this.#fields.cache.checked = cache;
    this.#showTolerance();
  }

  /** @param {Defaults | undefined} language */
  showDefaults(language) {
    this.#fields.timeout.placeholder = language ? String(language.timeout) : "";
    this.#fields.wall.placeholder = language ? String(2 * language.timeout + 1) : "";
    this.#fields.memory.placeholder = language?.memory ?? "";
  }

  #showTolerance() {
    this.#tolerance.hidden = this.#fields.checker.value !== "float";
  }
}
