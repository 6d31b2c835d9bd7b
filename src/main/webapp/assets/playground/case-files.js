/** Test cases from files that a person chooses, drops or pastes, and from rows of a table that are pasted. */

import { byId } from "../dom.js";
import { text } from "../texts.js";
import { CannotImport, importCases } from "./import-cases.js";
import { showNotice } from "./notice.js";
import { tableCases } from "./table-cases.js";

const MAX_NAMED = 10;

/** Where what is pasted is text that is typed. */
const TYPED = "input, textarea, dialog, [contenteditable]";

/** @typedef {import("./workbench.js").Workbench} Workbench */

/**
 * @param {Workbench} workbench whose test cases they are added to
 * @param {HTMLElement} notice
 */
export function takesCaseFiles(workbench, notice) {
  const chooser = byId("case-files", HTMLInputElement);
  const panel = byId("case-panel", HTMLElement);
  byId("case-import", HTMLElement).addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", async () => {
    await addFiles([...(chooser.files ?? [])], workbench, notice);
    chooser.value = "";
  });
  panel.addEventListener("dragover", (event) => event.preventDefault());
  panel.addEventListener("drop", (event) => {
    event.preventDefault();
    addFiles([...(event.dataTransfer?.files ?? [])], workbench, notice);
  });
  document.addEventListener("paste", (event) => {
    const at = event.target instanceof Element ? event.target : document.body;
    if (at.closest(TYPED)) {
      return;
    }
    // A spreadsheet puts a picture of its cells beside their text.
    const files = [...(event.clipboardData?.files ?? [])].filter(({ type }) => !type.startsWith("image/"));
    const table = event.clipboardData?.getData("text/plain") ?? "";
    if (files.length) {
      addFiles(files, workbench, notice);
    } else if (table && (at === document.body || panel.contains(at))) {
      // Text that is pasted upon a button elsewhere was meant for something else, such as the editor.
      add(() => ({ cases: tableCases(table), ignored: [] }), workbench, notice);
    }
  });
}

/**
 * @param {File[]} files
 * @param {Workbench} workbench
 * @param {HTMLElement} notice
 */
async function addFiles(files, workbench, notice) {
  if (files.length) {
    await add(() => importCases(files), workbench, notice);
  }
}

/** @typedef {{cases: import("./workspace.js").TestCase[], ignored: string[]}} Imported */

/**
 * @param {() => Imported | Promise<Imported>} read
 * @param {Workbench} workbench
 * @param {HTMLElement} notice
 */
async function add(read, workbench, notice) {
  try {
    const { cases, ignored } = await read();
    const detail = ignored.length ? text("cases.ignored", { names: ignored.slice(0, MAX_NAMED).join(", ") }) : "";
    const act = () => (workbench.cases.removeEmpty(), workbench.cases.add(cases));
    workbench.undoable(text("cases.imported", { n: cases.length }), act, { detail });
  } catch (failure) {
    if (!(failure instanceof CannotImport)) {
      throw failure;
    }
    showNotice(notice, { title: text("cases.import"), detail: failure.message });
  }
}
