/** The table of test cases. */

import { CaseRow } from "./case-row.js";
import { emptyCase } from "./workspace.js";

/** @typedef {import("./workspace.js").TestCase} TestCase */

/** More than these are left closed, and opened one by one. */
const MAX_OPEN = 1;

export class Cases {
  /** @type {CaseRow[]} */
  #rows = [];
  /** @type {CaseRow[]} that the run in hand began with, wherever they are now */
  #running = [];
  #list;
  #count;
  #add;
  #changed;
  #special;

  /**
   * @param {{list: HTMLElement, count: HTMLElement, add: HTMLElement, changed: () => void,
   *   special: () => import("./visible.js").Special}} options
   *   count: where their number is shown; add: the button; special: gives the maker of lines that name places in the program
   */
  constructor({ list, count, add, changed, special }) {
    this.#list = list;
    this.#count = count;
    this.#add = add;
    add.addEventListener("click", () => this.add([emptyCase()]));
    this.#changed = changed;
    this.#special = special;
  }

  /** @returns {TestCase[]} as they are now */
  get all() {
    return this.#rows.map((row) => ({ ...row.data }));
  }

  /** @param {TestCase[]} cases */
  set(cases) {
    this.#rows = cases.map((data) => this.#row({ ...data }));
    this.#list.replaceChildren(...this.#rows.map((row) => row.node));
    this.#renumber();
    if (this.#rows.length <= MAX_OPEN) {
      this.#rows.forEach((row) => row.open());
    }
  }

  /** @param {TestCase[]} cases */
  add(cases) {
    const rows = cases.map((data) => this.#row(data));
    this.#rows.push(...rows);
    this.#list.append(...rows.map((row) => row.node));
    this.#renumber();
    this.#changed();
    if (rows.length === 1) {
      rows[0]?.open();
      rows[0]?.node.scrollIntoView({ block: "nearest" });
      rows[0]?.node.querySelector("textarea")?.focus();
    }
  }

  /** Those that nobody has filled in give way to imported ones. */
  removeEmpty() {
    for (const row of this.#rows.filter(({ data }) => !data.stdin && data.expected === null && !data.args)) {
      this.#remove(row);
    }
  }

  begin() {
    this.#running = this.#rows.slice();
    this.#running.forEach((row) => row.begin());
  }

  /** The run in hand begins once more. */
  restart() {
    this.#running.forEach((row) => row.setRunning());
  }

  /** Forgets the results. */
  reset() {
    this.#rows.forEach((row) => row.setResult(null));
  }

  /**
   * @param {number} n from 0, as the run has them
   * @param {any} result
   */
  setResult(n, result) {
    this.#running[n]?.setResult(result);
  }

  /** Those without a result do not wait for one any more. */
  end() {
    this.#running.filter((row) => !row.result).forEach((row) => row.setResult(null));
  }

  /** Opens the first that was not accepted. */
  openFirstFailing() {
    this.#rows.find((row) => row.result && row.result.status !== "Accepted")?.open();
  }

  /** @param {TestCase} data */
  #row(data) {
    return new CaseRow(data, {
      changed: this.#changed,
      special: this.#special,
      remove: (row) => {
        this.#remove(row);
        this.#changed();
      },
      copy: (row) => this.#copy(row),
    });
  }

  /** @param {CaseRow} row */
  #remove(row) {
    const hadFocus = row.node.contains(document.activeElement);
    const next = row.node.nextElementSibling ?? row.node.previousElementSibling;
    this.#rows = this.#rows.filter((other) => other !== row);
    row.node.remove();
    if (hadFocus) {
      (next?.querySelector("summary") ?? this.#add).focus();
    }
    this.#renumber();
  }

  /** @param {CaseRow} row */
  #copy(row) {
    const copy = this.#row({ ...emptyCase(), ...row.data });
    this.#rows.splice(this.#rows.indexOf(row) + 1, 0, copy);
    row.node.after(copy.node);
    copy.open();
    this.#renumber();
    this.#changed();
  }

  #renumber() {
    this.#rows.forEach((row, n) => row.setNumber(n + 1));
    this.#count.textContent = String(this.#rows.length);
  }
}
