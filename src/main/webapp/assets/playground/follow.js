/** Follows a submission by its event stream until it has ended, through lost connections. */

import { address, call, Refused, token as apiToken, Unreachable } from "../api.js";
import { pause } from "./pause.js";

/** @typedef {{queued: () => void, started: (data: any) => void, compiled: (data: any) => void,
 *   case: (data: any) => void, lost: (seconds: number) => void}} Listener */

const MAX_PAUSE_SECONDS = 15;
const PARTS = /** @type {const} */ (["queued", "started", "compiled", "case"]);

/**
 * @param {string} submission its token
 * @param {Listener} listener
 * @param {AbortSignal} signal
 * @returns {Promise<any>} the result; without its `results` where the listener was told all of them
 * @throws {Refused} also as 404 when the result is gone
 */
export async function follow(submission, listener, signal) {
  const position = { last: "" };
  for (let failures = 0; ; failures++) {
    const before = position.last;
    const finished = await listen(submission, listener, position, signal);
    if (finished) {
      return finished;
    }
    signal.throwIfAborted();
    failures = position.last === before ? failures : 0;
    const result = await find(submission, signal);
    if (result) {
      return result;
    }
    await pause(Math.min(2 ** failures, MAX_PAUSE_SECONDS), listener.lost, signal);
  }
}

/**
 * One connection.
 * @param {string} submission
 * @param {Listener} listener
 * @param {{last: string}} position
 * @param {AbortSignal} signal
 * @returns {Promise<any>} the data of the event finished; null: the connection broke
 */
async function listen(submission, listener, position, signal) {
  const query = new URLSearchParams();
  if (position.last) {
    query.set("last_event_id", position.last);
  }
  if (apiToken.get()) {
    try {
      query.set("ticket", (await call("POST", "tickets", { body: { token: submission }, signal })).body.ticket);
    } catch (failure) {
      if (failure instanceof Unreachable || (failure instanceof Refused && failure.status >= 500)) {
        return null;
      }
      throw failure;
    }
  }
  signal.throwIfAborted();
  const source = new EventSource(address(`submissions/${submission}/events?${query}`));
  return new Promise((resolve) => {
    const end = (/** @type {any} */ finished) => (source.close(), resolve(finished));
    for (const name of PARTS) {
      source.addEventListener(name, (event) => {
        position.last = event.lastEventId;
        listener[name](JSON.parse(event.data));
      });
    }
    source.addEventListener("finished", (event) => end(JSON.parse(event.data)));
    // It would come back by itself, but with a ticket that has been used.
    source.addEventListener("error", () => end(null));
    source.addEventListener("problem", () => end(null));
    signal.addEventListener("abort", () => end(null), { once: true });
  });
}

/**
 * The result, if it is there; events do not say why they do not come.
 * @param {string} submission
 * @param {AbortSignal} signal
 */
async function find(submission, signal) {
  try {
    const { status, body } = await call("GET", `submissions/${submission}`, { signal });
    return status === 200 ? body : null;
  } catch (failure) {
    if (failure instanceof Unreachable || (failure instanceof Refused && failure.status >= 429)) {
      return null;
    }
    throw failure;
  }
}
