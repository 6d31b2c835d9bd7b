/** Test cases from files that a person chooses, drops or pastes, and from rows of a table that are pasted. */

import { byId } from "../dom.js";
import { text } from "../texts.js";
import { CannotImport, importCases } from "./import-cases.js";
import { showNotice } from "./notice.js";
import { tableCases } from "./table-cases.js";

const MAX_NAMED = 10;

/** Where what is pasted is text that is typed. */
const TYPED = "input, textarea, dialog, [contenteditable]";

/**
 * @param {import("./cases.js").Cases} cases that they are added to
 * @param {HTMLElement} notice
 */
export function takesCaseFiles(cases, notice) {
  const chooser = byId("case-files", HTMLInputElement);
  const panel = byId("case-panel", HTMLElement);
  byId("case-import", HTMLElement).addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", async () => {
    await addFiles([...(chooser.files ?? [])], cases, notice);
    chooser.value = "";
  });
  panel.addEventListener("dragover", (event) => event.preventDefault());
  panel.addEventListener("drop", (event) => {
    event.preventDefault();
    addFiles([...(event.dataTransfer?.files ?? [])], cases, notice);
  });
  document.addEventListener("paste", (event) => {
    if (event.target instanceof Element && event.target.closest(TYPED)) {
      return;
    }
    const files = [...(event.clipboardData?.files ?? [])];
    const table = event.clipboardData?.getData("text/plain") ?? "";
    if (files.length || !table) {
      addFiles(files, cases, notice);
    } else {
      add(() => ({ cases: tableCases(table), ignored: [] }), cases, notice);
    }
  });
}

/**
 * @param {File[]} files
 * @param {import("./cases.js").Cases} cases
 * @param {HTMLElement} notice
 */
async function addFiles(files, cases, notice) {
  if (files.length) {
    await add(() => importCases(files), cases, notice);
  }
}

/** @typedef {{cases: import("./workspace.js").TestCase[], ignored: string[]}} Imported */

/**
 * @param {() => Imported | Promise<Imported>} read
 * @param {import("./cases.js").Cases} cases
 * @param {HTMLElement} notice
 */
async function add(read, cases, notice) {
  try {
    const { cases: found, ignored } = await read();
    cases.removeEmpty();
    cases.add(found);
    const detail = ignored.length ? text("cases.ignored", { names: ignored.slice(0, MAX_NAMED).join(", ") }) : "";
    showNotice(notice, { title: text("cases.imported", { n: found.length }), detail, kind: "calm" });
  } catch (failure) {
    if (!(failure instanceof CannotImport)) {
      throw failure;
    }
    showNotice(notice, { title: text("cases.import"), detail: failure.message });
  }
}
