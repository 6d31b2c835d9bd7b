/** A workspace in the fragment of a link, which browsers send to no server. */

import { MAX_CASES } from "./import-cases.js";
import { deflate, inflate } from "./packing.js";
import { asWorkspace } from "./workspace.js";

const PREFIX = "#p1=";
const MAX_BYTES = 4 << 20;
const MAX_FILES = 100;

/**
 * @param {import("./workspace.js").Workspace} workspace
 * @returns {Promise<string>} a fragment
 */
export async function fragmentOf(workspace) {
  const packed = await deflate(new TextEncoder().encode(JSON.stringify(workspace)));
  let binary = "";
  for (const byte of packed) {
    binary += String.fromCharCode(byte);
  }
  return PREFIX + btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} fragment */
export function holdsWorkspace(fragment) {
  return fragment.startsWith(PREFIX);
}

/**
 * @param {string} fragment
 * @returns {Promise<import("./workspace.js").Workspace | null>} null: it holds none that can be read
 */
export async function workspaceOf(fragment) {
  try {
    const binary = atob(fragment.slice(PREFIX.length).replaceAll("-", "+").replaceAll("_", "/"));
    const packed = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
    const found = asWorkspace(JSON.parse(new TextDecoder().decode(await inflate(packed, MAX_BYTES))));
    return found && isBounded(found) ? found : null;
  } catch {
    return null;
  }
}

/**
 * Whoever made the link, the page has to show what it holds.
 * @param {import("./workspace.js").Workspace} workspace
 */
function isBounded({ files, cases }) {
  return files.length <= MAX_FILES && cases.length <= MAX_CASES;
}
