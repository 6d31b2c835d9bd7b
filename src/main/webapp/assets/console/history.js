/** What the server keeps of submissions that have ended, where it keeps any. */

import { call, Refused } from "../api.js";
import { read } from "./admin.js";

/** @type {Promise<boolean> | undefined} */
let historyIsKept;

/** Asked once: a request that is refused would be an error in the browser's console each time. */
export async function hasHistory() {
  historyIsKept ??= read("settings").then(({ settings }) =>
    settings.some(
      (/** @type {any} */ { name, value }) =>
        (name === "HISTORY" && value === "true") || (name === "DATABASE_URL" && value !== ""),
    ),
  );
  try {
    return await historyIsKept;
  } catch (failure) {
    historyIsKept = undefined;
    throw failure;
  }
}

/**
 * @param {string} path
 * @returns {Promise<any>} null: there is nothing
 */
export async function found(path) {
  try {
    return (await call("GET", path)).body;
  } catch (failure) {
    if (failure instanceof Refused && failure.status === 404) {
      return null;
    }
    throw failure;
  }
}
