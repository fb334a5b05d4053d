// The three charts of the first screen, a card each.

import { choices, fill, h, keepingFocus, say } from "lab/base";
import { Scale, beyond, niceAround, niceAxis } from "lab/axes";
import { Chart } from "lab/chart";
import { KINDS, interval, triangle, verdict, whole } from "lab/format";
import { settingName, shortName, textOf } from "lab/state";

/** What a value of a chart is divided by, so that axes are in the unit that they name. */
function scale(key) {
  if (key === "default_rate") return 0.01;
  if (key === "credit_outstanding") return 1e12;
  return document.documentElement.lang.startsWith("zh") ? 1e8 : 1e9;
}

/** The parts of a card, empty. */
export function chartCard(key) {
  const parts = {
    key,
    title: h("h2"),
    unit: h("span", { class: "unit" }),
    big: h("span", { class: "big" }),
    year: h("span", { class: "a-year" }),
    notes: h("p", { class: "scale-notes" }),
    diff: h("div", { class: "diff" }),
    plot: h("div", { class: "plot", role: "img" }),
    numbers: h("details", { class: "numbers" }),
  };
  parts.card = h(
    "section",
    { class: "card chart", "data-key": key },
    h("div", { class: "head" }, parts.title, parts.unit),
    h("div", { class: "level" }, h("div", {}, parts.big, parts.year), parts.diff, parts.notes),
    parts.plot,
    parts.numbers,
  );
  parts.chart = new Chart(parts.plot);
  parts.scale = new Scale();
  return parts;
}

/** Show an outcome in a card, on axes that reach as far as `reach` says. */
export function drawChart(parts, outcome, reach) {
  const { key } = parts;
  const found = outcome.charts[key];
  const by = scale(key);
  const { low, high, most } = reach[key];
  const axes = { level: niceAxis(low / by, high / by, 3, low === 0), change: niceAround(most / by) };
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
  const notes = notesOf(parts, outcome, axes, by);
  parts.plot.dataset.scale = JSON.stringify(endsOf(axes, by));
  fill(parts.notes, notes.map((words) => h("span", {}, words)));
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
      scheme: settingName(outcome.setting),
      level: KINDS[key].level(found.mean),
      against: settingName(outcome.against),
      ends: endsSpoken(outcome, found, KINDS[key].level),
      change: [`${KINDS[key].change(found.diff[0])} ${under}`, ...notes].join(say("list")),
    }),
  );
  numbersBehind(parts, outcome, found);
}

/** Where both lines begin and end, in words. */
function endsSpoken(outcome, { level, ghost }, written) {
  const at = (month) => say("chart.at", { month, now: written(level.middle[month - 1]), then: written(ghost[month - 1]) });
  return [1, outcome.answer.months].map(at).join(say("semicolon"));
}

/** Ends of the axes of level and change in yuan or shares of one, whatever the unit that they are shown in. */
const endsOf = (axes, by) => [axes.level, axes.change].map(({ low, high }) => [low, high].map((end) => Number((end * by).toPrecision(6))));

/** What is to be said of the axes: that they are others than before, and what leaves them. */
function notesOf(parts, outcome, axes, by) {
  const { level, change, ghost } = outcome.charts[parts.key];
  const written = KINDS[parts.key];
  const leaving = (axis, drawn, write) => beyond({ low: axis.low * by, high: axis.high * by }, drawn, write);
  const band = ({ middle, low = [], high = [] }) => [middle, low, high];
  const view = [outcome.economy, textOf(outcome.against), outcome.setting.scheme].join("|");
  return [
    parts.scale.changed(view, endsOf(axes, by)) ? say("scale_changed") : null,
    leaving(axes.level, [...band(level), ghost], written.level),
    leaving(axes.change, band(change), written.change),
  ].filter(Boolean);
}

/** The table behind a chart: the end of each year. */
function numbersBehind(parts, outcome, found) {
  const { open } = parts.numbers;
  const title = say(`chart.${parts.key}`);
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
  keepingFocus(parts.numbers, () => fill(
    parts.numbers,
    h("summary", { "data-focus": "numbers", "aria-label": `${say("show_numbers")}${say("colon")}${title}` }, say("show_numbers")),
    h(
      "div",
      { class: "numbers-table" },
      h(
        "table",
        { "aria-label": title },
        h("thead", {}, h("tr", {}, ["table.year", "table.now", "table.change", "table.band"].map((key) => h("th", { scope: "col" }, say(key))))),
        h("tbody", {}, rows),
      ),
    ),
  ));
  parts.numbers.open = open;
}
