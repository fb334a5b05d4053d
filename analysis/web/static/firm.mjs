// One firm in two worlds: what it owed and whom it employed, what happened, and the month in which they part.

import { choices, fill, grid, h, keepingFocus, rich, say, shown, speak, told } from "lab/base";
import { asked, firm as askFirm, known } from "lab/data";
import { fates } from "lab/outcome";
import { Scale, niceAxis } from "lab/axes";
import { saidName, settingName, state } from "lab/state";

const SIGNS = { fails: "✕", closes: "○", pays: "¥", warning: "▲", good: "✓", "": "·" };

export class Firm {
  constructor(tell, changed, back, lab) {
    this.tell = tell;
    this.changed = changed;
    this.back = back;
    this.lab = lab;
    this.scales = { owed: new Scale(), workers: new Scale() };
    this.root = h("div", { class: "firm" });
    this.found = null;
  }

  controls() {
    this.draw();
  }

  async ask() {
    if (grid) {
      fill(this.root, h("p", { class: "empty" }, say("firm.needs_server")));
      return;
    }
    const query = asked([state.setting]);
    await this.lab().fieldOf(query);
    if (state.firm === null) state.firm = this.lab().field.fates().rescued[0] ?? 0;
    this.found = known(`firm/${state.firm}`, query) ?? null;
    this.draw();
    if (this.found) return;
    this.stop?.abort();
    this.stop = new AbortController();
    const { signal } = this.stop;
    try {
      const found = await askFirm(query, state.firm, { signal });
      if (signal.aborted) return;
      this.found = found;
      this.tell.problem(null);
      this.draw();
      speak(this.root.querySelector("h1").textContent);
    } catch (error) {
      if (!signal.aborted) this.tell.problem(error.said ?? say("state.offline"));
    }
  }

  choose(firm) {
    if (firm === undefined || firm < 0) return;
    state.firm = firm;
    this.changed();
    this.ask();
  }

  draw() {
    if (!grid) keepingFocus(this.root, () => this.drawAll());
  }

  drawAll() {
    const { rescued, lost } = this.lab().field.fates();
    const scheme = settingName(state.setting);
    const fated = [...rescued, ...lost].sort((one, other) => one - other);
    const next = fated.find((each) => each > state.firm) ?? fated[0];
    const earlier = fated.findLast((each) => each < state.firm) ?? fated.at(-1);
    const another = (list) => list[(list.indexOf(state.firm) + 1) % list.length];
    const button = (name, words, firm) => h("button", { type: "button", "data-focus": name, disabled: firm === undefined, on: { click: () => this.choose(firm) } }, words);
    const counted = fates(this.lab().outcome);
    const bar = h(
      "div",
      { class: "firm-foot" },
      h("p", {}, h("span", { class: "caveat-sign", "aria-hidden": "true" }, "!"), counted ? rich("firm.anecdote", { scheme, ...counted, against: saidName(state.against) }) : rich("firm.anecdote_quick")),
      h("div", { class: "buttons" }, button("rescued", say("firm.rescued", { scheme }), another(rescued)), button("lost", say("firm.lost", { scheme }), another(lost)), button("earlier", `‹ ${say("firm.earlier")}`, earlier), button("next", `${say("firm.next")} ›`, next)),
    );
    if (!this.found) {
      fill(this.root, h("h1", { id: "sentence", tabindex: "-1" }, say("firm.title", { firm: state.firm ?? "" })), h("p", { class: "empty" }, say("firm.waiting")), bar);
      return;
    }
    fill(this.root, this.top(), this.part(), h("div", { class: "worlds" }, this.found.stories.map((story, at) => this.world(story, at))), bar);
    // Both stories open where they part.
    for (const item of this.root.querySelectorAll(".told .parts")) item.parentElement.scrollTop = item.offsetTop - item.parentElement.offsetTop - 4;
  }

  top() {
    const [before, now] = this.found.stories;
    const end = (story, setting) => say(`firm.${story.end.how}`, { scheme: saidName(setting), month: story.end.month });
    const first = end(before, state.against);
    const capital = shown.language === "en" ? first[0].toUpperCase() + first.slice(1) : first;
    return h(
      "div",
      { class: "answer" },
      h(
        "div",
        { class: "firm-line" },
        h("button", { type: "button", on: { click: this.back } }, `‹ ${say("firm.back")}`),
        h("b", {}, say("firm.title", { firm: this.found.firm })),
        h("span", { class: "note" }, this.about()),
      ),
      h("h1", { id: "sentence", tabindex: "-1" }, say("firm.sentence", { luck: say("firm.same_luck"), first: capital, second: end(now, state.setting) })),
    );
  }

  about() {
    const { field } = this.lab();
    const place = field.found?.keys.indexOf(this.found.firm) ?? -1;
    const answer = this.lab().outcome && known("quick", asked([state.setting]));
    if (place < 0 || !answer) return "";
    const [size, sector, region] = answer.field.traits.map((row) => row[place]);
    const label = (name) => say(`part.${name}`);
    return say("firm.about", { size: label(choices.sizes[size]), sector: label(choices.sectors[sector]), region: label(choices.regions[region]) });
  }

  part() {
    const { parts } = this.found;
    return h(
      "p",
      { class: "part" },
      h("span", { "aria-hidden": "true", class: "fork" }, "Y"),
      h("span", {}, h("b", {}, parts === null ? say("firm.never_part") : say("firm.part", { month: parts })), parts === null ? null : h("span", {}, say("firm.part.note"))),
    );
  }

  world(story, at) {
    const other = this.found.stories[1 - at];
    const setting = at ? state.setting : state.against;
    const failed = story.end.how === "failed";
    const scale = shown.language === "zh" ? 1e4 : 1e6;
    const both = (key, by) => niceAxis(0, Math.max(...this.found.stories.flatMap((each) => each[key])) / by || 1, 2, true);
    const draw = (key, by, title, unit) => {
      const axis = both(key, by);
      const changed = this.scales[key].changed(`${this.found.firm} ${asked([state.setting])}`, Math.round(axis.high * by));
      return [
        h("h3", {}, title, " ", h("span", { class: "unit" }, unit), changed && " ", changed && h("span", { class: "scale-note" }, say("scale_changed"))),
        this.line(story, other, key, by, axis, this.spoken(story, other, key, by, `${title}${shown.language === "zh" ? `（${unit}）` : `, ${unit}`}`, settingName(setting)), failed),
      ];
    };
    return h(
      "section",
      { class: `card world ${failed ? "failed" : at ? "now" : ""}` },
      h("div", { class: "head" }, h("h2", {}, settingName(setting)), h("span", { class: "end" }, say(`firm.end.${story.end.how}`, { month: story.end.month }))),
      draw("owed", scale, say("firm.owed"), say("firm.owed.unit")),
      draw("workers", 1, say("firm.staff"), say("firm.staff.unit")),
      h(
        "ol",
        { class: "told", tabindex: "0", "aria-label": say("firm.told", { scheme: settingName(setting) }) },
        story.told.map((each) =>
          h(
            "li",
            { class: each.month === this.found.parts ? "parts" : "" },
            h("span", { class: "told-month" }, each.month < 1 ? say("firm.before") : say("month_n", { month: each.month })),
            h("span", { class: `told-sign ${each.mark}`, "aria-hidden": "true" }, each.month === this.found.parts ? "Y" : SIGNS[each.mark]),
            h("span", {}, told(each)),
          ),
        ),
      ),
    );
  }

  /** One quantity in words: where it begins and ends, its largest value, and its end in the other world. */
  spoken(story, other, key, by, title, scheme) {
    const written = (value) => (value === undefined ? "–" : Number((value / by).toPrecision(3)).toLocaleString("en-US"));
    const values = story[key];
    return say("firm.line_spoken", {
      title,
      scheme,
      from: written(values[0]),
      most: written(values.length ? Math.max(...values) : undefined),
      month: story.months.at(-1) ?? 0,
      to: written(values.at(-1)),
      other: written(other[key].at(-1)),
    });
  }

  /** One quantity over the months: this world as a line, the other dashed, the month of parting as an upright. */
  line(story, other, key, by, axis, spoken, failed) {
    const months = Math.max(...this.found.stories.flatMap((each) => each.months));
    const [wide, high, left] = [520, 92, 34];
    const x = (month) => left + ((wide - left - 8) * month) / months;
    const y = (value) => 8 + (high - 26) * (1 - value / by / axis.high);
    const path = (each) => each.months.map((month, at) => `${at ? "L" : "M"}${x(month).toFixed(1)} ${y(each[key][at]).toFixed(1)}`).join("");
    const economy = choices.economies.find((each) => each.name === state.economy);
    const end = story.months.length - 1;
    const marks = [0, 24, 48, 72, 96, 120].filter((month) => month <= months);
    return h(
      "svg",
      { viewBox: `0 0 ${wide} ${high}`, class: "firm-line-chart", role: "img", "aria-label": spoken },
      economy.shaded ? h("rect", { x: x(economy.shaded[0]), y: 4, width: x(Math.min(economy.shaded[1], months)) - x(economy.shaded[0]), height: high - 22, class: "shade" }) : null,
      axis.ticks.map((tick) => [h("line", { x1: left, x2: wide - 8, y1: y(tick * by), y2: y(tick * by), class: "gridline" }), h("text", { x: left - 5, y: y(tick * by) + 4, class: "tick end" }, String(tick))]),
      marks.map((month) => h("text", { x: x(month), y: high - 4, class: month === months ? "tick end" : "tick middle" }, String(month))),
      h("path", { d: path(other), class: "other" }),
      this.found.parts === null ? null : h("line", { x1: x(this.found.parts), x2: x(this.found.parts), y1: 2, y2: high - 16, class: "parting" }),
      h("path", { d: path(story), class: failed ? "own failed" : "own" }),
      end >= 0 && (failed ? h("path", { d: `M${x(story.months[end]) - 4} ${y(story[key][end]) - 4}l8 8m0 -8l-8 8`, class: "own failed" }) : h("circle", { cx: x(story.months[end]), cy: y(story[key][end]), r: 3.5, class: "end-dot" })),
    );
  }
}
