/** A workspace in the fragment of a link, which browsers send to no server. */

import { text } from "../texts.js";
import { MAX_CASES } from "./import-cases.js";
import { deflate, inflate, TooLarge } from "./packing.js";
import { asWorkspace } from "./workspace.js";

const PREFIX = "#p1=";
const MAX_MIB = 4;
const MAX_FILES = 100;
/** Firefox opens no longer address, Chromium one of twice that. */
const MAX_LINK_MIB = 1;

/** A sentence for the person who opens a link. */
export class CannotOpen extends Error {}

/** A sentence for the person who shares. */
export class CannotShare extends Error {}

/**
 * @param {import("./workspace.js").Workspace} workspace
 * @returns {Promise<string>} a fragment
 * @throws {CannotShare} when it is larger than what browsers and this page take
 */
export async function fragmentOf(workspace) {
  const bytes = new TextEncoder().encode(JSON.stringify(workspace));
  const packed = bytes.length <= MAX_MIB << 20 && isBounded(workspace) ? await deflate(bytes) : null;
  // Base64 makes four letters of three bytes.
  if (packed === null || PREFIX.length + (packed.length * 4) / 3 > MAX_LINK_MIB << 20) {
    const limits = { mib: MAX_LINK_MIB, files: MAX_FILES, cases: MAX_CASES };
    throw new CannotShare(text("share.large.detail", limits));
  }
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
 * @returns {Promise<import("./workspace.js").Workspace>}
 * @throws {CannotOpen}
 */
export async function workspaceOf(fragment) {
  const found = asWorkspace(await unpacked(fragment));
  if (!found) {
    throw new CannotOpen(text("problem.link.cut"));
  }
  if (!isBounded(found)) {
    throw tooLarge();
  }
  return found;
}

/** @param {string} fragment */
async function unpacked(fragment) {
  try {
    const binary = atob(fragment.slice(PREFIX.length).replaceAll("-", "+").replaceAll("_", "/"));
    const packed = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(await inflate(packed, MAX_MIB << 20)));
  } catch (failure) {
    throw failure instanceof TooLarge ? tooLarge() : new CannotOpen(text("problem.link.cut"));
  }
}

function tooLarge() {
  return new CannotOpen(text("problem.link.large", { mib: MAX_MIB, files: MAX_FILES, cases: MAX_CASES }));
}

/**
 * Whoever made the link, the page has to show what it holds.
 * @param {import("./workspace.js").Workspace} workspace
 */
function isBounded({ files, cases }) {
  return files.length <= MAX_FILES && cases.length <= MAX_CASES;
}
