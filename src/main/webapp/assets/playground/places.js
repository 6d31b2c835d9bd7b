/** Places in the program that a compiler or a runtime names: main.cpp:3:5, Main.java:7, File "main.py", line 2. */

import { element } from "../dom.js";
import { visibleLine } from "./visible.js";

/** A longer line names no place that is worth the search. */
const MAX_LINE = 2000;

/**
 * A maker of lines for visibleText.
 * @param {string[]} files names of the program's files
 * @param {(file: string, line: number, column: number) => void} goTo
 * @returns {import("./visible.js").Special}
 */
export function linksToPlaces(files, goTo) {
  const names = files.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const place = new RegExp(`(?<![\\w.-])(${names})(?:", line |:|\\(|, line )(\\d{1,7})(?:[:,](\\d{1,5}))?`, "g");
  return (line, budget) => {
    if (line.length > MAX_LINE || budget.signs <= 0) {
      return null;
    }
    const made = new DocumentFragment();
    let from = 0;
    for (const found of line.matchAll(place)) {
      const [whole, file = "", row, column] = found;
      const go = () => goTo(file, Number(row), Number(column ?? 1));
      budget.signs--;
      made.append(visibleLine(line.slice(from, found.index), { blanks: false }, budget));
      made.append(element("button", { type: "button", class: "place", onclick: go }, whole));
      from = found.index + whole.length;
    }
    if (from === 0) {
      return null;
    }
    made.append(visibleLine(line.slice(from), { blanks: false }, budget));
    return made;
  };
}
