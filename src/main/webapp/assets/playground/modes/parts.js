/** Parts that several of our own modes have. */

/** @typedef {import("@codemirror/legacy-modes/mode/simple-mode.js").Rule} Rule */

/**
 * Matches one of some words, and none that is only the beginning of another.
 * @param {string} all separated by blanks
 * @param {boolean} [anyCase] whether small and capital letters are the same
 */
export function oneOf(all, anyCase = false) {
  return new RegExp(`(?:${all.trim().split(/\s+/).join("|")})(?![\\w$])`, anyCase ? "i" : "");
}

/**
 * The rules of something that may have several lines.
 * @param {RegExp} end
 * @param {string} token
 * @param {RegExp} part of what is before its end
 * @returns {Rule[]}
 */
export function until(end, token, part) {
  return [
    { regex: end, token, pop: true },
    { regex: part, token },
  ];
}
