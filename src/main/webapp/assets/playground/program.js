/** The files of the program in their tabs, and the editor of the one that is shown. */

import { text } from "../texts.js";
import { askForName } from "./dialogs.js";
import { Editor } from "./editor.js";
import { modeOf } from "./modes.js";
import { fileButtons, Tabs } from "./tabs.js";

/** @typedef {import("./workspace.js").SourceFile} SourceFile */

const MAX_FILE_MIB = 1;

export class Program {
  /** @type {SourceFile[]} */
  #files = [];
  #shown = "";
  #language = "";
  #changed;
  #undoable;
  #refused;
  #tabs;
  #editor;

  /**
   * @param {{tabs: HTMLElement, buttons: HTMLElement, editor: HTMLElement}} places
   * @param {{nonce: string, changed: () => void, run: () => void,
   *   undoable: (words: string, act: () => void, detail?: string) => void,
   *   refused: (words: string) => void}} options undoable does what a person may want to undo; refused tells why
   *   something is not taken
   */
  constructor({ tabs, buttons, editor }, { nonce, changed, run, undoable, refused }) {
    this.#changed = changed;
    this.#undoable = undoable;
    this.#refused = refused;
    this.#editor = new Editor(editor, { nonce, run, changed: (name, content) => this.#edited(name, content) });
    const remove = (/** @type {string} */ name) => this.#remove(name);
    this.#tabs = new Tabs(tabs, { show: (name) => this.#show(name), rename: (name) => this.#rename(name), remove });
    fileButtons(buttons, {
      add: () => this.#add(),
      rename: () => this.#rename(this.#shown),
      remove: () => remove(this.#shown),
      upload: (files) => this.#upload(files),
    });
  }

  /** @returns {SourceFile[]} the main file first */
  get files() {
    return this.#files.map((file) => ({ ...file }));
  }

  /** @param {SourceFile[]} files at least one */
  set(files) {
    this.#files = files.map((file) => ({ ...file }));
    this.#editor.clear();
    this.#show(this.#files[0]?.name ?? "");
  }

  /**
   * @param {string} language
   */
  async setLanguage(language) {
    this.#language = language;
    const mode = await modeOf(language);
    if (this.#language === language) {
      this.#editor.setMode(mode);
    }
  }

  /**
   * @param {string} name
   * @param {string} next
   */
  rename(name, next) {
    if (this.#files.some((file) => file.name === next)) {
      return;
    }
    this.#editor.forget(name);
    this.#files = this.#files.map((file) => (file.name === name ? { ...file, name: next } : file));
    this.#show(this.#shown === name ? next : this.#shown);
    this.#changed();
  }

  /**
   * @param {string} file
   * @param {number} line
   * @param {number} column
   */
  goTo(file, line, column) {
    this.#show(file);
    this.#editor.goTo(line, column);
  }

  /** @param {string} name */
  #show(name) {
    const file = this.#files.find((one) => one.name === name);
    if (file) {
      this.#shown = name;
      this.#editor.show(file);
    }
    this.#tabs.draw(
      this.#files.map((one) => one.name),
      this.#shown,
    );
  }

  /**
   * @param {string} name
   * @param {string} content
   */
  #edited(name, content) {
    const file = this.#files.find((one) => one.name === name);
    if (file) {
      file.content = content;
      this.#changed();
    }
  }

  async #add() {
    const name = await askForName(text("files.add"), "", (given) => this.#fault(given));
    if (name) {
      this.#put(name, "");
    }
  }

  /** @param {string} name */
  async #rename(name) {
    const next = await askForName(text("files.rename"), name, (given) => (given === name ? "" : this.#fault(given)));
    if (next && next !== name) {
      this.rename(name, next);
    }
  }

  /** @param {string} name */
  #remove(name) {
    if (this.#files.length === 1) {
      this.#refused(text("files.last"));
      return;
    }
    const at = this.#files.findIndex((file) => file.name === name);
    this.#undoable(text("files.removed", { name }), () => {
      this.#files.splice(at, 1);
      this.#editor.forget(name);
      this.#show(this.#files[Math.max(0, at - 1)]?.name ?? "");
    });
  }

  /** @param {File[]} files */
  async #upload(files) {
    const read = await Promise.all(files.map(readFile));
    const opened = read.filter((one) => typeof one !== "string");
    const faults = read.filter((one) => typeof one === "string").join(" ");
    const replaced = opened.map(({ name }) => name).filter((name) => this.#files.some((file) => file.name === name));
    const put = () => opened.forEach(({ name, content }) => this.#put(name, content));
    if (replaced.length > 0) {
      this.#undoable(text("files.replaced", { names: replaced.join(", ") }), put, faults);
      return;
    }
    put();
    if (faults) {
      this.#refused(faults);
    }
  }

  /**
   * In the place of a file of that name: the first is the one that is run.
   * @param {string} name
   * @param {string} content
   */
  #put(name, content) {
    this.#editor.forget(name);
    const at = this.#files.findIndex((file) => file.name === name);
    this.#files.splice(at < 0 ? this.#files.length : at, 1, { name, content });
    this.#show(name);
    this.#changed();
  }

  /** @param {string} name */
  #fault(name) {
    if (!name) {
      return text("files.empty");
    }
    return this.#files.some((file) => file.name === name) ? text("files.taken") : "";
  }
}

/**
 * @param {File} file
 * @returns {Promise<SourceFile | string>} or why it is not taken
 */
async function readFile(file) {
  const { name, size } = file;
  if (size > MAX_FILE_MIB << 20) {
    return text("files.large", { name, max: MAX_FILE_MIB });
  }
  try {
    return { name, content: new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer()) };
  } catch {
    return text("files.binary", { name });
  }
}
