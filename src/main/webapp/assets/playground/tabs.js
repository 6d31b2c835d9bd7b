/** The files of the program, one of them shown. */

import { element, icon } from "../dom.js";
import { text } from "../texts.js";

export class Tabs {
  #place;
  #listener;
  /** @type {string[]} */
  #names = [];
  #shown = "";

  /**
   * @param {HTMLElement} place
   * @param {{show: (name: string) => void, rename: (name: string) => void, remove: (name: string) => void}} listener
   */
  constructor(place, listener) {
    this.#place = place;
    this.#listener = listener;
    place.addEventListener("keydown", (event) => this.#move(event));
  }

  /**
   * @param {string[]} names the first is the main file
   * @param {string} shown
   */
  draw(names, shown) {
    this.#names = names;
    this.#shown = shown;
    const hadFocus = this.#place.contains(document.activeElement);
    this.#place.replaceChildren(...names.map((name) => this.#tab(name)));
    if (hadFocus) {
      /** @type {HTMLElement | null} */ (this.#place.querySelector("[aria-selected=true]"))?.focus();
    }
  }

  /** @param {string} name */
  #tab(name) {
    const isShown = name === this.#shown;
    const tab = element(
      "button",
      { type: "button", role: "tab", "aria-selected": String(isShown), tabindex: isShown ? 0 : -1 },
      name,
    );
    tab.setAttribute("aria-controls", "editor");
    tab.setAttribute("aria-keyshortcuts", "F2 Delete");
    tab.title = text("files.keys");
    tab.addEventListener("click", () => this.#listener.show(name));
    tab.addEventListener("dblclick", () => this.#listener.rename(name));
    return tab;
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      const next = this.#names[(this.#names.indexOf(this.#shown) + step + this.#names.length) % this.#names.length];
      this.#listener.show(next ?? "");
    } else if (event.key === "F2") {
      this.#listener.rename(this.#shown);
    } else if (event.key === "Delete") {
      this.#listener.remove(this.#shown);
    }
  }
}

/**
 * The buttons beside the tabs.
 * @param {HTMLElement} place
 * @param {{add: () => void, rename: () => void, remove: () => void, upload: (files: File[]) => void}} listener
 */
export function fileButtons(place, { add, rename, remove, upload }) {
  const chooser = element("input", { type: "file", multiple: true, hidden: true });
  chooser.addEventListener("change", () => {
    upload([...(chooser.files ?? [])]);
    chooser.value = "";
  });
  const button = (/** @type {string} */ sign, /** @type {string} */ label, /** @type {() => void} */ onclick) =>
    element("button", { type: "button", class: "icon-button", title: label, "aria-label": label, onclick }, icon(sign));
  place.append(
    button("plus", text("files.add"), add),
    button("pencil", text("files.rename"), rename),
    button("close", text("files.remove", { name: "" }).trim(), remove),
    button("upload", text("files.upload"), () => chooser.click()),
    chooser,
  );
}
