/** The runs that this browser keeps, in a window. */

import { call, Refused } from "../api.js";
import { element } from "../dom.js";
import { LOCALE, text } from "../texts.js";
import { openDialog } from "./dialogs.js";
import { updateRun } from "./storage.js";
import { badge } from "./verdict.js";

/** @typedef {import("./storage.js").Run} Run */

/**
 * @param {Run[]} runs
 * @param {{open: (run: Run) => void, clear: () => void}} listener
 */
export function showHistory(runs, { open, clear }) {
  const list = element("ol", { class: "runs" });
  const dialog = openDialog(text("history.title"), element("p", { class: "note" }, text("history.explain")), list);
  const buttons = runs.map((run) => {
    const button = element("button", { type: "button", class: "run" }, ...look(run));
    button.addEventListener("click", () => (dialog.close(), open(run)));
    list.append(element("li", {}, button));
    return button;
  });
  if (runs.length === 0) {
    list.replaceWith(element("p", {}, text("history.empty")));
    return;
  }
  const remove = () => (clear(), dialog.close());
  dialog.append(element("button", { type: "button", class: "quiet", onclick: remove }, text("history.clear")));
  showEnds(runs, buttons, dialog);
}

/**
 * What a row shows of a run.
 * @param {Run} run
 * @param {import("../texts.js").TextKey} [unended] what is said of one whose end is not known
 */
function look(run, unended = "history.running") {
  const { at, status, passed, total, workspace } = run;
  const when = new Date(at).toLocaleString(LOCALE, { dateStyle: "medium", timeStyle: "short" });
  const main = workspace.files[0]?.name ?? "";
  const facts = [when, main, total ? `${passed}/${total}` : ""].filter((one) => one).join(" · ");
  const words = text(!run.token ? "history.replaced" : run.isGone ? "status.Gone" : unended);
  const verdict = status ? badge(status) : element("span", { class: "badge none" }, words);
  return [verdict, element("span", { class: "note" }, facts)];
}

/**
 * Asks for the ends of runs that were left before, one after the other.
 * @param {Run[]} runs
 * @param {HTMLElement[]} buttons
 * @param {HTMLDialogElement} dialog
 */
async function showEnds(runs, buttons, dialog) {
  for (const [n, run] of runs.entries()) {
    if (dialog.open && run.token && !run.status && !run.isGone) {
      buttons[n]?.replaceChildren(...(await lookNow(run)));
    }
  }
}

/** @param {Run} run */
async function lookNow(run) {
  try {
    const { status: answer, body } = await call("GET", `submissions/${run.token}`);
    return answer === 200 ? look(withMore(run, { status: body.status, passed: body.passed })) : look(run);
  } catch (failure) {
    const isGone = failure instanceof Refused && failure.isOfNothing;
    return isGone ? look(withMore(run, { isGone })) : look(run, "history.unknown");
  }
}

/**
 * @param {Run} run
 * @param {Partial<Run>} found
 * @returns {Run}
 */
function withMore(run, found) {
  updateRun(run.token, found);
  return { ...run, ...found };
}
