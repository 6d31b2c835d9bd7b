/** Keeps in this browser what a person works on and has run, and says once when there is no room for it. */

import { text } from "../texts.js";
import { showNotice } from "./notice.js";
import { forgetRuns, isBlocked, saveReplaced, saveRun, saveWorkspace } from "./storage.js";

export class Keeping {
  #place;
  #isTold = false;

  /** @param {HTMLElement} place of its own, because runs clear that of their notices */
  constructor(place) {
    this.#place = place;
  }

  /** @param {import("./workspace.js").Workspace} workspace */
  workspace(workspace) {
    this.#tell(saveWorkspace(workspace));
  }

  /** @param {import("./workspace.js").Workspace} workspace that gives way to another */
  replaced(workspace) {
    this.#tell(saveReplaced(workspace));
  }

  /** @param {import("./storage.js").Run} run */
  run(run) {
    this.#tell(saveRun(run));
  }

  /**
   * Makes room.
   * @param {import("./workspace.js").Workspace} workspace that may not have been kept
   */
  forgetRuns(workspace) {
    forgetRuns();
    this.#isTold = false;
    this.#place.replaceChildren();
    this.workspace(workspace);
  }

  /** @param {boolean} isKept */
  #tell(isKept) {
    if (!isKept && !this.#isTold) {
      this.#isTold = true;
      const words = isBlocked()
        ? { title: text("storage.blocked"), detail: text("storage.blocked.detail") }
        : { title: text("storage.full"), detail: text("storage.full.detail") };
      showNotice(this.#place, words);
    }
  }
}
