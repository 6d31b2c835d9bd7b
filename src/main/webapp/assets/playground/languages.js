/** The languages that the server offers, and the choice among them. */

import { element } from "../dom.js";
import { text } from "../texts.js";
import { defaultOptions, emptyCase } from "./workspace.js";

/** @typedef {{id: string, name: string, file: string, versions: string[], works: boolean, timeout: number, memory: string,
 *   example: {code: string, stdin: string, expected_output: string}}} Language */

export class Languages {
  /** @type {Language[]} */
  #all = [];
  #select;
  #versions;
  #last = "";

  /**
   * @param {HTMLSelectElement} select
   * @param {HTMLSelectElement} versions
   * @param {(before: string) => void} chosen told the language that was chosen before
   * @param {() => void} changed
   */
  constructor(select, versions, chosen, changed) {
    this.#select = select;
    this.#versions = versions;
    select.addEventListener("change", () => {
      const before = this.#last;
      this.#last = select.value;
      this.#showVersions("");
      chosen(before);
    });
    versions.addEventListener("change", changed);
  }

  /** @param {Language[]} all */
  set(all) {
    this.#all = all;
    const options = all.map(({ id, name, works }) =>
      element("option", { value: id, disabled: !works }, works ? name : text("language.missing", { name })),
    );
    this.#select.replaceChildren(...options);
  }

  /**
   * @param {string} id
   * @returns {Language | undefined}
   */
  find(id) {
    return this.#all.find((language) => language.id === id);
  }

  get chosen() {
    return this.#select.value;
  }

  get version() {
    return this.#versions.value;
  }

  /**
   * @param {string} id
   * @param {string} version
   */
  choose(id, version) {
    if (!this.find(id)) {
      const name = this.#all.length ? text("language.missing", { name: id }) : id;
      this.#select.append(element("option", { value: id }, name));
    }
    this.#select.value = id;
    this.#last = id;
    this.#showVersions(version);
  }

  /** The one to begin with. */
  first() {
    return this.find("python")?.works ? "python" : (this.#all.find(({ works }) => works)?.id ?? this.#all[0]?.id ?? "");
  }

  /**
   * The program to begin with in a language.
   * @param {string} id empty: an empty program, until languages are known
   * @returns {import("./workspace.js").Workspace}
   */
  template(id) {
    const language = this.find(id);
    const file = { name: language?.file ?? "main.txt", content: language?.example?.code ?? "" };
    const shown = language?.example;
    const one = shown ? { stdin: shown.stdin, expected: shown.expected_output, args: "" } : emptyCase();
    return { language: id, version: "", files: [file], cases: [one], options: defaultOptions() };
  }

  /** @param {string} version */
  #showVersions(version) {
    const known = this.find(this.#select.value)?.versions ?? [];
    const all = version && !known.includes(version) ? [version, ...known] : known;
    const any = element("option", { value: "" }, text("version.any"));
    this.#versions.replaceChildren(any, ...all.map((one) => element("option", { value: one }, one)));
    this.#versions.value = version;
    /** @type {HTMLElement} */ (this.#versions.parentElement).hidden = all.length < 2;
  }
}
