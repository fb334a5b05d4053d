// The three charts of the first screen: a card each, and the axes that hold still.

import { choices, fill, h, say } from "lab/base";
import { Chart, niceAround, niceAxis } from "lab/chart";
import { KINDS, interval, triangle, verdict, whole } from "lab/format";
import { CHARTS } from "lab/outcome";
import { schemeName, shortName, textOf } from "lab/state";

/** Least half-width of a strip of changes, so that nothing is made of nothing. */
const LEAST = { credit_outstanding: 2e11, default_rate: 0.002, public_cost: 2e10 };

/** Means over two years, which tell what a quick line is about. */
function means(values, span = 24) {
  const found = [];
  for (let from = 0; from + span <= values.length; from += span / 2) {
    const part = values.slice(from, from + span).filter((value) => value !== null);
    if (part.length) found.push(part.reduce((sum, value) => sum + value, 0) / part.length);
  }
  return found.length ? found : values;
}

/** What a value of a chart is divided by, so that axes are in the unit that they name. */
function scale(key) {
  if (key === "default_rate") return 0.01;
  if (key === "credit_outstanding") return 1e12;
  return document.documentElement.lang.startsWith("zh") ? 1e8 : 1e9;
}

/** The axes of the charts, by economy, reference and scheme. */
export class Axes {
  constructor() {
    this.known = new Map();
  }

  /** Axes hold still: they are as wide as anything seen of this scheme in this economy, and never shrink.
   *
   * One economy swings more than the median of ten: where full runs have been seen, a quick line counts by its means
   * over two years, and may for once leave the strip of changes.
   */
  widen(outcome) {
    const key = `${outcome.economy}|${textOf(outcome.against)}|${outcome.setting.scheme}`;
    const isFull = outcome.stage === "full";
    let seen = this.known.get(key);
    if (!seen || (isFull && !seen.whole)) this.known.set(key, (seen = { whole: isFull }));
    const values = (list) => list.flat().filter((value) => value !== null && value !== undefined);
    for (const name of CHARTS) {
      const { level, change, ghost } = outcome.charts[name];
      const levels = values([level.middle, level.low ?? [], level.high ?? [], ghost]);
      const drawn = isFull || !seen.whole ? [change.middle, change.low ?? [], change.high ?? []] : [means(change.middle)];
      const moves = values(drawn).map(Math.abs);
      const found = (seen[name] ??= { low: Infinity, high: -Infinity, most: LEAST[name] });
      const [low, high] = [Math.min(...levels), Math.max(...levels)];
      if (low < found.low || high > found.high) {
        // Room for other economies and for the rest of the slider, so that the axis need not move again.
        const fromZero = name !== "credit_outstanding";
        found.low = Math.min(found.low, fromZero ? (low < -0.05 * high ? low : 0) : low * 0.95);
        found.high = Math.max(found.high, high * (fromZero ? 1.15 : 1.05));
      }
      found.most = Math.max(found.most, ...moves);
    }
    const parts = Object.entries(outcome.numbers).filter(([name]) => name.startsWith("borrower_share."));
    if (isFull || !seen.whole) seen.gain = Math.max(seen.gain ?? 0, ...values(parts.map(([, each]) => each.change)).map(Math.abs));
    return seen;
  }
}

/** The parts of a card, empty. */
export function chartCard(key) {
  const parts = {
    key,
    title: h("h2"),
    unit: h("span", { class: "unit" }),
    big: h("span", { class: "big" }),
    year: h("span", { class: "a-year" }),
    diff: h("div", { class: "diff" }),
    plot: h("div", { class: "plot", role: "img" }),
    numbers: h("details", { class: "numbers" }),
  };
  parts.card = h(
    "section",
    { class: "card chart", "data-key": key },
    h("div", { class: "head" }, parts.title, parts.unit),
    h("div", { class: "level" }, h("div", {}, parts.big, parts.year), parts.diff),
    parts.plot,
    parts.numbers,
  );
  parts.chart = new Chart(parts.plot);
  return parts;
}

/** Show an outcome in a card, on the axes seen so far. */
export function drawChart(parts, outcome, axesSeen) {
  const { key } = parts;
  const found = outcome.charts[key];
  const seen = axesSeen[key];
  const fromZero = key !== "credit_outstanding";
  const by = scale(key);
  const axes = { level: niceAxis(seen.low / by, seen.high / by, 3, fromZero), change: niceAround((seen.most * 1.1) / by) };
  parts.title.textContent = say(`chart.${key}`);
  const unit = say(`unit.${key}`);
  parts.unit.textContent = axes.level.low > 0 ? say("axis_from", { unit, value: axes.level.low }) : unit;
  parts.big.textContent = KINDS[key].level(found.mean);
  parts.year.textContent = key === "credit_outstanding" ? "" : say("a_year");
  const said = verdict(key, found.diff);
  const sign = said === "unclear" ? "≈" : triangle(found.diff[0]);
  const under = interval(key, found.diff) || (outcome.same ? "" : say("interval_follows"));
  fill(
    parts.diff,
    h("span", { class: `diff-value ${said}` }, `${sign} ${KINDS[key].change(found.diff[0])}`),
    h("span", { class: "diff-range" }, under),
    said === "unclear" && outcome.stage === "full" && !outcome.same && h("span", { class: "diff-range" }, say("no_clear_change")),
  );
  const scaled = (values) => values?.map((value) => (value === null ? null : value / by));
  const line = (each) => ({ middle: scaled(each.middle), low: scaled(each.low), high: scaled(each.high) });
  const economy = choices.economies.find((each) => each.name === outcome.economy);
  const names = { now: shortName(outcome.setting), ghost: shortName(outcome.against) };
  if (names.now === names.ghost) names.now = say("scheme.short.other");
  parts.chart.set({
    months: outcome.answer.months,
    level: line(found.level),
    change: line(found.change),
    ghost: outcome.same ? null : scaled(found.ghost),
    axes,
    shaded: economy.shaded,
    shadeName: economy.shaded ? say(`shade.${outcome.economy}`) : "",
    theme: `${document.documentElement.dataset.theme} ${document.documentElement.lang}`,
    names: { ...names, change: say("less_reference", { scheme: names.now, against: names.ghost }).split("|") },
    digits: (value) => (key === "default_rate" || Math.abs(value) < 100 ? value.toFixed(1) : whole(Math.round(value))),
  });
  parts.plot.setAttribute(
    "aria-label",
    say("chart.spoken", {
      title: say(`chart.${key}`),
      level: KINDS[key].level(found.mean),
      against: schemeName(outcome.against.scheme),
      change: `${KINDS[key].change(found.diff[0])} ${under}`,
    }),
  );
  numbersBehind(parts, outcome, found);
}

/** The table behind a chart: the end of each year. */
function numbersBehind(parts, outcome, found) {
  const open = parts.numbers.open;
  const written = KINDS[parts.key];
  const rows = [];
  for (let month = 12; month <= outcome.answer.months; month += 12) {
    const at = month - 1;
    const { level, change } = found;
    rows.push(
      h(
        "tr",
        {},
        h("th", { scope: "row" }, say("month_n", { month })),
        h("td", {}, level.middle[at] === null ? "–" : written.level(level.middle[at])),
        h("td", {}, change.middle[at] === null ? "–" : written.change(change.middle[at])),
        h("td", {}, change.low ? interval(parts.key, [change.middle[at], change.low[at], change.high[at]]) : "–"),
      ),
    );
  }
  fill(
    parts.numbers,
    h("summary", {}, say("show_numbers")),
    h(
      "div",
      { class: "numbers-table" },
      h(
        "table",
        {},
        h("thead", {}, h("tr", {}, ["table.year", "table.now", "table.change", "table.band"].map((key) => h("th", { scope: "col" }, say(key))))),
        h("tbody", {}, rows),
      ),
    ),
  );
  parts.numbers.open = open;
}
