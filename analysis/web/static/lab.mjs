// The first screen: one slider, three charts, who pays, who gains, and the field of firms.

import { choices, fill, grid, h, rich, say, shown, speak } from "lab/base";
import { Chart, niceAround, niceAxis } from "lab/chart";
import { Refused, asked, full, known, quick } from "lab/data";
import { Field } from "lab/field";
import { KINDS, interval, triangle, verdict, whole } from "lab/format";
import { CHARTS, aheadWords, caveat, outcomeOf, remember, sentence } from "lab/outcome";
import { gains, payers } from "lab/panels";
import { copyOf, coverageOf, schemeName, shortName, state, textOf } from "lab/state";
import { Slider } from "lab/slider";

const REST = 450;
const LEVELS = [0, 50, 80, 100];

export class Lab {
  /** `tell` shows the state of the runs and errors, `changed` is called when the setting has changed. */
  constructor(tell, changed, openStories, openDrawer) {
    this.tell = tell;
    this.changed = changed;
    this.axes = new Map();
    this.outcome = null;
    this.busy = false;
    this.tab = CHARTS[0];
    this.build(openStories, openDrawer);
  }

  build(openStories, openDrawer) {
    this.sentence = h("h1", { id: "sentence", tabindex: "-1" });
    this.caveat = h("p", { class: "caveat" });
    this.slider = new Slider((coverage) => this.move({ coverage }));
    this.economy = h("section", { class: "card economy" });
    this.scheme = h("section", { class: "card schemes" });
    this.chips = h("div", { class: "chips" });
    this.tabs = h("div", { class: "chart-tabs", role: "tablist" });
    this.levers = h("button", { class: "wide more", type: "button", on: { click: openDrawer } });
    this.hold = h("button", { type: "button", class: "hold", on: { click: () => this.held() } });
    this.pin = h("button", { type: "button", class: "primary", on: { click: () => this.pinned() } });
    this.charts = CHARTS.map((key) => this.chartCard(key));
    this.payers = h("section", { class: "card payers" });
    this.gains = h("section", { class: "card gains" });
    const field = h("section", { class: "card field" });
    this.field = new Field(field, openStories);
    this.foot = h("p", { class: "foot" });
    this.root = h(
      "div",
      { class: "lab" },
      h("div", { class: "answer" }, this.sentence, this.caveat),
      this.chips,
      h(
        "div",
        { class: "side" },
        this.slider.root,
        this.economy,
        this.scheme,
        this.levers,
        h("div", { class: "pair" }, this.hold, this.pin),
      ),
      this.tabs,
      h("div", { class: "charts" }, this.charts.map((each) => each.card)),
      h("div", { class: "lower" }, this.payers, this.gains, field),
      this.foot,
    );
  }

  chartCard(key) {
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

  // What the visitor does ----------------------------------------------------------------------------------------

  /** Change the setting: coverage, scheme or levers. */
  move(change) {
    Object.assign(state.setting, change);
    this.controls();
    this.changed();
    if (state.held) this.waiting += 1;
    else this.ask();
    this.heldWords();
  }

  choose(scheme) {
    this.move({ scheme, coverage: null, levers: {} });
  }

  setEconomy(economy) {
    state.economy = economy;
    this.controls();
    this.changed();
    if (state.held) this.waiting += 1;
    else this.ask();
    this.heldWords();
  }

  held() {
    if (state.held) {
      state.held = false;
      this.waiting = 0;
      this.ask();
    } else {
      state.held = true;
      this.waiting = 0;
    }
    this.heldWords();
  }

  heldWords() {
    this.hold.textContent = state.held && this.waiting ? say("apply", { count: this.waiting }) : say("hold");
    this.hold.setAttribute("aria-pressed", String(state.held));
  }

  pinned() {
    const text = textOf(state.setting);
    if (state.pins.some((pin) => textOf(pin) === text)) return;
    if (state.pins.length >= 4) {
      this.tell.problem(say("pin.full"));
      return;
    }
    state.pins.push(copyOf(state.setting));
    this.controls();
    this.changed();
  }

  // What is asked --------------------------------------------------------------------------------------------------

  /** Ask for the setting as it is now. One quick line is on its way at a time; when it comes, the latest follows. */
  ask() {
    clearTimeout(this.rest);
    this.stopFull?.abort();
    const query = asked([state.setting]);
    const done = known("full", query);
    if (done) {
      this.show(done, "full", known("quick", query));
      this.afterFull(query);
      return;
    }
    this.root.classList.add("updating");
    if (this.busy) {
      this.again = true;
      return;
    }
    this.send(query);
  }

  async send(query) {
    this.busy = true;
    this.again = false;
    if (!this.outcome) this.tell.state(say("state.first"), true);
    try {
      const answer = await quick(query);
      this.show(answer, grid ? "full" : "quick", answer);
    } catch (error) {
      this.failed(error);
    }
    this.busy = false;
    const latest = asked([state.setting]);
    if (this.again || latest !== query) this.ask();
    else if (!grid) this.rest = setTimeout(() => this.askFull(latest), REST);
  }

  async askFull(query) {
    this.stopFull = new AbortController();
    const { signal } = this.stopFull;
    const begun = performance.now();
    try {
      const progress = (done, of) => this.tell.state(say("state.running", { done, of }), true);
      const answer = await full(query, { signal, progress });
      if (signal.aborted || asked([state.setting]) !== query) return;
      this.seconds = (performance.now() - begun) / 1000;
      this.show(answer, "full", known("quick", query));
      this.afterFull(query);
    } catch (error) {
      if (!signal.aborted) this.failed(error);
    }
  }

  /** The next named level, for the line below the slider, and the ends, for the axes. */
  async afterFull(query) {
    const coverage = coverageOf(state.setting);
    this.slider.ahead(null);
    if (coverage === null || grid) return;
    const next = LEVELS.find((level) => level > coverage) ?? 80;
    const here = known("quick", query) ?? (await quick(query, { who: "-ahead" }).catch(() => null));
    for (const level of [next, ...LEVELS.filter((each) => each !== next)]) {
      const setting = { ...copyOf(state.setting), coverage: level };
      const there = await quick(asked([setting]), { who: "-ahead" }).catch(() => null);
      if (asked([state.setting]) !== query) return;
      if (!there || !here) continue;
      if (level === next) this.slider.ahead(aheadWords(level, here.scenarios.at(-1), there.scenarios.at(-1)));
      this.widen(outcomeOf(there, "quick"));
    }
    this.draw();
  }

  /** See to it that the field shows the firms of a setting. */
  async fieldOf(query) {
    const answer = known("quick", query) ?? (await quick(query, { who: "-ahead" }).catch(() => null));
    if (answer?.field) await this.field.set(answer, { scheme: shortName(state.setting), against: shortName(state.against) });
  }

  failed(error) {
    this.root.classList.remove("updating");
    if (error instanceof Refused) {
      if (!error.superseded) this.tell.problem(error.said);
    } else if (error.name !== "AbortError") {
      this.tell.problem(say("state.offline"));
      console.warn(String(error));
    }
  }

  // What is shown --------------------------------------------------------------------------------------------------

  show(answer, stage, quickAnswer) {
    if (stage === "full") remember(answer);
    this.outcome = outcomeOf(answer, stage);
    this.widen(this.outcome);
    this.root.classList.remove("updating");
    this.tell.problem(null);
    this.stateWords();
    this.draw();
    if (quickAnswer?.field) this.field.set(quickAnswer, { scheme: shortName(state.setting), against: shortName(state.against) });
    performance.mark("lab-drawn");
  }

  stateWords() {
    const { answer, stage } = this.outcome;
    if (grid) this.tell.state(say("state.grid", { seeds: answer.seeds, firms: whole(answer.firms) }), false);
    else if (stage === "quick") this.tell.state(say("state.quick", { firms: whole(answer.firms) }), true);
    else this.tell.state(say("state.full", { seconds: (this.seconds ?? 0).toFixed(1) }), false);
  }

  /** Axes hold still: they are as wide as anything seen of this scheme in this economy, and never shrink.
   *
   * One economy swings more than the median of ten: where full runs have been seen, a quick line counts by its means
   * over two years, and may for once leave the strip of changes.
   */
  widen(outcome) {
    const key = `${state.economy}|${textOf(state.against)}|${state.setting.scheme}`;
    const whole = outcome.stage === "full";
    let seen = this.axes.get(key);
    if (!seen || (whole && !seen.whole)) this.axes.set(key, (seen = { whole }));
    this.seen = seen;
    const values = (list) => list.flat().filter((value) => value !== null && value !== undefined);
    for (const name of CHARTS) {
      const { level, change, ghost } = outcome.charts[name];
      const levels = values([level.middle, level.low ?? [], level.high ?? [], ghost]).map((value) => value / scale(name));
      const drawn = whole || !seen.whole ? [change.middle, change.low ?? [], change.high ?? []] : [means(change.middle)];
      const moves = values(drawn).map((value) => Math.abs(value / scale(name)));
      const found = (seen[name] ??= { low: Infinity, high: -Infinity, most: LEAST[name] / scale(name) });
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
    if (whole || !seen.whole) seen.gain = Math.max(seen.gain ?? 0, ...values(parts.map(([, each]) => each.change)).map(Math.abs));
  }

  draw() {
    if (!this.outcome) return;
    const { outcome } = this;
    fill(this.sentence, sentence(outcome).map(([key, values], at) => [at && shown.language === "en" ? " " : "", rich(key, values)]));
    fill(this.caveat, h("span", { class: "caveat-sign", "aria-hidden": "true" }, "!"), caveat(outcome));
    for (const parts of this.charts) this.drawChart(parts, outcome);
    payers(this.payers, outcome);
    const end = Math.max(Math.ceil(this.seen.gain * 1.05 * 1000) / 1000, 0.001);
    gains(this.gains, outcome, { low: -end, high: end });
    const { firms, seeds, months, from } = outcome.answer;
    const inside = seeds - 2 * Math.floor(seeds / 10);
    fill(
      this.foot,
      outcome.stage === "quick"
        ? say("foot.quick", { firms: whole(firms), months })
        : say("foot", { firms: whole(firms), seeds, from, months, inside, against: shortName(state.against) }),
    );
    this.slider.effect(this.effect());
  }

  effect() {
    const diff = this.outcome.charts.credit_outstanding.diff;
    return `${say("chart.credit_outstanding")} ${KINDS.credit_outstanding.change(diff[0])}`;
  }

  drawChart(parts, outcome) {
    const { key } = parts;
    const found = outcome.charts[key];
    const seen = this.seen[key];
    const fromZero = key !== "credit_outstanding";
    const axes = { level: niceAxis(seen.low, seen.high, 3, fromZero), change: niceAround(seen.most * 1.1) };
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
    const scaled = (values) => values?.map((value) => (value === null ? null : value / scale(key)));
    const line = (each) => ({ middle: scaled(each.middle), low: scaled(each.low), high: scaled(each.high) });
    const economy = choices.economies.find((each) => each.name === state.economy);
    const names = { now: shortName(state.setting), ghost: shortName(state.against) };
    if (names.now === names.ghost) names.now = say("scheme.short.other");
    parts.chart.set({
      months: outcome.answer.months,
      level: line(found.level),
      change: line(found.change),
      ghost: outcome.same ? null : scaled(found.ghost),
      axes,
      shaded: economy.shaded,
      shadeName: economy.shaded ? say(`shade.${state.economy}`) : "",
      theme: `${document.documentElement.dataset.theme} ${document.documentElement.lang}`,
      names: { ...names, change: say("less_reference", { scheme: names.now, against: names.ghost }).split("|") },
      digits: (value) => (key === "default_rate" || Math.abs(value) < 100 ? value.toFixed(1) : whole(Math.round(value))),
    });
    parts.plot.setAttribute(
      "aria-label",
      say("chart.spoken", {
        title: say(`chart.${key}`),
        level: KINDS[key].level(found.mean),
        against: schemeName(state.against.scheme),
        change: `${KINDS[key].change(found.diff[0])} ${under}`,
      }),
    );
    this.numbers(parts, outcome, found);
  }

  /** The table behind a chart: the end of each year. */
  numbers(parts, outcome, found) {
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

  // Controls -------------------------------------------------------------------------------------------------------

  /** All words and states of controls. */
  controls() {
    this.slider.set(state.setting);
    this.radios(this.economy, "economy", choices.economies.map((each) => each.name), state.economy, (name) => say(`economy.${name}`), (name) => this.setEconomy(name));
    this.schemeCard();
    this.chipRow();
    const moved = Object.keys(state.setting.levers).length;
    const count = moved ? say("more_levers.moved", { moved }) : say("more_levers.count", { count: choices.levers.length, groups: choices.topics.length });
    fill(this.levers, h("span", {}, say("more_levers")), h("span", { class: "note" }, count), h("span", { "aria-hidden": "true" }, "›"));
    const text = textOf(state.setting);
    this.pin.textContent = say(state.pins.some((pin) => textOf(pin) === text) ? "pinned" : "pin");
    this.heldWords();
    this.field.words();
    fill(
      this.tabs,
      CHARTS.map((key) =>
        h("button", { type: "button", role: "tab", "aria-selected": String(key === this.tab), on: { click: () => this.pickTab(key) } }, say(`chart.tab.${key}`)),
      ),
    );
    for (const parts of this.charts) parts.card.classList.toggle("picked", parts.key === this.tab);
  }

  pickTab(key) {
    this.tab = key;
    this.controls();
    this.draw();
  }

  radios(host, name, values, chosen, words, choose, extra = () => null) {
    const focused = host.contains(document.activeElement);
    fill(
      host,
      h("h2", { id: `${name}-title` }, say(name)),
      h(
        "div",
        { class: "radios", role: "radiogroup", "aria-labelledby": `${name}-title` },
        values.map((value) =>
          h(
            "label",
            { class: value === chosen ? "chosen" : "" },
            h("input", { type: "radio", name, value, checked: value === chosen, on: { change: () => choose(value) } }),
            h("span", {}, words(value)),
            extra(value),
          ),
        ),
      ),
    );
    if (focused) host.querySelector("input:checked")?.focus();
  }

  schemeCard() {
    const listed = choices.schemes.filter((each) => each.first).map((each) => each.name);
    const rest = grid ? [] : choices.schemes.filter((each) => !each.first).map((each) => each.name);
    const tag = (name) => (name === state.against.scheme ? h("span", { class: "tag" }, say("reference")) : null);
    this.radios(this.scheme, "scheme", listed, state.setting.scheme, schemeName, (name) => this.choose(name), tag);
    if (!rest.length) return;
    const menu = h(
      "select",
      { "aria-label": say("scheme.more"), class: rest.includes(state.setting.scheme) ? "chosen" : "", on: { change: () => menu.value && this.choose(menu.value) } },
      h("option", { value: "" }, say("scheme.more")),
      rest.map((name) => h("option", { value: name, selected: name === state.setting.scheme }, schemeName(name))),
    );
    this.scheme.append(menu);
  }

  /** On a phone the presets are menus in one row. */
  chipRow() {
    const menu = (label, values, chosen, words, choose) => {
      const select = h("select", { "aria-label": label, on: { change: () => choose(select.value) } }, values.map((value) => h("option", { value, selected: value === chosen }, words(value))));
      return select;
    };
    const names = (grid ? choices.schemes.filter((each) => each.first) : choices.schemes).map((each) => each.name);
    fill(
      this.chips,
      menu(say("economy"), choices.economies.map((each) => each.name), state.economy, (name) => say(`economy.${name}`), (name) => this.setEconomy(name)),
      menu(say("scheme"), names, state.setting.scheme, schemeName, (name) => this.choose(name)),
    );
  }

  /** Speak the result, once a drag has ended. */
  speakResult() {
    speak(`${this.sentence.textContent} ${this.caveat.textContent}`);
  }
}

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

