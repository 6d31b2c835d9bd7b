/** Figures as people read them. */

import { LOCALE, text } from "../texts.js";

const ones = fixed(0);
const tenths = fixed(1);
const hundredths = fixed(2);

/** @param {number} digits behind the point */
function fixed(digits) {
  return new Intl.NumberFormat(LOCALE, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  });
}

/** @param {number} seconds */
export function time(seconds) {
  return seconds < 0.9995 ? millis(seconds) : text("unit.s", { n: hundredths.format(seconds) });
}

/**
 * A time of which nobody needs to know more than a tenth of a second.
 * @param {number} seconds
 */
export function roughTime(seconds) {
  if (seconds < 1) {
    return millis(seconds);
  }
  return seconds < 120
    ? text("unit.s", { n: tenths.format(seconds) })
    : text("unit.min", { n: ones.format(seconds / 60) });
}

/** @param {number} seconds */
function millis(seconds) {
  return text("unit.ms", { n: ones.format(seconds * 1000) });
}

/** @param {number} kib */
export function memory(kib) {
  if (kib < 1024) {
    return text("unit.kb", { n: ones.format(kib) });
  }
  return text("unit.mb", { n: (kib < 10240 ? tenths : ones).format(kib / 1024) });
}

/** @param {number} share of one */
export function percent(share) {
  return text("unit.percent", { n: ones.format(share * 100) });
}

/** @param {number} count */
export function whole(count) {
  return count.toLocaleString(LOCALE);
}
