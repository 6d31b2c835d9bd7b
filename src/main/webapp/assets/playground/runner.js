/** Runs what is on the workbench, one run at a time, and shows what comes of it. */

import { Refused } from "../api.js";
import { byId } from "../dom.js";
import { text } from "../texts.js";
import { askForTokenAfter } from "./dialogs.js";
import { endTrouble, showNotice, showTrouble, wordsOf } from "./notice.js";
import { Run } from "./run.js";
import { updateRun } from "./storage.js";
import { submissionOf } from "./submission.js";
import { emptyCase } from "./workspace.js";

/** @typedef {import("./workspace.js").Workspace} Workspace */

export class Runner {
  #runButton = byId("run", HTMLButtonElement);
  #cancelButton = byId("cancel", HTMLButtonElement);
  #workbench;
  #banner;
  #notice;
  /** @type {Run | null} */
  #run = null;

  /**
   * @param {{
   *   workbench: import("./workbench.js").Workbench,
   *   banner: import("./banner.js").Banner,
   *   notice: HTMLElement,
   * }} page
   */
  constructor({ workbench, banner, notice }) {
    this.#workbench = workbench;
    this.#banner = banner;
    this.#notice = notice;
    this.#runButton.addEventListener("click", () => this.run());
    this.#cancelButton.addEventListener("click", () => this.#cancel());
  }

  async run() {
    if (this.#run || this.#runButton.disabled) {
      return;
    }
    const { cases, workspace } = this.#workbench;
    if (workspace.cases.length === 0) {
      cases.set([emptyCase()]);
      workspace.cases = cases.all;
    }
    this.#notice.replaceChildren();
    this.#banner.reveal();
    await this.#perform(workspace, (run) => run.start(submissionOf(workspace)));
  }

  /**
   * Shows a run that was submitted before.
   * @param {import("./storage.js").Run} run
   */
  async follow({ token, workspace }) {
    await this.#perform(workspace, (run) => run.follow(token));
  }

  get isRunning() {
    return this.#run !== null;
  }

  /** What is shown no longer belongs to the run in hand; that goes on at the server. */
  leave() {
    this.#run?.leave();
    this.#run = null;
    this.#showRunning(false);
    this.#banner.idle();
  }

  /**
   * @param {Workspace} workspace that runs
   * @param {(run: Run) => Promise<any>} how
   */
  async #perform(workspace, how) {
    this.#banner.begin();
    const places = this.#workbench.linkPlaces(workspace);
    const run = this.#newRun(workspace, places);
    this.#run = run;
    this.#showRunning(true);
    this.#workbench.cases.begin();
    try {
      const result = await how(run);
      if (this.#run === run) {
        this.#finish(workspace, result, places);
      }
    } catch (failure) {
      if (this.#run === run) {
        this.#fail(failure, run, () => this.#perform(workspace, run.token ? (next) => next.follow(run.token) : how));
      }
    }
  }

  /**
   * @param {Workspace} workspace
   * @param {import("./visible.js").Special} places
   */
  #newRun(workspace, places) {
    const { cases, keeping } = this.#workbench;
    /** @type {Run} */
    const run = new Run(workspace.cases.length, {
      submitted: (token) =>
        keeping.run({ token, at: Date.now(), status: "", passed: 0, total: workspace.cases.length, workspace }),
      busy: (...words) => this.#run === run && this.#banner.busy(...words),
      compiled: (data) => this.#run === run && this.#banner.compiled(data, places),
      restarted: () => this.#run === run && cases.restart(),
      caseFinished: (n, result) => this.#run === run && cases.setResult(n, result),
      trouble: (words) => {
        if (this.#run === run) {
          words ? showTrouble(this.#notice, words) : endTrouble(this.#notice);
        }
      },
    });
    return run;
  }

  /**
   * @param {Workspace} workspace
   * @param {any} result
   * @param {import("./visible.js").Special} places
   */
  #finish(workspace, result, places) {
    const { cases, keeping } = this.#workbench;
    this.leave();
    endTrouble(this.#notice);
    (result.results ?? []).forEach((/** @type {any} */ one, /** @type {number} */ n) => cases.setResult(n, one));
    cases.end();
    this.#banner.finished(result, places);
    cases.openFirstFailing();
    const { token, status, passed, total } = result;
    keeping.run({ token, at: Date.parse(result.queued_at), status, passed, total, workspace });
  }

  /**
   * @param {unknown} failure
   * @param {Run} run
   * @param {() => void} again
   */
  async #fail(failure, run, again) {
    this.leave();
    if (run.token && failure instanceof Refused && failure.isOfNothing) {
      updateRun(run.token, { isGone: true });
    }
    this.#workbench.cases.reset();
    this.#banner.none();
    if (failure instanceof Refused && failure.needsToken) {
      if (await askForTokenAfter(failure)) {
        again();
      }
      return;
    }
    const words = wordsOf(failure);
    if (words) {
      showNotice(this.#notice, words);
    }
  }

  async #cancel() {
    const run = this.#run;
    if (!run || this.#cancelButton.getAttribute("aria-disabled") === "true") {
      return;
    }
    this.#showCancelling(true);
    try {
      await run.cancel();
    } catch (failure) {
      if (this.#run === run) {
        await this.#goOn(failure);
      }
    }
  }

  /** @param {unknown} failure of cancelling; the run is still followed */
  async #goOn(failure) {
    this.#showCancelling(false);
    if (!(failure instanceof Refused && failure.needsToken)) {
      showNotice(this.#notice, { ...wordsOf(failure), title: text("problem.cancel") });
    } else if (await askForTokenAfter(failure)) {
      await this.#cancel();
    }
  }

  /** @param {boolean} running */
  #showRunning(running) {
    const hadFocus = [this.#runButton, this.#cancelButton].includes(/** @type {any} */ (document.activeElement));
    this.#runButton.hidden = running;
    this.#cancelButton.hidden = !running;
    this.#showCancelling(false);
    if (hadFocus) {
      (running ? this.#cancelButton : this.#runButton).focus();
    }
  }

  /** @param {boolean} cancelling a button that is disabled in truth would lose the focus */
  #showCancelling(cancelling) {
    this.#cancelButton.setAttribute("aria-disabled", String(cancelling));
  }
}
