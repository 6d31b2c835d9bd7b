/** Submits a program, and goes on trying while the server is away or busy. */

import { call } from "../api.js";
import { untilAnswered } from "./patience.js";

/** @typedef {import("../api.js").Refused | import("../api.js").Unreachable} Failure */

/**
 * @param {Record<string, unknown>} submission
 * @param {(failure: Failure, seconds: number) => void} waiting
 * @param {AbortSignal} signal
 * @returns {Promise<string>} its token
 * @throws {import("../api.js").Refused} when it is of no use to send it again
 */
export async function submit(submission, waiting, signal) {
  // The server knows by it that a request whose answer was lost is the same.
  const headers = { "Idempotency-Key": uniqueKey() };
  const request = () => call("POST", "submissions", { body: submission, headers, signal });
  return (await untilAnswered(request, waiting, signal)).body.token;
}

function uniqueKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
