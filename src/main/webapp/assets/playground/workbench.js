/** What a person works on, as the page shows it: it is kept by this browser, and what is replaced can be brought back. */

import { byId } from "../dom.js";
import { text } from "../texts.js";
import { Cases } from "./cases.js";
import { Keeping } from "./keeping.js";
import { Languages } from "./languages.js";
import { showNotice } from "./notice.js";
import { OptionsForm } from "./options.js";
import { linksToPlaces } from "./places.js";
import { Program } from "./program.js";

/** @typedef {import("./workspace.js").Workspace} Workspace */
/** @typedef {{
 *   changed: () => void,
 *   loaded: () => void,
 *   replaced: () => void,
 *   run: () => void,
 * }} Listener run: asked for from the editor; replaced: another program is about to be loaded by choice */

const SAVE_AFTER_MS = 300;

export class Workbench {
  #notice;
  #listener;
  #program = new Program(
    {
      tabs: byId("tabs", HTMLElement),
      buttons: byId("file-buttons", HTMLElement),
      editor: byId("editor", HTMLElement),
    },
    {
      nonce: byId("style", HTMLLinkElement).nonce,
      changed: () => this.changed(),
      run: () => this.#listener.run(),
      undoable: (words, act, detail) => this.undoable(words, act, { detail: detail ?? "" }),
      refused: (words) => showNotice(this.#notice, { title: words }),
    },
  );
  /** @type {import("./visible.js").Special} */
  #places = () => null;
  #options = new OptionsForm(byId("options", HTMLElement), () => this.changed());
  #saving = 0;

  keeping = new Keeping(byId("storage", HTMLElement));

  cases = new Cases({
    list: byId("cases", HTMLElement),
    count: byId("case-count", HTMLElement),
    add: byId("case-add", HTMLElement),
    changed: () => this.changed(),
    special: () => this.#places,
  });

  languages = new Languages(
    byId("language", HTMLSelectElement),
    byId("version", HTMLSelectElement),
    (before) => (this.#languageChosen(before), this.changed()),
    () => this.changed(),
  );

  /**
   * @param {HTMLElement} notice
   * @param {Listener} listener
   */
  constructor(notice, listener) {
    this.#notice = notice;
    this.#listener = listener;
    // A page that is hidden may be ended without being told.
    document.addEventListener("visibilitychange", () => document.hidden && this.#keep());
    window.addEventListener("pagehide", () => this.#keep());
  }

  /** @returns {Workspace} */
  get workspace() {
    const { chosen: language, version } = this.languages;
    return { language, version, files: this.#program.files, cases: this.cases.all, options: this.#options.get() };
  }

  /** @param {Workspace} workspace whose language is empty where none was known when it was begun */
  load({ language: given, version, files, cases, options }) {
    const language = given || this.languages.first();
    this.languages.choose(language, version);
    this.#program.set(files);
    this.#program.setLanguage(language);
    this.cases.set(cases);
    this.#options.set(options);
    this.#options.showDefaults(this.languages.find(language));
    this.#listener.loaded();
  }

  /** Whether it is a program to begin with as it was given. */
  get isUntouched() {
    return JSON.stringify(this.workspace) === JSON.stringify(this.languages.template(this.languages.chosen));
  }

  /**
   * Loads another program, until it is undone.
   * @param {Workspace} workspace
   * @param {string} words what was done
   */
  replace(workspace, words) {
    if (!this.isUntouched) {
      this.keeping.replaced(this.workspace);
    }
    const undoing = () => this.#listener.replaced();
    this.undoable(words, () => (undoing(), this.load(workspace)), { undoing });
  }

  /**
   * Does something that can be undone. What was done between is not lost by that: it can be brought back in turn.
   * @param {string} words what was done
   * @param {() => void} act
   * @param {{undoing?: () => void, detail?: string, label?: import("../texts.js").TextKey}} [options] undoing is told
   *   before it is undone
   */
  undoable(words, act, { undoing = () => {}, detail = "", label = "loaded.undo" } = {}) {
    const before = this.workspace;
    act();
    this.changed();
    const load = () => (undoing(), this.load(before));
    const undo = () => this.undoable(text("loaded.back"), load, { undoing, label: "loaded.redo" });
    showNotice(this.#notice, { title: words, detail, kind: "calm", action: { label: text(label), run: undo } });
  }

  changed() {
    this.#listener.changed();
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => this.#keep(), SAVE_AFTER_MS);
  }

  /** Keeps what has changed, if it is not kept yet. */
  #keep() {
    if (this.#saving) {
      clearTimeout(this.#saving);
      this.#saving = 0;
      this.keeping.workspace(this.workspace);
    }
  }

  /** @param {import("./languages.js").Language[]} all what was begun before they were known is of the first */
  setLanguages(all) {
    const { chosen, version } = this.languages;
    this.languages.set(all);
    this.languages.choose(chosen || this.languages.first(), version);
    if (chosen) {
      this.#options.showDefaults(this.languages.find(chosen));
    } else {
      this.#languageChosen("");
    }
  }

  /**
   * Makes links to the editor of the places that output names.
   * @param {Workspace} workspace that runs
   * @returns {import("./visible.js").Special}
   */
  linkPlaces({ files }) {
    this.#places = linksToPlaces(
      files.map(({ name }) => name),
      (file, line, column) => this.#program.goTo(file, line, column),
    );
    return this.#places;
  }

  /**
   * A program that nobody has touched gives way to the template of the new language, and so do its test cases; limits
   * and options stay.
   * @param {string} before
   */
  #languageChosen(before) {
    const template = this.languages.template(before);
    const { chosen } = this.languages;
    const { files, cases, options } = this.workspace;
    if (files.length === 1 && ["", template.files[0]?.content].includes(files[0]?.content ?? "")) {
      const next = this.languages.template(chosen);
      const isTouched = JSON.stringify(cases) !== JSON.stringify(template.cases);
      this.load({ ...next, cases: isTouched ? cases : next.cases, options });
    } else {
      const next = this.languages.find(chosen)?.file;
      if (files[0]?.name === template.files[0]?.name && next) {
        this.#program.rename(files[0]?.name ?? "", next);
      }
      this.#program.setLanguage(chosen);
      this.#options.showDefaults(this.languages.find(chosen));
    }
  }
}
