/** How the run as a whole goes, and what the compiler says. */

import { announce } from "../announce.js";
import { element } from "../dom.js";
import { text, worded } from "../texts.js";
import { memory, time } from "./format.js";
import { hintsView } from "./outcome.js";
import { badge, explanation } from "./verdict.js";
import { visibleText } from "./visible.js";

/** Of a run with many test cases not each is read out. */
const READ_EVERY_MS = 3000;

export class Banner {
  #status;
  #progress;
  #more;
  #readAt = 0;
  #note = element("p", { class: "note", hidden: true }, text("result.changed"));

  /** @param {{status: HTMLElement, progress: HTMLProgressElement, more: HTMLElement}} places */
  constructor({ status, progress, more }) {
    this.#status = status;
    this.#progress = progress;
    this.#more = more;
    this.none();
  }

  none() {
    this.#show(text("result.none"));
    this.#progress.hidden = true;
    this.#more.replaceChildren();
  }

  /**
   * @param {string} words
   * @param {number} [done]
   * @param {number} [total]
   */
  busy(words, done, total) {
    const isNew = words !== this.#status.textContent;
    this.#show(words);
    if (isNew && (!done || Date.now() - this.#readAt >= READ_EVERY_MS)) {
      announce(words);
      this.#readAt = Date.now();
    }
    this.#progress.hidden = false;
    if (total) {
      this.#progress.max = total;
      this.#progress.value = done ?? 0;
    } else {
      this.#progress.removeAttribute("value");
    }
  }

  /** On a narrow screen it is below the editor. */
  reveal() {
    const { top, bottom } = this.#status.getBoundingClientRect();
    if (top < 0 || bottom > window.innerHeight) {
      this.#status.scrollIntoView({ block: "center" });
    }
  }

  begin() {
    this.#more.replaceChildren();
    this.#note.hidden = true;
  }

  idle() {
    this.#progress.hidden = true;
  }

  /**
   * What the compiler said, as soon as it has.
   * @param {{compile_output?: string, compile_output_truncated?: boolean}} compiled
   * @param {import("./visible.js").Special} special
   */
  compiled({ compile_output: output, compile_output_truncated: truncated }, special) {
    if (!output) {
      return;
    }
    const box = element("section", { class: "output-box compile" }, element("h2", {}, text("result.compile")));
    box.append(visibleText(output, { blanks: false }, special));
    if (truncated) {
      box.append(element("p", { class: "note" }, text("result.truncated")));
    }
    this.#more.querySelector(".compile")?.remove();
    this.#more.append(box);
  }

  /**
   * @param {any} result
   * @param {import("./visible.js").Special} special
   */
  finished(result, special) {
    this.idle();
    const passed = text("result.passed", { passed: result.passed, total: result.total });
    const ran = result.status !== "Compilation Error" && result.total > 0 && result.started_at;
    const facts = [
      ran ? passed : "",
      ran ? `${time(result.run_time)}, ${memory(result.space)}` : "",
      ran && result.compile_time > 0 ? text("result.compile.time", { time: time(result.compile_time) }) : "",
      result.compile_cached ? text("result.cached") : "",
    ].filter((words) => words);
    this.#status.replaceChildren(badge(result.status), element("span", { class: "facts" }, facts.join(" · ")));
    const words = [...explanation(result.status, result.message), ...(result.warnings ?? [])];
    announce([`${worded("status", result.status)}.`, ...facts, ...words].join(" "));
    const paragraphs = words.map((one) => element("p", { class: "meaning" }, one));
    this.#more.replaceChildren(this.#note, ...paragraphs, ...hintsView(result.hints ?? []));
    this.compiled(result, special);
  }

  /** The program is another than the one that has run. */
  changed() {
    this.#note.hidden = false;
  }

  /** @param {string} words */
  #show(words) {
    this.#status.replaceChildren(words);
  }
}
