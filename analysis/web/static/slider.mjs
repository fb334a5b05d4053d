// The one large slider: how much of each lost yuan others than the bank pay.

import { fill, grid, h, rich, say } from "lab/base";
import { coverageOf } from "lab/state";

const LEVELS = [0, 50, 80, 100];
const STEP = 5;

function nearest(value, before) {
  const near = [...grid.levels].sort((one, other) => Math.abs(one - value) - Math.abs(other - value))[0];
  if (near !== before || value === before) return near;
  const beyond = grid.levels.filter((level) => (value > before ? level > before : level < before));
  return (value > before ? beyond[0] : beyond.at(-1)) ?? before;
}

export class Slider {
  constructor(moved) {
    this.moved = moved;
    this.title = h("h2", { id: "coverage-title" });
    this.number = h("output", { class: "coverage-number", for: "coverage", "aria-live": "off" });
    this.note = h("p", { class: "coverage-note" });
    this.range = h("input", { type: "range", id: "coverage", min: 0, max: 100, step: STEP, "aria-labelledby": "coverage-title" });
    this.levels = h("div", { class: "levels" });
    this.next = h("p", { class: "ahead" });
    this.less = h("button", { type: "button", class: "step", on: { click: () => this.by(-STEP) } }, "−");
    this.more = h("button", { type: "button", class: "step", on: { click: () => this.by(STEP) } }, "+");
    this.range.addEventListener("input", () => this.to(Number(this.range.value)));
    this.range.addEventListener("keydown", (event) => this.key(event));
    this.typed = "";
    this.root = h(
      "section",
      { class: "card coverage" },
      this.title,
      h("div", { class: "coverage-head" }, this.number, this.note),
      h("div", { class: "coverage-row" }, this.less, h("div", { class: "coverage-track" }, this.range, this.levels), this.more),
      this.next,
    );
  }

  /** Show the coverage of a setting. */
  set(setting) {
    const coverage = coverageOf(setting);
    this.value = coverage;
    this.title.textContent = say("coverage");
    this.root.classList.toggle("at-rest", coverage === null);
    for (const control of [this.range, this.less, this.more]) control.disabled = coverage === null;
    if (coverage === null) {
      fill(this.number, "–");
      this.note.textContent = say("coverage.none");
    } else {
      fill(this.number, String(coverage), h("small", {}, "%"));
      this.note.textContent = say("coverage.note", { rest: 100 - coverage });
      // Between the steps of a drag there are values that are typed or reached with Shift.
      this.range.step = coverage % STEP ? 1 : STEP;
      this.range.value = coverage;
    }
    this.range.style.setProperty("--at", `${coverage ?? 0}%`);
    this.less.setAttribute("aria-label", `${say("coverage")} −${STEP}`);
    this.more.setAttribute("aria-label", `${say("coverage")} +${STEP}`);
    fill(
      this.levels,
      LEVELS.map((level) => {
        const button = h(
          "button",
          { type: "button", class: level === coverage ? "chosen" : "", tabindex: "-1", "aria-label": `${say("coverage")} ${level} ${say(`level.${level}`)}`, disabled: coverage === null, on: { click: () => this.to(level) } },
          h("b", {}, String(level)),
          h("span", {}, say(`level.${level}`)),
        );
        button.style.setProperty("--level", level / 100);
        return button;
      }),
    );
    this.spoken();
    if (this.aheadWords) this.ahead(this.aheadWords);
  }

  /** What the coverage does, for a screen reader. */
  effect(words) {
    this.effectWords = words;
    this.spoken();
  }

  spoken() {
    if (this.value === null) return;
    const name = LEVELS.includes(this.value) ? `, ${say(`level.${this.value}`)}` : "";
    this.range.setAttribute("aria-valuetext", say("coverage.spoken", { value: this.value, name, effect: this.effectWords ?? "" }));
  }

  /** The line below: what the next named level would change; `words` makes it in the language shown. */
  ahead(words) {
    this.aheadWords = words ?? (() => ["ahead.waiting"]);
    fill(this.next, rich(...this.aheadWords()));
  }

  by(points) {
    this.to(this.value + points);
  }

  to(value) {
    let next = Math.min(Math.max(Math.round(value), 0), 100);
    // A page in one file holds the named levels: the slider goes from one to the next.
    if (grid) next = nearest(next, this.value);
    if (this.value === null || next === this.value) return;
    this.value = next;
    this.moved(next);
  }

  key(event) {
    if (this.value === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const up = event.key === "ArrowRight" || event.key === "ArrowUp";
    const down = event.key === "ArrowLeft" || event.key === "ArrowDown";
    if (up || down) {
      event.preventDefault();
      this.by((up ? 1 : -1) * (event.shiftKey ? 1 : STEP));
    } else if (/^\d$/.test(event.key)) {
      event.preventDefault();
      event.stopPropagation();
      clearTimeout(this.typing);
      this.typed = (this.typed + event.key).slice(-3);
      if (Number(this.typed) > 100) this.typed = event.key;
      this.typing = setTimeout(() => {
        this.to(Number(this.typed));
        this.typed = "";
      }, 500);
    }
  }
}
