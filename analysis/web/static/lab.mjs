// The first screen: one slider, three charts, who pays, who gains, and the field of firms.

import { choices, fill, grid, h, keepingFocus, rich, say, shown, speak } from "lab/base";
import { Scale, measure, reachOf } from "lab/axes";
import { chartCard, drawChart } from "lab/cards";
import { Refused, asked, full, known, quick } from "lab/data";
import { Field } from "lab/field";
import { KINDS, whole } from "lab/format";
import { CHARTS, aheadWords, caveat, outcomeOf, remember, sentence, wantedNow } from "lab/outcome";
import { gains, payers } from "lab/panels";
import { copyOf, coverageOf, schemeName, settingName, settingOf, shortName, state, textOf } from "lab/state";
import { Slider } from "lab/slider";

const REST = 450;
/** Milliseconds without a new answer after which the result is spoken. */
const QUIET = 700;
const LEVELS = [0, 50, 80, 100];

export class Lab {
  /** `tell` shows the state of the runs and errors, `changed` is called when the setting has changed. */
  constructor(tell, changed, openStories, openDrawer) {
    this.tell = tell;
    this.changed = changed;
    this.gainScale = new Scale();
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
    this.tabs = h("div", { class: "chart-tabs", role: "group" });
    this.levers = h("button", { class: "wide more", type: "button", on: { click: openDrawer } });
    this.hold = h("button", { type: "button", class: "hold", on: { click: () => this.held() } });
    this.pin = h("button", { type: "button", class: "primary", on: { click: () => this.pinned() } });
    this.charts = CHARTS.map(chartCard);
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
    const wanted = wantedNow();
    const query = asked([wanted.setting]);
    const done = known("full", query);
    if (done) {
      this.show(done, "full", wanted, known("quick", query));
      this.afterFull(query, wanted);
      return;
    }
    this.root.classList.add("updating");
    if (this.busy) {
      this.again = true;
      return;
    }
    this.send(query, wanted);
  }

  async send(query, wanted) {
    this.busy = true;
    this.again = false;
    if (!this.outcome) {
      this.tell.state(say("state.first"), true);
      speak(say("state.first"));
    }
    try {
      const answer = await quick(query);
      this.show(answer, grid ? "full" : "quick", wanted, answer);
    } catch (error) {
      this.failed(error);
    }
    this.busy = false;
    if (this.again || asked([state.setting]) !== query) this.ask();
    else if (!grid) this.rest = setTimeout(() => this.askFull(query, wanted), REST);
  }

  async askFull(query, wanted) {
    this.stopFull = new AbortController();
    const { signal } = this.stopFull;
    const begun = performance.now();
    try {
      const progress = (done, of) => this.tell.state(say("state.running", { done, of }), true);
      const answer = await full(query, { signal, progress });
      if (signal.aborted || asked([state.setting]) !== query) return;
      this.seconds = (performance.now() - begun) / 1000;
      this.show(answer, "full", wanted, known("quick", query));
      this.afterFull(query, wanted);
    } catch (error) {
      if (!signal.aborted) this.failed(error);
    }
  }

  /** The next named level, for the line below the slider. */
  async afterFull(query, wanted) {
    const coverage = coverageOf(wanted.setting);
    this.slider.ahead(null);
    if (coverage === null || grid) return;
    const next = LEVELS.find((level) => level > coverage) ?? 80;
    const here = known("quick", query) ?? (await quick(query, { who: "-ahead" }).catch(() => null));
    const setting = { ...copyOf(wanted.setting), coverage: next };
    const there = await quick(asked([setting], wanted.against, wanted.economy), { who: "-ahead" }).catch(() => null);
    if (!there || !here || asked([state.setting]) !== query) return;
    this.slider.ahead(() => aheadWords(next, here.scenarios.at(-1), there.scenarios.at(-1)));
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

  show(answer, stage, wanted, quickAnswer) {
    if (stage === "full") remember(answer, wanted);
    this.outcome = outcomeOf(answer, stage, wanted);
    // By the quick line of the same question; a full run that is known without its line is of a view measured before.
    measure(wanted, quickAnswer ?? answer);
    this.root.classList.toggle("updating", asked([wanted.setting], wanted.against, wanted.economy) !== asked([state.setting]));
    this.tell.problem(null);
    this.stateWords();
    this.draw();
    speak(`${this.sentence.textContent} ${this.caveat.querySelector(".caveat-words").textContent}`, QUIET);
    if (quickAnswer?.field) this.field.set(quickAnswer, { scheme: shortName(wanted.setting), against: shortName(wanted.against) });
    performance.mark("lab-drawn");
  }

  stateWords() {
    const { answer, stage } = this.outcome;
    if (grid) this.tell.state(say("state.grid", { seeds: answer.seeds, firms: whole(answer.firms) }), false);
    else if (stage === "quick") this.tell.state(say("state.quick", { firms: whole(answer.firms) }), true);
    else this.tell.state(say("state.full", { seconds: (this.seconds ?? 0).toFixed(1) }), false);
  }

  draw() {
    if (!this.outcome) return;
    const { outcome } = this;
    fill(this.sentence, sentence(outcome).map(([key, values], at) => [at && shown.language === "en" ? " " : "", rich(key, values)]));
    fill(this.caveat, h("span", { class: "caveat-sign", "aria-hidden": "true" }, "!"), h("span", { class: "caveat-words" }, caveat(outcome)));
    const reach = reachOf(outcome, [outcome.setting]);
    for (const parts of this.charts) drawChart(parts, outcome, reach);
    payers(this.payers, outcome);
    gains(this.gains, outcome, reach.gain, this.gainScale);
    const { firms, seeds, months, from } = outcome.answer;
    const inside = seeds - 2 * Math.floor(seeds / 10);
    fill(
      this.foot,
      outcome.stage === "quick"
        ? say("foot.quick", { firms: whole(firms), months })
        : say("foot", { firms: whole(firms), seeds, from, months, inside, against: shortName(outcome.against) }),
    );
    this.slider.effect(this.effect());
  }

  effect() {
    const diff = this.outcome.charts.credit_outstanding.diff;
    return `${say("chart.credit_outstanding")} ${KINDS.credit_outstanding.change(diff[0])}`;
  }

  // Controls -------------------------------------------------------------------------------------------------------

  /** All words and states of controls. */
  controls() {
    keepingFocus(this.root, () => this.drawControls());
  }

  drawControls() {
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
    this.tabs.setAttribute("aria-label", say("chart.tabs"));
    fill(
      this.tabs,
      CHARTS.map((key) =>
        h("button", { type: "button", "aria-pressed": String(key === this.tab), "data-focus": `tab-${key}`, on: { click: () => this.pickTab(key) } }, say(`chart.tab.${key}`)),
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
            h("input", { type: "radio", name, value, "data-focus": `${name}-${value}`, checked: value === chosen, on: { change: () => choose(value) } }),
            h("span", {}, words(value)),
            extra(value),
          ),
        ),
      ),
    );
  }

  schemeCard() {
    const listed = choices.schemes.filter((each) => each.first).map((each) => each.name);
    const rest = grid ? [] : choices.schemes.filter((each) => !each.first).map((each) => each.name);
    const tag = (name) => (name === state.against.scheme ? h("span", { class: "tag" }, say("reference")) : null);
    this.radios(this.scheme, "scheme", listed, state.setting.scheme, schemeName, (name) => this.choose(name), tag);
    // A page in one file has answers against one reference only.
    if (!grid) this.scheme.prepend(h("div", { class: "head" }, this.scheme.firstChild, this.againstMenu("card")));
    if (!rest.length) return;
    const menu = h(
      "select",
      { "aria-label": say("scheme.more"), "data-focus": "scheme-more", class: rest.includes(state.setting.scheme) ? "chosen" : "", on: { change: () => menu.value && this.choose(menu.value) } },
      h("option", { value: "" }, say("scheme.more")),
      rest.map((name) => h("option", { value: name, selected: name === state.setting.scheme }, schemeName(name))),
    );
    this.scheme.append(menu);
  }

  /** Compare with another scheme from now on. */
  setAgainst(text) {
    state.against = settingOf(text);
    this.controls();
    this.changed();
    this.ask();
  }

  /** The menu of references: the schemes of the list, and whatever the address states. */
  againstMenu(place) {
    const listed = choices.schemes.filter((each) => each.first).map((each) => each.name);
    const now = textOf(state.against);
    const texts = [...new Set([now, ...listed])];
    const menu = h(
      "select",
      { "aria-label": say("against"), class: "against", "data-focus": `against-${place}`, on: { change: () => this.setAgainst(menu.value) } },
      texts.map((text) => h("option", { value: text, selected: text === now }, say("versus", { scheme: settingName(settingOf(text)) }))),
    );
    return menu;
  }

  /** On a phone the presets are menus in one row. */
  chipRow() {
    const menu = (label, values, chosen, words, choose) => {
      const select = h("select", { "aria-label": label, "data-focus": `chip-${label}`, on: { change: () => choose(select.value) } }, values.map((value) => h("option", { value, selected: value === chosen }, words(value))));
      return select;
    };
    const names = (grid ? choices.schemes.filter((each) => each.first) : choices.schemes).map((each) => each.name);
    fill(
      this.chips,
      menu(say("economy"), choices.economies.map((each) => each.name), state.economy, (name) => say(`economy.${name}`), (name) => this.setEconomy(name)),
      menu(say("scheme"), names, state.setting.scheme, schemeName, (name) => this.choose(name)),
      grid ? null : this.againstMenu("chip"),
    );
  }
}
