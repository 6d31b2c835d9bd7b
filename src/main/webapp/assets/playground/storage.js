/** What this browser keeps: the workspace as it is, and the last runs. */

import { asWorkspace } from "./workspace.js";

const WORKSPACE = "evalx.workspace";
const HISTORY = "evalx.history";
const MAX_RUNS = 50;
/** Characters of all runs, so that there is room for the workspace: browsers give 5 million. */
const MAX_HISTORY = 2 << 20;

/** @typedef {{token: string, at: number, status: string, passed: number, total: number, isGone?: boolean,
 *   workspace: import("./workspace.js").Workspace}} Run status "": it has not ended; token "": it was not run, but gave
 *   way to another program; isGone: the server was found to have its result no more */

/** @returns {import("./workspace.js").Workspace | null} */
export function savedWorkspace() {
  return asWorkspace(load(WORKSPACE));
}

/**
 * @param {import("./workspace.js").Workspace} workspace
 * @returns {boolean} false: it is not kept
 */
export function saveWorkspace(workspace) {
  return save(WORKSPACE, JSON.stringify(workspace));
}

/** @returns {Run[]} the newest first */
export function savedRuns() {
  const found = load(HISTORY);
  return Array.isArray(found)
    ? found.filter((run) => typeof run?.token === "string" && asWorkspace(run.workspace))
    : [];
}

/**
 * Keeps a run, in the place of what was kept of it before. Older ones give way where there is no room.
 * @param {Run} run
 * @returns {boolean} false: it is not kept
 */
export function saveRun(run) {
  let runs = [run, ...savedRuns().filter(({ token }) => !token || token !== run.token)].slice(0, MAX_RUNS);
  let isKept = saveRuns(runs);
  while (!isKept && runs.length > 1) {
    runs = runs.slice(0, Math.floor(runs.length / 2));
    isKept = saveRuns(runs);
  }
  return isKept;
}

/**
 * Keeps a program that gives way to another, among the runs, unless one of them is of it.
 * @param {import("./workspace.js").Workspace} workspace
 * @returns {boolean} false: it is not kept
 */
export function saveReplaced(workspace) {
  const same = JSON.stringify(workspace);
  return (
    savedRuns().some((run) => JSON.stringify(run.workspace) === same) ||
    saveRun({ token: "", at: Date.now(), status: "", passed: 0, total: 0, workspace })
  );
}

/**
 * Keeps what has been found out about a run.
 * @param {string} token
 * @param {Partial<Run>} found
 */
export function updateRun(token, found) {
  saveRuns(savedRuns().map((run) => (run.token === token ? { ...run, ...found } : run)));
}

/** @param {Run[]} runs */
function saveRuns(runs) {
  const all = JSON.stringify(runs);
  return (all.length <= MAX_HISTORY || runs.length === 1) && save(HISTORY, all);
}

export function forgetRuns() {
  try {
    localStorage.removeItem(HISTORY);
  } catch {
    // Where nothing can be kept, there is nothing to forget.
  }
}

/** Whether the browser lets this page keep nothing at all. */
export function isBlocked() {
  try {
    localStorage.getItem(HISTORY);
    return false;
  } catch {
    return true;
  }
}

/**
 * @param {string} key
 * @returns {any}
 */
function load(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {string} value
 * @returns {boolean} false: there is no room
 */
function save(key, value) {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}
