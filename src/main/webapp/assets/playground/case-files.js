/** Test cases from files that a person chooses or drops. */

import { byId } from "../dom.js";
import { text } from "../texts.js";
import { CannotImport, importCases } from "./import-cases.js";
import { showNotice } from "./notice.js";

const MAX_NAMED = 10;

/**
 * @param {import("./cases.js").Cases} cases that they are added to
 * @param {HTMLElement} notice
 */
export function takesCaseFiles(cases, notice) {
  const chooser = byId("case-files", HTMLInputElement);
  const panel = byId("case-panel", HTMLElement);
  byId("case-import", HTMLElement).addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", async () => {
    await addCases([...(chooser.files ?? [])], cases, notice);
    chooser.value = "";
  });
  panel.addEventListener("dragover", (event) => event.preventDefault());
  panel.addEventListener("drop", (event) => {
    event.preventDefault();
    addCases([...(event.dataTransfer?.files ?? [])], cases, notice);
  });
}

/**
 * @param {File[]} files
 * @param {import("./cases.js").Cases} cases
 * @param {HTMLElement} notice
 */
async function addCases(files, cases, notice) {
  if (files.length === 0) {
    return;
  }
  try {
    const { cases: found, ignored } = await importCases(files);
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
