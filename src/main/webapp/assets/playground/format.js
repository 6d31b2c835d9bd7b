/** Figures as people read them. */

/** @param {number} seconds */
export function time(seconds) {
  return seconds < 0.9995 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(2)} s`;
}

/** @param {number} kib */
export function memory(kib) {
  return kib < 1024 ? `${kib} KB` : `${(kib / 1024).toFixed(kib < 10240 ? 1 : 0)} MB`;
}

/** @param {number} count */
export function whole(count) {
  return count.toLocaleString("en");
}
