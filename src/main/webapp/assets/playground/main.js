/** The playground: puts its parts together. */

import { call, Refused } from "../api.js";
import { byId, element } from "../dom.js";
import { fillTexts, text } from "../texts.js";
import { switchesTheme } from "../theme-button.js";
import { Banner } from "./banner.js";
import { takesCaseFiles } from "./case-files.js";
import { askForToken, showLink } from "./dialogs.js";
import { download } from "./download.js";
import { EXAMPLES } from "./examples.js";
import { fetchLanguages } from "./fetch-languages.js";
import { showHistory } from "./history.js";
import { CannotOpen, CannotShare, fragmentOf, holdsWorkspace, workspaceOf } from "./link.js";
import { showNotice } from "./notice.js";
import { Runner } from "./runner.js";
import { savedRuns, savedWorkspace, updateRun } from "./storage.js";
import { Workbench } from "./workbench.js";

fillTexts();
document.title = text("page.title");

const notice = byId("notice", HTMLElement);
const banner = new Banner({
  status: byId("status", HTMLElement),
  progress: byId("progress", HTMLProgressElement),
  more: byId("result", HTMLElement),
});
/** @type {Workbench} */
const workbench = new Workbench(notice, {
  changed: () => banner.changed(),
  loaded: () => banner.none(),
  replaced: () => runner.leave(),
  run: () => runner.run(),
});
/** @type {Runner} */
const runner = new Runner({ workbench, banner, notice });

/** A person's work does not wait for the server, which may be away or want a token. */
async function begin() {
  connect();
  workbench.load(savedWorkspace() ?? workbench.languages.template(""));
  window.addEventListener("hashchange", () => holdsWorkspace(location.hash) && openLink());
  if (holdsWorkspace(location.hash)) {
    await openLink();
  }
  await offerLanguages();
}

/** Nothing runs before the languages are there. */
async function offerLanguages() {
  workbench.setLanguages(await fetchLanguages(byId("languages", HTMLElement)));
  if (!document.documentElement.dataset.ready) {
    byId("run", HTMLButtonElement).disabled = false;
    resume();
    document.documentElement.dataset.ready = "true";
  }
}

function connect() {
  const on = (/** @type {string} */ id, /** @type {() => void} */ run) =>
    byId(id, HTMLElement).addEventListener("click", run);
  on("share", share);
  on("download", () => download(workbench.workspace));
  on("history", () =>
    showHistory(savedRuns(), { open, clear: () => workbench.keeping.forgetRuns(workbench.workspace) }),
  );
  on("token", async () => {
    if (await askForToken("")) {
      await offerLanguages();
    }
  });
  on("case-clear", () => workbench.undoable(text("cases.cleared"), () => workbench.cases.set([])));
  switchesTheme(byId("theme", HTMLElement));
  connectExamples(byId("examples", HTMLSelectElement));
  takesCaseFiles(workbench, notice);
  document.addEventListener("keydown", (event) => {
    const asksToRun = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.defaultPrevented;
    // What is behind a window is out of reach.
    if (asksToRun && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      runner.run();
    }
  });
}

/** @param {HTMLSelectElement} select */
function connectExamples(select) {
  select.append(
    element("option", { value: "" }, text("examples.choose")),
    element("option", { value: "template" }, text("example.hello")),
    ...EXAMPLES.map(({ key }, n) => element("option", { value: n }, text(key))),
  );
  select.addEventListener("change", () => {
    const { languages } = workbench;
    const chosen = EXAMPLES[Number(select.value)]?.workspace ?? languages.template(languages.chosen);
    select.value = "";
    workbench.replace(chosen, text("loaded.example"));
  });
}

async function share() {
  try {
    showLink(location.origin + location.pathname + (await fragmentOf(workbench.workspace)));
  } catch (failure) {
    if (!(failure instanceof CannotShare)) {
      throw failure;
    }
    const action = { label: text("download"), run: () => download(workbench.workspace) };
    showNotice(notice, { title: text("share.large"), detail: failure.message, action });
  }
}

/** Shows the program of the address, in the place of a person's own, which can be brought back. */
async function openLink() {
  const link = location.hash;
  // A reload shall bring back what was changed since.
  history.replaceState(null, "", location.pathname + location.search);
  try {
    const linked = await workspaceOf(link);
    if (workbench.isUntouched) {
      runner.leave();
      workbench.load(linked);
    } else {
      workbench.replace(linked, text("loaded.link"));
    }
    workbench.keeping.workspace(linked);
  } catch (failure) {
    if (!(failure instanceof CannotOpen)) {
      throw failure;
    }
    showNotice(notice, { title: text("problem.link"), detail: failure.message });
  }
}

/** @param {import("./storage.js").Run} run of the history */
function open(run) {
  workbench.replace(run.workspace, text("loaded.history"));
  if (run.token) {
    runner.follow(run);
  }
}

/** After a reload: the last run, if it is of the program that is shown and has not expired. */
async function resume() {
  const last = savedRuns().find(({ token }) => token);
  const isShown = () => JSON.stringify(last?.workspace) === JSON.stringify(workbench.workspace);
  if (last && !last.isGone && isShown() && !(await isGone(last)) && isShown() && !runner.isRunning) {
    await runner.follow(last);
  }
}

/**
 * Whether there is nothing to follow; a server that is away is waited for by who follows.
 * @param {import("./storage.js").Run} run
 */
async function isGone({ token }) {
  try {
    await call("GET", `submissions/${token}`);
  } catch (failure) {
    if (failure instanceof Refused && failure.isOfNothing) {
      // To ask at each reload would be an error in the browser's console each time.
      updateRun(token, { isGone: true });
      return true;
    }
  }
  return false;
}

begin();
