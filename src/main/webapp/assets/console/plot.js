/** Curves over the last hour. */

import uPlot from "uplot";
import { element } from "../dom.js";
import { TIMES } from "../texts.js";

/** @typedef {{step: number, points: any[]}} Series step: seconds */
/**
 * @typedef {object} Curve
 * @property {string} label
 * @property {(point: any) => number | null} of what is drawn of a point
 * @property {string} colour a custom property
 */

const HOUR = 3600;
const MIN_SECONDS = 300;
const HEIGHT = 170;

/** Seconds between two times at the axis, of which the one is chosen for which there is room. */
const MINUTES = [60, 120, 300, 600, 1200];

/** @type {Map<string, {figure: HTMLElement, curves: uPlot}>} by their titles: each is made once */
const plots = new Map();

/**
 * @param {string} title
 * @param {Series} series
 * @param {Curve[]} curves
 * @returns {HTMLElement} the same each time
 */
export function plot(title, series, curves) {
  const made = plots.get(title) ?? make(title, curves);
  plots.set(title, made);
  made.curves.setData(/** @type {any} */ (data(series, curves)));
  return made.figure;
}

/**
 * The last hour, or what there is of it; a time of which nothing is known is a gap.
 * @param {Series} series
 * @param {Curve[]} curves
 */
function data({ step, points }, curves) {
  const seconds = (/** @type {any} */ { at }) => Date.parse(at) / 1000;
  const known = new Map(points.map((point) => [seconds(point), point]));
  const end = points.length ? seconds(points.at(-1)) : Math.floor(Date.now() / 1000 / step) * step;
  const first = points.length ? Math.min(seconds(points[0]), end - MIN_SECONDS) : end;
  const begin = Math.max(end - HOUR, first);
  const times = Array.from({ length: (end - begin) / step + 1 }, (_, n) => begin + n * step);
  const shown = times.map((time) => known.get(time));
  return [times, ...curves.map(({ of }) => shown.map((point) => (point ? of(point) : null)))];
}

/**
 * @param {string} title
 * @param {Curve[]} curves
 */
function make(title, curves) {
  const figure = element("figure", {}, element("figcaption", {}, title));
  const axis = {
    stroke: () => colour("--text-soft"),
    grid: { stroke: () => colour("--border"), width: 1 },
    ticks: { show: false },
  };
  const lines = curves.map(({ label, colour: name }) => ({ label, stroke: () => colour(name), width: 1.5 }));
  const options = {
    width: 480,
    height: HEIGHT,
    series: [{ value: (/** @type {uPlot} */ _, /** @type {number | null} */ time) => clock(time) }, ...lines],
    axes: [
      {
        ...axis,
        size: 30,
        incrs: MINUTES,
        values: (/** @type {uPlot} */ _, /** @type {number[]} */ times) => times.map(clock),
      },
      axis,
    ],
    scales: { y: { range: upFromZero } },
  };
  const drawn = new uPlot(options, /** @type {any} */ ([[], ...curves.map(() => [])]), figure);
  const fit = () => figure.clientWidth && drawn.setSize({ width: figure.clientWidth, height: HEIGHT });
  new ResizeObserver(fit).observe(figure);
  return { figure, curves: drawn };
}

/**
 * @param {uPlot} _
 * @param {number | null} __
 * @param {number | null} max
 * @returns {[number, number]}
 */
function upFromZero(_, __, max) {
  return [0, (max || 1) * 1.1];
}

/** @param {number | null} time seconds */
function clock(time) {
  return time === null ? "–" : new Date(time * 1000).toLocaleTimeString(TIMES, { timeStyle: "short" });
}

/**
 * The colour of a custom property as it is now; a canvas does not know light-dark(), an element does.
 * @param {string} name
 */
function colour(name) {
  const probe = element("span", { hidden: true });
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}
