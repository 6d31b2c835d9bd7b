/**
 * Places in the program that a compiler or a runtime names: main.cpp:3:5, Main.java:7, File "main.py", line 2,
 * at main.pl line 4.
 */

import { element } from "../dom.js";
import { visibleLine } from "./visible.js";

/** A longer line names no place that is worth the search. */
const MAX_LINE = 2000;

/** What stands between a file and the number of its line, as in main.sh: line 2, main.php on line 3, main.groovy: 4: */
const BEFORE_LINE = `(?:"?,? (?:on )?line |: line |: (?=\\d+:)|[:(])`;

/** @typedef {{at: number, words: string, file: string, line: number, column: number}} Place at: where in the text */

/**
 * A finder of the places that a line of text names.
 * @param {string[]} files names of the program's files
 * @returns {(line: string) => Place[]}
 */
export function placesOf(files) {
  const names = files.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const ways = [
    `(?<![\\w.-])(?<file>${names})${BEFORE_LINE}(?<line>\\d{1,7})(?:(?::|, ?)(?<column>\\d{1,5}))?`,
    // Octave.
    `line (?<lineOf>\\d{1,7}) of file (?:/\\w{1,20}/)?(?<fileOf>${names})(?![\\w.-])`,
  ];
  const place = new RegExp(ways.join("|"), "g");
  return (line) =>
    [...line.matchAll(place)].map(({ 0: words, index: at, groups = {} }) => ({
      at,
      words,
      file: groups.file ?? groups.fileOf ?? "",
      line: Number(groups.line ?? groups.lineOf),
      column: Number(groups.column ?? 1),
    }));
}

/**
 * A maker of lines for visibleText.
 * @param {string[]} files names of the program's files
 * @param {(file: string, line: number, column: number) => void} goTo
 * @returns {import("./visible.js").Special}
 */
export function linksToPlaces(files, goTo) {
  const placesIn = placesOf(files);
  return (text, budget) => {
    if (text.length > MAX_LINE || budget.signs <= 0) {
      return null;
    }
    const made = new DocumentFragment();
    let from = 0;
    for (const { at, words, file, line, column } of placesIn(text)) {
      const go = () => goTo(file, line, column);
      budget.signs--;
      made.append(visibleLine(text.slice(from, at), { blanks: false }, budget));
      made.append(element("button", { type: "button", class: "place", onclick: go }, words));
      from = at + words.length;
    }
    if (from === 0) {
      return null;
    }
    made.append(visibleLine(text.slice(from), { blanks: false }, budget));
    return made;
  };
}
