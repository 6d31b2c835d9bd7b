/** The playground: puts its parts together. */

import { call, Refused } from "../api.js";
import { byId, element } from "../dom.js";
import { fillTexts, text } from "../texts.js";
import { switchesTheme } from "../theme-button.js";
import { Banner } from "./banner.js";
import { Cases } from "./cases.js";
import { askForToken, showHistory, showLink } from "./dialogs.js";
import { EXAMPLES } from "./examples.js";
import { CannotImport, importCases } from "./import-cases.js";
import { Languages } from "./languages.js";
import { fragmentOf, holdsWorkspace, workspaceOf } from "./link.js";
import { showNotice, wordsOf } from "./notice.js";
import { pause } from "./pause.js";
import { OptionsForm } from "./options.js";
import { linksToPlaces } from "./places.js";
import { Program } from "./program.js";
import { Run } from "./run.js";
import { forgetRuns, saveRun, savedRuns, savedWorkspace, saveWorkspace } from "./storage.js";
import { submissionOf } from "./submission.js";
import { emptyCase } from "./workspace.js";
import { writeZip } from "./zip.js";

/** @typedef {import("./workspace.js").Workspace} Workspace */

const SAVE_AFTER_MS = 300;
const MAX_PAUSE_SECONDS = 15;
const REVOKE_AFTER_MS = 60_000;

class Playground {
  #notice = byId("notice", HTMLElement);
  #runButton = byId("run", HTMLButtonElement);
  #cancelButton = byId("cancel", HTMLButtonElement);
  #banner = new Banner({
    status: byId("status", HTMLElement),
    progress: byId("progress", HTMLProgressElement),
    more: byId("result", HTMLElement),
  });
  #program = new Program(
    {
      tabs: byId("tabs", HTMLElement),
      buttons: byId("file-buttons", HTMLElement),
      editor: byId("editor", HTMLElement),
    },
    {
      nonce: byId("style", HTMLLinkElement).nonce,
      changed: () => this.#changed(),
      run: () => this.run(),
      undoable: (words, act) => this.#undoable(words, act),
    },
  );
  #cases = new Cases({
    list: byId("cases", HTMLElement),
    count: byId("case-count", HTMLElement),
    changed: () => this.#changed(),
    special: () => this.#places,
  });
  #options = new OptionsForm(byId("options", HTMLElement), () => this.#changed());
  #languages = new Languages(
    byId("language", HTMLSelectElement),
    byId("version", HTMLSelectElement),
    (before) => this.#languageChosen(before),
    () => this.#changed(),
  );
  /** @type {(line: string) => Node | null} */
  #places = () => null;
  /** @type {Run | null} */
  #run = null;
  #saving = 0;

  async begin() {
    this.#connect();
    await this.#loadLanguages();
    const linked = holdsWorkspace(location.hash) ? await workspaceOf(location.hash) : null;
    this.#load(linked ?? savedWorkspace() ?? this.#languages.template(this.#languages.first()));
    if (holdsWorkspace(location.hash)) {
      this.#afterLink(linked);
    } else {
      this.#resume();
    }
    document.documentElement.dataset.ready = "true";
  }

  #connect() {
    const on = (/** @type {string} */ id, /** @type {() => void} */ run) =>
      byId(id, HTMLElement).addEventListener("click", run);
    this.#runButton.addEventListener("click", () => this.run());
    this.#cancelButton.addEventListener("click", () => this.#cancel());
    on("share", () => this.#share());
    on("download", () => this.#download());
    on("history", () => showHistory(savedRuns(), { open: (run) => this.#open(run), clear: forgetRuns }));
    on("token", async () => {
      if (await askForToken("")) {
        await this.#loadLanguages();
      }
    });
    on("case-add", () => this.#cases.add([emptyCase()]));
    on("case-clear", () => this.#undoable(text("cases.cleared"), () => this.#cases.set([])));
    switchesTheme(byId("theme", HTMLElement));
    this.#connectExamples(byId("examples", HTMLSelectElement));
    this.#connectImport(
      byId("case-import", HTMLElement),
      byId("case-files", HTMLInputElement),
      byId("case-panel", HTMLElement),
    );
    document.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.defaultPrevented) {
        event.preventDefault();
        this.run();
      }
    });
    window.addEventListener("hashchange", async () => {
      if (holdsWorkspace(location.hash)) {
        const linked = await workspaceOf(location.hash);
        if (linked) {
          this.#replace(linked, text("loaded.link"));
        }
        this.#afterLink(linked);
      }
    });
  }

  /** @param {HTMLSelectElement} select */
  #connectExamples(select) {
    select.append(
      element("option", { value: "" }, text("examples.choose")),
      element("option", { value: "template" }, text("example.hello")),
      ...EXAMPLES.map(({ key }, n) => element("option", { value: n }, text(key))),
    );
    select.addEventListener("change", () => {
      const chosen = EXAMPLES[Number(select.value)]?.workspace ?? this.#languages.template(this.#languages.chosen);
      select.value = "";
      this.#replace(chosen, text("loaded.example"));
    });
  }

  /**
   * @param {HTMLElement} button
   * @param {HTMLInputElement} chooser
   * @param {HTMLElement} panel where files can be dropped
   */
  #connectImport(button, chooser, panel) {
    button.addEventListener("click", () => chooser.click());
    chooser.addEventListener("change", async () => {
      await this.#import([...(chooser.files ?? [])]);
      chooser.value = "";
    });
    panel.addEventListener("dragover", (event) => event.preventDefault());
    panel.addEventListener("drop", (event) => {
      event.preventDefault();
      this.#import([...(event.dataTransfer?.files ?? [])]);
    });
  }

  /** Goes on trying until they are there. */
  async #loadLanguages() {
    for (let failures = 0; ; failures++) {
      try {
        const { body } = await call("GET", "languages");
        this.#showLanguages(body.languages);
        return;
      } catch (failure) {
        if (failure instanceof Refused && failure.needsToken) {
          await this.#waitForToken(failure);
        } else {
          const seconds = Math.min(2 ** failures, MAX_PAUSE_SECONDS);
          await pause(seconds, (left) => this.#showTrouble(languagesAway(failure, left)), new AbortController().signal);
        }
      }
    }
  }

  /** @param {import("./languages.js").Language[]} all */
  #showLanguages(all) {
    const { chosen, version } = this.#languages;
    this.#notice.replaceChildren();
    this.#languages.set(all);
    if (chosen) {
      this.#languages.choose(chosen, version);
      this.#options.showDefaults(this.#languages.find(chosen));
    }
  }

  /** @param {Refused} failure */
  async #waitForToken(failure) {
    if (!(await this.#getToken(failure))) {
      await new Promise((resolve) => {
        const action = { label: text("problem.again"), run: () => resolve(null) };
        showNotice(this.#notice, { title: text("problem.token"), action });
      });
    }
  }

  /** @returns {Workspace} */
  #workspace() {
    const { chosen: language, version } = this.#languages;
    return { language, version, files: this.#program.files, cases: this.#cases.all, options: this.#options.get() };
  }

  /** @param {Workspace} workspace */
  #load({ language, version, files, cases, options }) {
    this.#languages.choose(language, version);
    this.#program.set(files);
    this.#program.setLanguage(language);
    this.#cases.set(cases);
    this.#options.set(options);
    this.#options.showDefaults(this.#languages.find(language));
    this.#banner.none();
  }

  /**
   * Loads another program.
   * @param {Workspace} workspace
   * @param {string} words
   */
  #replace(workspace, words) {
    this.#undoable(words, () => {
      this.#leaveRun();
      this.#load(workspace);
    });
  }

  /**
   * Does something that can be undone.
   * @param {string} words what was done
   * @param {() => void} act
   */
  #undoable(words, act) {
    const before = this.#workspace();
    act();
    this.#changed();
    showNotice(this.#notice, {
      title: words,
      kind: "calm",
      action: { label: text("loaded.undo"), run: () => (this.#load(before), this.#changed()) },
    });
  }

  #changed() {
    this.#banner.changed();
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => saveWorkspace(this.#workspace()), SAVE_AFTER_MS);
  }

  /**
   * A program that nobody has touched gives way to the template of the new language.
   * @param {string} before
   */
  #languageChosen(before) {
    const template = this.#languages.template(before);
    const { chosen } = this.#languages;
    const { files } = this.#workspace();
    if (files.length === 1 && ["", template.files[0]?.content].includes(files[0]?.content ?? "")) {
      this.#load(this.#languages.template(chosen));
    } else {
      const next = this.#languages.find(chosen)?.file;
      if (files[0]?.name === template.files[0]?.name && next) {
        this.#program.rename(files[0]?.name ?? "", next);
      }
      this.#program.setLanguage(chosen);
      this.#options.showDefaults(this.#languages.find(chosen));
    }
    this.#changed();
  }

  async run() {
    if (this.#run) {
      return;
    }
    const workspace = this.#workspace();
    if (workspace.cases.length === 0) {
      this.#cases.set([emptyCase()]);
      workspace.cases = this.#cases.all;
    }
    await this.#perform(workspace, (run) => run.start(submissionOf(workspace)));
  }

  /**
   * @param {Workspace} workspace that runs
   * @param {(run: Run) => Promise<any>} how
   */
  async #perform(workspace, how) {
    this.#notice.replaceChildren();
    this.#banner.begin();
    this.#places = linksToPlaces(
      workspace.files.map(({ name }) => name),
      (file, line, column) => this.#program.goTo(file, line, column),
    );
    const run = this.#newRun(workspace);
    this.#run = run;
    this.#showRunning(true);
    this.#cases.begin();
    try {
      const result = await how(run);
      if (this.#run === run) {
        this.#finish(workspace, result);
      }
    } catch (failure) {
      if (this.#run === run) {
        this.#fail(failure, () => this.#perform(workspace, how));
      }
    }
  }

  /** @param {Workspace} workspace */
  #newRun(workspace) {
    /** @type {Run} */
    const run = new Run(workspace.cases.length, {
      submitted: (token) =>
        saveRun({ token, at: Date.now(), status: "", passed: 0, total: workspace.cases.length, workspace }),
      busy: (...words) => this.#run === run && this.#banner.busy(...words),
      compiled: (data) => this.#run === run && this.#banner.compiled(data, this.#places),
      restarted: () => this.#run === run && this.#cases.begin(),
      caseFinished: (n, result) => this.#run === run && this.#cases.setResult(n, result),
      trouble: (words) => {
        if (this.#run === run) {
          words ? this.#showTrouble(words) : this.#notice.querySelector(".passing")?.parentElement?.remove();
        }
      },
    });
    return run;
  }

  /**
   * Trouble that passes; read out once, then only counted down.
   * @param {{title: string, detail: string}} words
   */
  #showTrouble({ title, detail }) {
    const shown = this.#notice.querySelector(".passing");
    if (shown?.firstElementChild?.textContent === title) {
      shown.lastElementChild?.replaceChildren(detail);
    } else {
      const body = element(
        "div",
        { class: "notice-body passing" },
        element("strong", { role: "status" }, title),
        element("p", {}, detail),
      );
      this.#notice.replaceChildren(element("div", { class: "notice calm" }, body));
    }
  }

  /**
   * @param {Workspace} workspace
   * @param {any} result
   */
  #finish(workspace, result) {
    this.#leaveRun();
    this.#notice.replaceChildren();
    (result.results ?? []).forEach((/** @type {any} */ one, /** @type {number} */ n) => this.#cases.setResult(n, one));
    this.#cases.end();
    this.#banner.finished(result, this.#places);
    this.#cases.openFirstFailing();
    const { token, status, passed, total } = result;
    saveRun({ token, at: Date.parse(result.queued_at), status, passed, total, workspace });
  }

  /**
   * @param {unknown} failure
   * @param {() => void} again
   */
  async #fail(failure, again) {
    this.#leaveRun();
    this.#cases.reset();
    this.#banner.none();
    if (failure instanceof Refused && failure.needsToken) {
      if (await this.#getToken(failure)) {
        again();
      }
      return;
    }
    const words = wordsOf(failure);
    if (words) {
      showNotice(this.#notice, words);
    }
  }

  /** @param {Refused} failure */
  #getToken(failure) {
    const isUnknown = failure.problem.title === "Unknown API token";
    return askForToken(text(isUnknown ? "problem.token.unknown" : "problem.token"));
  }

  async #cancel() {
    try {
      await this.#run?.cancel();
    } catch (failure) {
      const words = wordsOf(failure);
      if (words) {
        showNotice(this.#notice, words);
      }
    }
  }

  #leaveRun() {
    this.#run = null;
    this.#showRunning(false);
    this.#banner.idle();
  }

  /** @param {boolean} running */
  #showRunning(running) {
    const hadFocus = [this.#runButton, this.#cancelButton].includes(/** @type {any} */ (document.activeElement));
    this.#runButton.hidden = running;
    this.#cancelButton.hidden = !running;
    if (hadFocus) {
      (running ? this.#cancelButton : this.#runButton).focus();
    }
  }

  /** After a reload: the last run, if it is of the program that is shown and has not expired. */
  async #resume() {
    const [last] = savedRuns();
    if (last && JSON.stringify(last.workspace) === JSON.stringify(this.#workspace()) && (await isKnown(last.token))) {
      await this.#perform(last.workspace, (run) => run.follow(last.token));
    }
  }

  /** @param {import("./storage.js").Run} run */
  #open(run) {
    this.#replace(run.workspace, text("loaded.history"));
    this.#perform(run.workspace, (again) => again.follow(run.token));
  }

  /** @param {Workspace | null} linked */
  #afterLink(linked) {
    // A reload shall bring back what was changed since.
    history.replaceState(null, "", location.pathname + location.search);
    if (linked) {
      saveWorkspace(linked);
    } else {
      showNotice(this.#notice, { title: text("problem.link"), detail: text("problem.link.detail") });
    }
  }

  async #share() {
    showLink(location.origin + location.pathname + (await fragmentOf(this.#workspace())));
  }

  #download() {
    const { files, cases } = this.#workspace();
    const tests = cases.flatMap(({ stdin, expected }, n) => [
      { name: `tests/${n + 1}.in`, content: stdin },
      ...(expected === null ? [] : [{ name: `tests/${n + 1}.out`, content: expected }]),
    ]);
    const link = element("a", { href: URL.createObjectURL(writeZip([...files, ...tests])), download: "program.zip" });
    link.click();
    // Browsers read it in their own time.
    setTimeout(() => URL.revokeObjectURL(link.href), REVOKE_AFTER_MS);
  }

  /** @param {File[]} files */
  async #import(files) {
    if (files.length === 0) {
      return;
    }
    try {
      const { cases, ignored } = await importCases(files);
      this.#cases.removeEmpty();
      this.#cases.add(cases);
      const detail = ignored.length ? text("cases.ignored", { names: ignored.slice(0, 10).join(", ") }) : "";
      showNotice(this.#notice, { title: text("cases.imported", { n: cases.length }), detail, kind: "calm" });
    } catch (failure) {
      if (!(failure instanceof CannotImport)) {
        throw failure;
      }
      showNotice(this.#notice, { title: text("cases.import"), detail: failure.message });
    }
  }
}

/**
 * @param {unknown} failure
 * @param {number} seconds
 */
function languagesAway(failure, seconds) {
  const reason = failure instanceof Refused ? failure.message : "";
  return {
    title: text("problem.languages"),
    detail: `${reason} ${text("problem.offline.detail", { seconds })}`.trim(),
  };
}

/** @param {string} token */
async function isKnown(token) {
  try {
    await call("GET", `submissions/${token}`);
    return true;
  } catch {
    return false;
  }
}

fillTexts();
document.title = text("page.title");
new Playground().begin();
