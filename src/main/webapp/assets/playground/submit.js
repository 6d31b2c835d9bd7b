/** Submits a program, and goes on trying while the server is away or busy. */

import { call, Refused, Unreachable } from "../api.js";
import { pause } from "./pause.js";

const MAX_PAUSE_SECONDS = 15;

/**
 * @param {Record<string, unknown>} submission
 * @param {(failure: Refused | Unreachable, seconds: number) => void} waiting
 * @param {AbortSignal} signal
 * @returns {Promise<string>} its token
 * @throws {Refused} when it is of no use to send it again
 */
export async function submit(submission, waiting, signal) {
  // The server knows by it that a request whose answer was lost is the same.
  const headers = { "Idempotency-Key": uniqueKey() };
  for (let failures = 0; ; failures++) {
    try {
      return (await call("POST", "submissions", { body: submission, headers, signal })).body.token;
    } catch (failure) {
      const passes =
        failure instanceof Unreachable || (failure instanceof Refused && [429, 503].includes(failure.status));
      if (!passes) {
        throw failure;
      }
      const asked = failure instanceof Refused ? failure.retryAfter : 0;
      const seconds = Math.max(asked, Math.min(2 ** failures, MAX_PAUSE_SECONDS));
      await pause(seconds, (left) => waiting(failure, left), signal);
    }
  }
}

function uniqueKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
