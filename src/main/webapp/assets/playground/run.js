/** One run of the program, from its submission to its result. */

import { call, Refused } from "../api.js";
import { text } from "../texts.js";
import { follow } from "./follow.js";
import { submit } from "./submit.js";

/** @typedef {{
 *   submitted: (token: string) => void,
 *   busy: (words: string, done?: number, total?: number) => void,
 *   compiled: (data: any) => void,
 *   restarted: () => void,
 *   caseFinished: (n: number, result: any) => void,
 *   trouble: (notice: {title: string, detail: string} | null) => void,
 * }} Listener trouble: that passes by itself; null: it has passed */

export class Run {
  #abort = new AbortController();
  #listener;
  #token = "";
  #total;
  #done = 0;
  #isCompiled = false;

  /**
   * @param {number} total number of test cases
   * @param {Listener} listener
   */
  constructor(total, listener) {
    this.#total = total;
    this.#listener = listener;
  }

  /** Its token; empty before it was submitted. */
  get token() {
    return this.#token;
  }

  /**
   * @param {Record<string, unknown>} submission
   * @returns {Promise<any>} the result
   * @throws {Refused | DOMException} the latter when it was cancelled before it was sent
   */
  async start(submission) {
    this.#listener.busy(text("result.sending"));
    this.#token = await submit(submission, (failure, seconds) => this.#waits(failure, seconds), this.#abort.signal);
    this.#listener.submitted(this.#token);
    return this.follow(this.#token);
  }

  /**
   * Goes on with one that was submitted before.
   * @param {string} token
   * @returns {Promise<any>}
   */
  async follow(token) {
    this.#token = token;
    this.#listener.trouble(null);
    this.#listener.busy(text("result.queued"));
    return follow(token, this.#events(), this.#abort.signal);
  }

  /** Hears of it no more: a browser opens few connections to one server at a time. */
  leave() {
    this.#abort.abort();
  }

  /** Cancels it: at the server when it is there, which then ends as Cancelled; else here. */
  async cancel() {
    if (!this.#token) {
      this.#abort.abort();
      return;
    }
    try {
      await call("DELETE", `submissions/${this.#token}`);
    } catch (failure) {
      this.#abort.abort();
      throw failure;
    }
  }

  /** @returns {import("./follow.js").Listener} */
  #events() {
    const told = () => this.#listener.trouble(null);
    return {
      queued: () => (told(), this.#listener.busy(text("result.queued"))),
      started: ({ attempt }) => {
        told();
        this.#done = 0;
        if (attempt > 1) {
          this.#listener.restarted();
          this.#listener.busy(text("result.attempt", { n: attempt }));
        } else {
          this.#showProgress();
        }
      },
      compiled: (data) => {
        this.#isCompiled = data.compile_time > 0;
        this.#listener.compiled(data);
        this.#showProgress();
      },
      case: ({ number, result }) => {
        told();
        this.#done++;
        this.#listener.caseFinished(number, result);
        this.#showProgress();
      },
      lost: (seconds) =>
        this.#listener.trouble({ title: text("problem.lost"), detail: text("problem.lost.detail", { seconds }) }),
    };
  }

  #showProgress() {
    const words = text(this.#isCompiled ? "result.compiled" : "result.running", {
      done: this.#done,
      total: this.#total,
    });
    this.#listener.busy(words, this.#done, this.#total);
  }

  /**
   * @param {Refused | import("../api.js").Unreachable} failure
   * @param {number} seconds
   */
  #waits(failure, seconds) {
    this.#listener.trouble(
      failure instanceof Refused
        ? { title: text("problem.busy"), detail: text("problem.busy.detail", { reason: failure.message, seconds }) }
        : { title: text("problem.offline"), detail: text("problem.offline.detail", { seconds }) },
    );
  }
}
