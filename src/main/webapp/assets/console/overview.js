/** How it goes now, and how it went in the last hour. */

import { element } from "../dom.js";
import { percent } from "../playground/format.js";
import { text } from "../texts.js";
import { read } from "./admin.js";
import { plot } from "./plot.js";
import { problemsTable } from "./problems.js";
import { duration, shown } from "./view.js";

const MINUTE_MS = 60_000;

/** @returns {Promise<HTMLElement[]>} */
export async function overview() {
  const [series, { queues }, { caches }, { problems }] = await Promise.all([
    read("series"),
    read("queues"),
    read("caches"),
    read("problems"),
  ]);
  return [figures(series.points, queues, caches), ...wrong(problems), curves(series)];
}

/** @param {any[]} problems of which that of languages that nobody has installed is long, and here only named */
function wrong(problems) {
  const others = problems.filter(({ kind }) => kind !== "languages_absent");
  const title = problems.length ? [element("h3", {}, text("console.problems"))] : [];
  const table = others.length ? [problemsTable(others)] : [];
  const link = element("a", { href: "#problems" }, text("console.missing"));
  return [...title, ...table, ...(others.length < problems.length ? [element("p", {}, link)] : [])];
}

/**
 * @param {any[]} points
 * @param {any[]} queues
 * @param {any[]} caches
 */
function figures(points, queues, caches) {
  const newest = points.length ? Date.parse(points.at(-1).at) : 0;
  const minute = points.filter(({ at }) => Date.parse(at) > newest - MINUTE_MS);
  // Not every point knows everything: in some seconds nothing ends, or the broker does not answer.
  const last = (/** @type {string} */ member) => minute.findLast((point) => point[member] !== null)?.[member];
  const jobs = queues.filter(({ language }) => language !== null);
  const ages = jobs.map(({ oldest_age: age }) => age).filter((age) => age !== null);
  const sum = (/** @type {number[]} */ numbers) => numbers.reduce((all, one) => all + one, 0);
  return element(
    "dl",
    { class: "figures-row" },
    figure(text("console.throughput"), shown(sum(minute.map(({ finished }) => finished)))),
    figure(text("console.latency"), duration(last("latency_median"))),
    figure(text("console.depth"), shown(sum(jobs.map(({ depth }) => depth)))),
    figure(text("console.oldest"), ages.length ? duration(Math.max(...ages)) : "–"),
    figure(text("console.boxes"), `${shown(last("boxes_in_use"))} / ${shown(last("boxes"))}`),
    figure(text("console.workers"), shown(last("workers"))),
    figure(text("console.letters"), shown(last("dead_letters"))),
    ...caches.map((cache) => figure(text(cache.name === "runs" ? "console.runs" : "console.programs"), rate(cache))),
  );
}

/**
 * @param {string} name
 * @param {string} value
 */
function figure(name, value) {
  return element("div", {}, element("dt", {}, name), element("dd", {}, value));
}

/** @param {{enabled: boolean, hit_rate: number | null}} cache */
function rate({ enabled, hit_rate: share }) {
  if (!enabled) {
    return text("console.off");
  }
  return share === null ? "–" : percent(share);
}

/** @param {import("./plot.js").Series} series */
function curves(series) {
  return element(
    "div",
    { class: "plots" },
    plot(text("console.plot.finished", { seconds: series.step }), series, [
      { label: text("console.finished"), of: (point) => point.finished, colour: "--accent" },
      { label: text("console.failed"), of: (point) => point.failed, colour: "--bad" },
    ]),
    plot(text("console.plot.latency"), series, [
      { label: text("console.median"), of: (point) => point.latency_median, colour: "--accent" },
      { label: text("console.p95"), of: (point) => point.latency_p95, colour: "--limit" },
    ]),
    plot(text("console.plot.depth"), series, [
      { label: text("console.depth"), of: (point) => point.depth, colour: "--accent" },
      { label: text("console.in.delivery"), of: (point) => point.in_delivery, colour: "--good" },
    ]),
    plot(text("console.plot.oldest"), series, [
      { label: text("console.age"), of: (point) => point.oldest_age, colour: "--accent" },
    ]),
    plot(text("console.plot.boxes"), series, [
      { label: text("console.in.use"), of: (point) => point.boxes_in_use, colour: "--accent" },
      { label: text("console.there"), of: (point) => point.boxes, colour: "--text-faint" },
    ]),
    plot(text("console.plot.hits"), series, [
      { label: text("console.of.runs"), of: (point) => inHundred(point.hit_rates?.runs), colour: "--accent" },
      { label: text("console.of.programs"), of: (point) => inHundred(point.hit_rates?.programs), colour: "--good" },
    ]),
  );
}

/** @param {number | null | undefined} share */
function inHundred(share) {
  return share === null || share === undefined ? null : share * 100;
}
