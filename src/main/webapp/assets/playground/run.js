/** One run of the program, from its submission to its result. */

import { call, Refused } from "../api.js";
import { text } from "../texts.js";
import { follow } from "./follow.js";
import { untilAnswered } from "./patience.js";
import { submit } from "./submit.js";

/** @typedef {import("../api.js").Unreachable} Unreachable */
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
  /** While that is told, lost connections are not. */
  #waitsToCancel = false;
  /** @type {(result: any) => void} */
  #end = () => {};
  /** Its result, or that there is none, where cancelling finds it first. */
  #ended = new Promise((resolve) => {
    this.#end = resolve;
  });

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
    return Promise.race([follow(token, this.#events(), this.#abort.signal), this.#ended]);
  }

  /** Hears of it no more: a browser opens few connections to one server at a time. */
  leave() {
    this.#abort.abort();
  }

  /**
   * Cancels it: at the server when it is there, which then ends as Cancelled; else here. One that has ended keeps its
   * result.
   * @throws {Refused | DOMException} the former when it goes on, the latter when it was left before the server answered
   */
  async cancel() {
    if (!this.#token) {
      this.#abort.abort();
      return;
    }
    const waiting = (/** @type {Refused | Unreachable} */ failure, /** @type {number} */ seconds) => {
      this.#waitsToCancel = true;
      this.#waits(failure, seconds);
    };
    try {
      await untilAnswered(() => this.#cancelUnlessEnded(), waiting, this.#abort.signal);
    } finally {
      if (this.#waitsToCancel) {
        this.#waitsToCancel = false;
        this.#listener.trouble(null);
      }
    }
  }

  /** To cancel one that has ended would remove its result, and events may tell of the end late. */
  async #cancelUnlessEnded() {
    const path = `submissions/${this.#token}`;
    try {
      const { status, body } = await call("GET", path);
      if (status === 200) {
        this.#end(body);
      } else {
        await call("DELETE", path);
      }
    } catch (failure) {
      if (!(failure instanceof Refused && failure.isOfNothing)) {
        throw failure;
      }
      this.#end(Promise.reject(failure));
    }
  }

  /** @returns {import("./follow.js").Listener} */
  #events() {
    const trouble = (/** @type {{title: string, detail: string} | null} */ words) =>
      this.#waitsToCancel || this.#listener.trouble(words);
    const told = () => trouble(null);
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
      lost: (seconds) => trouble({ title: text("problem.lost"), detail: text("problem.lost.detail", { seconds }) }),
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
   * @param {Refused | Unreachable} failure
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
