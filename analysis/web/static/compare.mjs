// Compare up to four pinned settings: a scorecard, differences on shared axes, and the steps of the public cost.

import { choices, fill, grid, h, keepingFocus, say, shown, speak, told } from "lab/base";
import { Refused, asked, full, quick } from "lab/data";
import { KINDS, bare, whole } from "lab/format";
import { Scale, beyond, isMeasured, measure, niceAround, niceAxis, reachOf } from "lab/axes";
import { copyOf, saidName, settingName, settingOf, state, textOf } from "lab/state";

const LETTERS = ["A", "B", "C", "D"];
const QUESTIONS = ["credit", "price", "defaults", "jobs", "cost", "payers", "additionality"];
const KINDS_OF_MARKS = { better: "better", worse: "worse", indistinguishable: "unclear", one_seed: "unclear", shifted: "shifted", share: "share", none: "none" };
const CAVEATS = 1;
const SIGNS = { better: "✓", worse: "✕", unclear: "≈", shifted: "⇄", share: "◔", none: "–" };

export class Compare {
  constructor(tell, changed, toLab) {
    this.tell = tell;
    this.changed = changed;
    this.toLab = toLab;
    this.root = h("div", { class: "compare" });
    this.found = null;
    this.about = 0;
    this.scales = { credit_outstanding: new Scale(), public_cost: new Scale(), waterfall: new Scale() };
  }

  controls() {
    this.draw();
  }

  async ask() {
    this.stop?.abort();
    if (!state.pins.length) {
      this.found = null;
      this.draw();
      return;
    }
    const query = asked(state.pins);
    if (this.query !== query) this.found = null;
    this.query = query;
    this.draw();
    this.stop = new AbortController();
    const { signal } = this.stop;
    const begun = performance.now();
    try {
      const progress = (done, of) => this.tell.state(say("state.running", { done, of }), true);
      const found = await full(query, { signal, progress, who: "-compare" });
      const view = { economy: state.economy, against: copyOf(state.against) };
      // The axes are those of the lab: measured by a quick line, whichever setting it is of.
      if (!isMeasured(view)) measure(view, await quick(asked([state.pins[0]]), { signal, who: "-axes" }));
      if (signal.aborted) return;
      this.reach = reachOf(view, state.pins);
      this.found = found;
      this.tell.problem(null);
      this.tell.state(say("state.full", { seconds: ((performance.now() - begun) / 1000).toFixed(1) }), false);
      this.draw();
      speak(told(found.verdict));
    } catch (error) {
      if (signal.aborted || (error instanceof Refused && error.superseded)) return;
      this.tell.problem(error.said ?? say("state.offline"));
    }
  }

  example() {
    const names = ["one_plus_n", "anhui_4321", "national_plan_2026", "no_support"];
    state.pins = names.map((name) => settingOf(name));
    state.against = settingOf("baseline");
    this.changed();
    this.ask();
  }

  remove(at) {
    state.pins.splice(at, 1);
    this.about = 0;
    this.changed();
    this.ask();
  }

  /** Compare with another setting: one of those pinned, or a scheme of the list. */
  reference(text) {
    const before = state.against;
    state.against = settingOf(text);
    const at = state.pins.findIndex((pin) => textOf(pin) === text);
    // The one that becomes the reference changes places with the one that was.
    if (at >= 0) state.pins[at] = copyOf(before);
    this.changed();
    this.ask();
  }

  draw() {
    keepingFocus(this.root, () => this.drawAll());
  }

  drawAll() {
    if (!state.pins.length) {
      fill(
        this.root,
        h("div", { class: "empty" }, h("h1", { id: "sentence", tabindex: "-1" }, say("compare.empty")), h("p", {}, h("button", { type: "button", class: "primary", on: { click: () => this.example() } }, say("compare.example")), " ", h("button", { type: "button", on: { click: this.toLab } }, say("tab.lab")))),
      );
      return;
    }
    fill(this.root, this.top(), this.scores(), this.found && h("div", { class: "compare-lower" }, this.multiples(), this.waterfall()), this.found && this.foot());
  }

  top() {
    const listed = choices.schemes.filter((each) => each.first).map((each) => each.name);
    const values = [...new Set([textOf(state.against), ...state.pins.map(textOf), ...listed])];
    const menu = h("select", { id: "against", on: { change: () => this.reference(menu.value) } }, values.map((text) => h("option", { value: text, selected: text === textOf(state.against) }, settingName(settingOf(text)))));
    const economies = h("select", { id: "compare-economy", on: { change: () => { state.economy = economies.value; this.changed(); this.ask(); } } }, choices.economies.map((each) => h("option", { value: each.name, selected: each.name === state.economy }, say(`economy.${each.name}`))));
    return h(
      "div",
      { class: "answer" },
      h("div", { class: "compare-menus" }, h("label", { for: "compare-economy" }, say("economy")), economies, grid ? null : [h("label", { for: "against" }, say("against")), menu]),
      h("h1", { id: "sentence", tabindex: "-1" }, this.found ? told(this.found.verdict) : say("state.updating")),
      this.found && (told(this.found.caveats) || []).slice(0, CAVEATS).map((words) => h("p", { class: "caveat" }, h("span", { class: "caveat-sign", "aria-hidden": "true" }, "!"), words)),
    );
  }

  // The scorecard ------------------------------------------------------------------------------------------------

  scores() {
    return h(
      "section",
      { class: "card scores" },
      h(
        "div",
        { class: "score-scroll", tabindex: "0", role: "region", "aria-label": say("tab.compare") },
        h(
          "table",
          { "aria-label": say("tab.compare") },
          h(
            "thead",
            {},
            h("tr", {}, h("th", { scope: "col" }, say("compare.policy"), h("small", {}, say("compare.less", { against: saidName(state.against) }))), QUESTIONS.map((name) => h("th", { scope: "col" }, say(`compare.${name}`), h("small", {}, say(`compare.${name}.note`))))),
          ),
          h("tbody", {}, state.pins.map((pin, at) => this.row(pin, at))),
        ),
      ),
      h("p", { class: "marks" }, ["better", "worse", "unclear", "shifted", "share"].map((kind) => h("span", {}, mark(kind, ""), say(`mark.${kind}`))), h("span", {}, h("b", {}, "9/10"), say("wins", { share: "9/10" }))),
    );
  }

  row(pin, at) {
    const answers = this.found?.answers[at];
    const cells = QUESTIONS.map((name) => h("td", {}, answers ? this.cell(answers[name]) : h("span", { class: "note" }, "…")));
    return h(
      "tr",
      { class: at === this.about ? "about" : "" },
      h(
        "th",
        { scope: "row" },
        h("button", { type: "button", class: `letter letter-${at}`, "aria-pressed": String(at === this.about), "aria-label": `${LETTERS[at]}${say("colon")}${settingName(pin)}`, "data-focus": `letter-${at}`, on: { click: () => { this.about = at; this.draw(); } } }, LETTERS[at]),
        h("span", {}, settingName(pin)),
        h("button", { type: "button", class: "quiet", "aria-label": say("compare.remove", { scheme: settingName(pin) }), "data-focus": `remove-${at}`, on: { click: () => this.remove(at) } }, "×"),
      ),
      cells,
    );
  }

  /** An answer of the scorecard, as the terminal, the report and the brief word it. */
  cell(answer) {
    if (!answer) return h("span", { class: "note" }, "–");
    const [number, interval, word] = told(answer);
    const kind = KINDS_OF_MARKS[answer.mark];
    const wins = answer.won === null ? null : h("span", { title: say("wins", { share: `${answer.won}/${answer.seeds}` }) }, ` · ${answer.won}/${answer.seeds}`);
    return [h("span", { class: `score ${kind}` }, mark(kind, word), number), h("small", {}, interval, wins)];
  }

  // Small multiples ----------------------------------------------------------------------------------------------

  multiples() {
    const rows = ["credit_outstanding", "public_cost"].map((key) => {
      const all = this.found.scenarios.slice(1).map((each) => each.series[key].change);
      const by = key === "credit_outstanding" ? 1e12 : document.documentElement.lang.startsWith("zh") ? 1e8 : 1e9;
      const axis = niceAround(this.reach[key].most / by);
      const changed = this.scales[key].changed(this.query, axis.high * by);
      return [
        h("p", { class: "note" }, [say(`chart.${key}`), say(`unit.${key}`)].join(shown.language === "zh" ? "，" : ", "), changed && h("span", { class: "scale-note" }, say("scale_changed"))),
        h("div", { class: "multiples" }, all.map((each, at) => multiple(key, all, at, axis, by, this.found.months))),
      ];
    });
    return h(
      "section",
      { class: "card" },
      h("h2", {}, say("compare.months", { against: saidName(state.against) })),
      h("div", { class: "multiples names" }, state.pins.map((pin, at) => h("span", {}, h("i", { class: `letter letter-${at}` }, LETTERS[at]), settingName(pin)))),
      rows,
    );
  }

  // The waterfall ------------------------------------------------------------------------------------------------

  waterfall() {
    const at = Math.min(this.about, state.pins.length - 1);
    const [reference, ...others] = this.found.scenarios;
    const [start, end] = [reference, others[at]].map((each) => each.numbers.public_cost.mean[0]);
    const spans = spansOf(reference, others[at]);
    // One scale for all that are pinned, whichever is shown.
    const every = [0, start, ...others.flatMap((each) => spansOf(reference, each).flatMap(({ from, to }) => [from, to]))];
    const { low, high } = niceAxis(Math.min(...every), Math.max(...every), 4, false);
    const changed = this.scales.waterfall.changed(this.query, [low, high]);
    const wide = 300;
    const x = (value) => ((value - low) / (high - low)) * wide;
    const barOf = (name, from, to, kind, written) =>
      h(
        "tr",
        { class: kind },
        h("th", { scope: "row" }, name),
        h("td", {}, h("svg", { viewBox: `0 0 ${wide} 16`, preserveAspectRatio: "none", "aria-hidden": "true" }, h("rect", { x: Math.min(x(from), x(to)), y: 1, width: Math.max(Math.abs(x(to) - x(from)), 1.5), height: 14, class: `fall ${kind}` }))),
        h("td", { class: "number" }, written),
      );
    return h(
      "section",
      { class: "card waterfall" },
      h("div", { class: "head" }, h("h2", { id: "waterfall-title" }, say("compare.waterfall", { scheme: settingName(state.pins[at]) })), h("span", { class: "unit" }, say("compare.waterfall.unit"), changed && h("span", { class: "scale-note" }, say("scale_changed")))),
      h(
        "table",
        { "aria-labelledby": "waterfall-title" },
        h(
          "tbody",
          {},
          barOf(settingName(state.against), 0, start, "whole reference", bare(start, 1e9).replace("+", "")),
          spans.map((each) => barOf(each.name, each.from, each.to, each.value > 0 ? "adds" : "saves", `${each.value > 0 ? "→" : "←"} ${bare(each.value, Math.max(Math.abs(each.value), 1e9))}`)),
          barOf(settingName(state.pins[at]), 0, end, `whole letter-${at}`, bare(end, 1e9).replace("+", "")),
        ),
      ),
    );
  }

  foot() {
    const { firms, seeds } = this.found;
    const runs = say("compare.foot", { firms: whole(firms), seeds, inside: seeds - 2 * Math.floor(seeds / 10) });
    return [runs, ...told(this.found.readings)].map((words) => h("p", { class: "foot" }, words));
  }
}

/** The mark of a kind; without a word it stands beside words that say the same. */
const mark = (kind, word) => h("i", { class: `mark mark-${kind}`, ...(word ? { "aria-label": word, role: "img" } : { "aria-hidden": "true" }) }, SIGNS[kind]);

const NAMED = ["compensation_fund", "guarantee_fund", "interest_vat_exemption", "recapitalisation", "local_government_payout", "resolution", "reguarantee", "interest_subsidy", "guarantee_fee_subsidy"];

/** From the cost of the reference to that of a setting: what each programme adds, the largest first, and the rest. */
function stepsOf(reference, found) {
  const moved = Object.entries(found.programmes).map(([name, each]) => ({ name: NAMED.includes(name) ? say(`programme.${name}`) : say("programme.other"), value: each.change[0] ?? 0 }));
  moved.push({ name: say("compare.waterfall.capital"), value: found.numbers.cost_of_capital?.change[0] ?? 0 });
  const whole = found.numbers.public_cost.mean[0] - reference.numbers.public_cost.mean[0];
  const size = Math.max(...moved.map((each) => Math.abs(each.value)), Math.abs(whole));
  const shown = moved.filter((each) => Math.abs(each.value) > size * 0.03).sort((one, other) => Math.abs(other.value) - Math.abs(one.value)).slice(0, 5);
  const rest = whole - shown.reduce((sum, each) => sum + each.value, 0);
  return [...shown.sort((one, other) => other.value - one.value), { name: say("compare.waterfall.rest"), value: rest }];
}

/** Its steps one behind the other: where each begins and ends. */
function spansOf(reference, found) {
  let sum = reference.numbers.public_cost.mean[0];
  return stepsOf(reference, found).map((step) => {
    const from = sum;
    sum += step.value;
    return { ...step, from, to: sum };
  });
}

function multiple(key, all, at, axis, by, months) {
  const [wide, high, left, top] = [170, 88, 44, 6];
  const x = (place) => left + ((wide - left - 6) * place) / Math.max(months - 1, 1);
  const y = (value) => top + (high - top - 18) * ((axis.high - value / by) / (axis.high - axis.low));
  const inside = (value) => Math.min(Math.max(value, axis.low * by), axis.high * by);
  const path = (values) => values.map((value, place) => (value === null ? "" : `${place ? "L" : "M"}${x(place).toFixed(1)} ${y(value).toFixed(1)}`)).join("");
  const own = all[at];
  const band = `${path(own.high)}${[...own.low].map((value, place) => [value, place]).reverse().map(([value, place]) => `L${x(place).toFixed(1)} ${y(value).toFixed(1)}`).join("")}Z`;
  const economy = choices.economies.find((each) => each.name === state.economy);
  const end = own.middle.at(-1);
  const leaving = beyond({ low: axis.low * by, high: axis.high * by }, [own.middle, own.low, own.high], KINDS[key].change);
  const clip = `multiple-${key}-${at}`;
  const spoken = [say("chart.change_spoken", { title: say(`chart.${key}`), scheme: settingName(state.pins[at]), change: KINDS[key].change(end) }), leaving].filter(Boolean);
  return h(
    "svg",
    { viewBox: `0 0 ${wide} ${high}`, class: `multiple line-${at}`, role: "img", "aria-label": spoken.join(say("list")) },
    h("clipPath", { id: clip }, h("rect", { x: left, y: top - 2, width: wide - left - 6, height: high - top - 14 })),
    economy.shaded ? h("rect", { x: x(economy.shaded[0]), y: top, width: x(Math.min(economy.shaded[1], months)) - x(economy.shaded[0]), height: high - top - 18, class: "shade" }) : null,
    axis.ticks.map((tick) => [h("line", { x1: left, x2: wide - 6, y1: y(tick * by), y2: y(tick * by), class: tick ? "gridline" : "gridline zero" }), at === 0 ? h("text", { x: left - 4, y: y(tick * by) + 4, class: "tick end" }, tick > 0 ? `+${tick.toLocaleString("en-US")}` : tick.toLocaleString("en-US").replace("-", "−")) : null]),
    h(
      "g",
      { "clip-path": `url(#${clip})` },
      all.map((each, other) => (other === at ? null : h("path", { d: path(each.middle), class: "others" }))),
      h("path", { d: band, class: "band" }),
      h("path", { d: path(own.middle), class: "own" }),
    ),
    inside(end) === end && h("circle", { cx: x(months - 1), cy: y(end), r: 3, class: "own-dot" }),
    h("text", { x: wide - 6, y: Math.max(Math.min(y(inside(end)) - 6, high - 22), 14), class: "value" }, Math.abs(end / by) < 0.005 ? "≈ 0" : bareValue(end / by)),
    leaving && h("text", { x: left + 2, y: high - 21, class: "leaves" }, leaving),
    [1, Math.round(months / 2), months].map((month) => h("text", { x: x(month - 1), y: high - 4, class: month === months ? "tick end" : "tick middle" }, String(month))),
  );
}

const bareValue = (value) => `${value > 0 ? "+" : "−"}${Math.abs(value) >= 100 ? Math.round(Math.abs(value)).toLocaleString("en-US") : Math.abs(value).toPrecision(2)}`;

