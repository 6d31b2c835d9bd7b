/** Sends a request until it is answered, while the server is away or busy. */

import { Refused, Unreachable } from "../api.js";
import { pause } from "./pause.js";

const MAX_PAUSE_SECONDS = 15;

/**
 * @template Answer
 * @param {() => Promise<Answer>} request
 * @param {(failure: Refused | Unreachable, seconds: number) => void} waiting
 * @param {AbortSignal} signal ends the waiting
 * @returns {Promise<Answer>}
 * @throws {Refused} when it is of no use to send it again
 */
export async function untilAnswered(request, waiting, signal) {
  for (let failures = 0; ; failures++) {
    try {
      return await request();
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
