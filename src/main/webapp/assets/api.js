/** Requests to the server that these pages come from. */

/** Where a tab keeps its token, and the token where the browser keeps nothing. */
let key = "evalx.token";
let unkept = "";

/** What a proxy says when the server behind it does not answer, or not in time. */
const BY_PROXIES = [502, 504];

/** The server has answered, and refused. */
export class Refused extends Error {
  /**
   * @param {number} status of HTTP
   * @param {{title?: string, detail?: string, errors?: {field: string, message: string}[]}} problem
   * @param {number} retryAfter seconds; 0: it is of no use
   */
  constructor(status, problem, retryAfter) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.status = status;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }

  get needsToken() {
    return this.status === 401;
  }

  /** The server knows no submission with this token, or none any more. */
  get isOfNothing() {
    return this.status === 404 && this.problem.title === "Unknown token";
  }
}

/** No answer has come, or only that of a proxy that got none. */
export class Unreachable extends Error {}

export const token = {
  /** Gives this page a token of its own: that of an operator is not sent with the programs of the other pages. */
  keepForAdmins: () => {
    key = "evalx.token.admin";
  },
  get: () => {
    try {
      return sessionStorage.getItem(key) ?? unkept;
    } catch {
      return unkept;
    }
  },
  /** @param {string} value */
  set: (value) => {
    unkept = value;
    try {
      sessionStorage.removeItem(key);
      if (value) {
        sessionStorage.setItem(key, value);
      }
    } catch {
      // It lasts until the page is left.
    }
  },
};

/**
 * @param {string} path below the folder of the page
 */
export function address(path) {
  return new URL(path, document.baseURI).href;
}

/** @typedef {{body?: unknown, headers?: Record<string, string>, signal?: AbortSignal}} Options */

/**
 * Sends a request and gives the status and the JSON of its answer.
 * @param {string} method
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<{status: number, body: any}>}
 * @throws {Refused | Unreachable}
 */
export async function call(method, path, options = {}) {
  const response = await send(method, path, {
    ...options,
    headers: { Accept: "application/json", ...options.headers },
  });
  return { status: response.status, body: await jsonOf(response) };
}

/**
 * Sends a request and gives its answer.
 * @param {string} method
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<Response>}
 * @throws {Refused | Unreachable}
 */
export async function send(method, path, { body, headers = {}, signal } = {}) {
  const all = new Headers(headers);
  if (body !== undefined) {
    all.set("Content-Type", "application/json");
  }
  if (token.get()) {
    all.set("Authorization", `Bearer ${token.get()}`);
  }
  const request = {
    method,
    headers: all,
    body: body === undefined ? null : JSON.stringify(body),
    signal: signal ?? null,
  };
  const response = await answer(path, request);
  if (BY_PROXIES.includes(response.status)) {
    throw new Unreachable(`HTTP ${response.status}`);
  }
  if (!response.ok) {
    const problem = (await jsonOf(response)) ?? {};
    // EvalX says what there is not: this is a proxy's, or a server's that has not loaded it yet.
    if (response.status === 404 && !problem.title) {
      throw new Unreachable("HTTP 404");
    }
    throw new Refused(response.status, problem, Number(response.headers.get("Retry-After")) || 0);
  }
  return response;
}

/**
 * @param {string} path
 * @param {RequestInit} request
 */
async function answer(path, request) {
  try {
    return await fetch(address(path), { ...request, cache: "no-store", credentials: "omit" });
  } catch (failure) {
    throw isAbort(failure) ? failure : new Unreachable(String(failure));
  }
}

/** @param {Response} response */
async function jsonOf(response) {
  let content;
  try {
    content = await response.text();
  } catch (failure) {
    throw isAbort(failure) ? failure : new Unreachable(String(failure));
  }
  try {
    return content ? JSON.parse(content) : null;
  } catch {
    // What stands between may answer in its own words.
    return null;
  }
}

/** @param {unknown} failure */
export function isAbort(failure) {
  return failure instanceof DOMException && failure.name === "AbortError";
}
