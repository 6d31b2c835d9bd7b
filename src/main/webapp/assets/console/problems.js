/** What is wrong, and what helps. */

import { element } from "../dom.js";
import { text } from "../texts.js";
import { read } from "./admin.js";
import { columns, table } from "./view.js";

/** @returns {Promise<HTMLElement[]>} */
export async function problems() {
  const { problems: all } = await read("problems");
  return [all.length ? problemsTable(all) : element("p", {}, text("console.healthy"))];
}

/** @param {any[]} all */
export function problemsTable(all) {
  return table(
    columns("console.severity", "console.subject", "console.problem", "console.remedy"),
    all.map(({ severity, subject, problem, remedy }) => [
      element("span", { class: `badge ${severity === "error" ? "bad" : "limit"}` }, severity),
      subject,
      problem,
      remedy,
    ]),
  );
}
