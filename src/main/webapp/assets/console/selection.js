/** Which rows of a list are selected; it lasts while the list is shown again. */

import { element } from "../dom.js";
import { text } from "../texts.js";

export class Selection {
  /** @type {Set<string>} */
  #selected = new Set();
  /** @type {string[]} */
  #shown = [];

  /** @returns {string[]} */
  get ids() {
    return [...this.#selected];
  }

  /**
   * Begins a list. What it does not have is no longer selected: nobody sees that it is.
   * @param {string[]} ids
   */
  begin(ids) {
    this.#shown = ids;
    this.#selected = new Set(ids.filter((id) => this.#selected.has(id)));
  }

  /**
   * The box of a row.
   * @param {string} id
   * @param {string} name for a person
   */
  boxOf(id, name) {
    const box = element("input", {
      type: "checkbox",
      "data-row": id,
      "aria-label": text("console.select", { name }),
    });
    box.addEventListener("change", () => this.#select([id], box.checked));
    this.#draw(box, this.#selected.has(id));
    return box;
  }

  /**
   * The box of all rows, and what can be done with those that are selected.
   * @param {...HTMLButtonElement} deeds
   */
  bar(...deeds) {
    const all = element("input", { type: "checkbox", "data-rows": this.#shown.length });
    const count = element("span", { class: "note", "data-count": true });
    const label = element("label", { class: "check" }, all, text("console.select.all"));
    const bar = element("div", { class: "buttons selection" }, label, ...deeds, count);
    all.addEventListener("change", () => this.#select(this.#shown, all.checked));
    this.#drawBar(bar);
    return bar;
  }

  /**
   * @param {string[]} ids
   * @param {boolean} isSelected
   */
  #select(ids, isSelected) {
    ids.forEach((id) => (isSelected ? this.#selected.add(id) : this.#selected.delete(id)));
    document
      .querySelectorAll("[data-row]")
      .forEach((box) => this.#draw(box, this.#selected.has(box.getAttribute("data-row") ?? "")));
    document.querySelectorAll(".selection").forEach((bar) => this.#drawBar(bar));
  }

  /** @param {Element} bar */
  #drawBar(bar) {
    const { size } = this.#selected;
    const all = bar.querySelector("[data-rows]");
    if (all instanceof HTMLInputElement) {
      this.#draw(all, size > 0 && size === this.#shown.length);
      all.indeterminate = size > 0 && size < this.#shown.length;
    }
    bar.querySelectorAll("button").forEach((button) => (button.disabled = size === 0));
    bar.querySelector("[data-count]")?.replaceChildren(size === 0 ? "" : text("console.selected", { n: size }));
  }

  /**
   * The attribute says the same, by which lists that are shown again are found to be equal.
   * @param {Element} box
   * @param {boolean} isSelected
   */
  #draw(box, isSelected) {
    if (box instanceof HTMLInputElement) {
      box.toggleAttribute("checked", isSelected);
      box.checked = isSelected;
    }
  }
}
