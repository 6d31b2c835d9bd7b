/** The console: one section at a time, kept as it is now. */

import { Refused, token, Unreachable } from "../api.js";
import { byId, element } from "../dom.js";
import { askForToken } from "../playground/dialogs.js";
import { showNotice } from "../playground/notice.js";
import { switchesTheme } from "../theme-button.js";
import { fillTexts, text } from "../texts.js";
import { audit } from "./audit.js";
import { filterForm } from "./filters.js";
import { letters } from "./letters.js";
import { overview } from "./overview.js";
import { problems } from "./problems.js";
import { queues } from "./queues.js";
import { rejected } from "./rejected.js";
import { renew } from "./renew.js";
import { FILTERS, submissions } from "./submissions.js";
import { workers } from "./workers.js";

/**
 * @typedef {object} Section
 * @property {string} name
 * @property {import("../texts.js").TextKey} title
 * @property {readonly import("./filters.js").Filter[]} filters
 * @property {(perform: import("./view.js").Perform, filter: Record<string, string>) => Promise<HTMLElement[]>} show
 */

/** @type {Section[]} */
const SECTIONS = [
  { name: "overview", title: "console.overview", filters: [], show: overview },
  { name: "queues", title: "console.queues", filters: [], show: queues },
  { name: "letters", title: "console.letters", filters: ["token", "language"], show: letters },
  { name: "rejected", title: "console.rejected", filters: ["token", "language"], show: rejected },
  { name: "submissions", title: "console.submissions", filters: FILTERS, show: submissions },
  { name: "workers", title: "console.workers", filters: [], show: workers },
  { name: "problems", title: "console.problems", filters: [], show: problems },
  { name: "audit", title: "console.audit", filters: [], show: audit },
];

/** Beside the filters: where lists go on, and whether a program is shown. */
const FURTHER = ["cursor", "older", "program"];
const REFRESH_MS = 5000;

/** The section that the address names, and what it is asked for. */
function place() {
  const [name = "", query = ""] = location.hash.slice(1).split("?", 2);
  const section = SECTIONS.find((one) => one.name === name) ?? /** @type {Section} */ (SECTIONS[0]);
  const given = new URLSearchParams(query);
  const filter = [...section.filters, ...FURTHER].map((one) => [one, given.get(one) ?? ""]);
  return { section, filter: /** @type {Record<string, string>} */ (Object.fromEntries(filter)) };
}

class Console {
  /** They stay while sections come and go, and keep the focus. */
  #links = SECTIONS.map(({ name, title }) => element("a", { href: `#${name}` }, text(title)));
  #place = byId("section", HTMLElement);
  #notice = byId("notice", HTMLElement);
  #content = element("div");
  #said = "";
  /** Counts what was opened: what an earlier one has asked for is no longer shown. */
  #round = 0;

  begin() {
    window.addEventListener("hashchange", () => this.#open());
    byId("token", HTMLElement).addEventListener("click", () => this.#ask(""));
    byId("sections", HTMLElement).replaceChildren(...this.#links);
    this.#open();
  }

  #open() {
    const { section, filter } = place();
    this.#links.forEach((link) => (link.ariaCurrent = link.hash === `#${section.name}` ? "page" : null));
    this.#links.find((link) => link.ariaCurrent)?.scrollIntoView({ block: "nearest", inline: "center" });
    this.#content = element("div", {}, element("div"));
    const form = filterForm(section.name, section.filters, filter);
    this.#place.replaceChildren(element("h2", {}, text(section.title)), ...form, this.#content);
    this.#notice.replaceChildren();
    if (token.get()) {
      this.#follow(++this.#round);
    } else {
      this.#ask(text("console.token.admin"));
    }
  }

  /**
   * Asks for a token; without one nothing is shown.
   * @param {string} reason empty: the token that is used may stay
   */
  async #ask(reason) {
    if (document.querySelector("dialog[open]")) {
      return;
    }
    this.#round++;
    const isGiven = await askForToken(reason);
    if (isGiven || (!reason && token.get())) {
      this.#open();
      return;
    }
    this.#content.replaceChildren(element("div"));
    const again = { label: text("token.title"), run: () => this.#ask(text("console.token.admin")) };
    showNotice(this.#notice, { title: text("console.token.admin"), action: again });
  }

  /**
   * Reads again and again, while the section is open and the page is looked at.
   * @param {number} round
   */
  async #follow(round) {
    while (this.#round === round) {
      if (!document.hidden && !document.querySelector("dialog[open]")) {
        await this.#refresh(round);
      }
      await new Promise((resolve) => {
        setTimeout(resolve, REFRESH_MS);
      });
    }
  }

  /** @param {number} round */
  async #refresh(round) {
    const { section, filter } = place();
    try {
      const made = await section.show((act) => this.#perform(act), filter);
      if (this.#round === round) {
        renew(/** @type {ChildNode} */ (this.#content.firstChild), element("div", {}, ...made));
        document.documentElement.dataset.ready = section.name;
        this.#notice.querySelector(".away")?.remove();
      }
    } catch (failure) {
      if (this.#round === round) {
        this.#fail(failure);
        this.#notice.firstElementChild?.classList.add("away");
        if (failure instanceof Refused && failure.status < 500 && failure.status !== 429) {
          // To ask again would be refused again.
          this.#round++;
        }
      }
    }
  }

  /** @type {import("./view.js").Perform} */
  async #perform(act) {
    const round = this.#round;
    try {
      const done = await act();
      if (done) {
        showNotice(this.#notice, { title: done, kind: "calm" });
        this.#said = "";
      }
    } catch (failure) {
      this.#fail(failure);
    }
    if (!document.querySelector("dialog[open]")) {
      await this.#refresh(round);
    }
  }

  /** @param {unknown} failure */
  #fail(failure) {
    if (failure instanceof Refused && [401, 403].includes(failure.status)) {
      this.#ask(text(failure.needsToken ? "problem.token.unknown" : "console.token.admin"));
      return;
    }
    const words = wordsOf(failure);
    const said = JSON.stringify(words);
    // Said once, not every few seconds.
    if (said !== this.#said || !this.#notice.firstElementChild) {
      showNotice(this.#notice, words);
      this.#said = said;
    }
  }
}

/**
 * @param {unknown} failure
 * @returns {{title: string, detail?: string, list?: string[]}}
 */
function wordsOf(failure) {
  if (failure instanceof Unreachable) {
    return { title: text("problem.offline"), detail: text("console.again", { seconds: REFRESH_MS / 1000 }) };
  }
  if (!(failure instanceof Refused)) {
    return { title: text("problem.unexpected"), detail: String(failure) };
  }
  const { title = `HTTP ${failure.status}`, detail = "", errors = [] } = failure.problem;
  return { title, detail, list: errors.map(({ field, message }) => `${field} ${message}`) };
}

token.keepForAdmins();
fillTexts();
document.title = text("console.title");
switchesTheme(byId("theme", HTMLElement));
new Console().begin();
