/** A workspace as a zip to download: its files, and its test cases as they can be imported. */

import { element } from "../dom.js";
import { writeZip } from "./zip.js";

const REVOKE_AFTER_MS = 60_000;

/** @param {import("./workspace.js").Workspace} workspace */
export function download({ files, cases }) {
  const tests = cases.flatMap(({ stdin, expected }, n) => [
    { name: `tests/${n + 1}.in`, content: stdin },
    ...(expected === null ? [] : [{ name: `tests/${n + 1}.out`, content: expected }]),
  ]);
  const link = element("a", { href: URL.createObjectURL(writeZip([...files, ...tests])), download: "program.zip" });
  link.click();
  // Browsers read it in their own time.
  setTimeout(() => URL.revokeObjectURL(link.href), REVOKE_AFTER_MS);
}
