/** The administration interface of the server. */

import { call, send } from "../api.js";

/**
 * @param {string} path
 * @param {Record<string, string>} query empty values are left out
 */
function admin(path, query) {
  const given = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
  return `admin/${path}${given.size ? `?${given}` : ""}`;
}

/**
 * @param {string} path below /admin
 * @param {Record<string, string>} [query]
 * @returns {Promise<any>}
 */
export async function read(path, query = {}) {
  return (await call("GET", admin(path, query))).body;
}

/**
 * @param {string} path
 * @param {Record<string, string>} query
 * @returns {Promise<Blob>} what is there, as it is
 */
export async function download(path, query) {
  return (await send("GET", admin(path, query))).blob();
}

/**
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
export async function change(path, body) {
  return (await call("POST", admin(path, {}), body === undefined ? {} : { body })).body;
}
