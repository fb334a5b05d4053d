// The field of firms: what each of a sample is, month by month, by shape as well as by colour.

import { fill, h, ink, keepingFocus, rich, say, shown, speak } from "lab/base";
import { states } from "lab/data";
import { whole } from "lab/format";

const NONE = 0, BORROWING = 1, REFUSED = 2, ARREARS = 3, FAILED = 4, CLOSED = 5;
const NAMES = ["none", "borrowing", "refused", "arrears", "failed", "closed"];
const COLUMNS = 26;

function shape(context, state, x, y, size) {
  context.beginPath();
  if (state === NONE || state === CLOSED) {
    context.fillStyle = ink(state === CLOSED ? "--line-strong" : "--third");
    context.arc(x, y, size * (state === CLOSED ? 0.12 : 0.18), 0, 7);
    context.fill();
  } else if (state === BORROWING) {
    context.fillStyle = ink("--now");
    context.arc(x, y, size * 0.4, 0, 7);
    context.fill();
  } else if (state === REFUSED) {
    context.strokeStyle = ink("--caveat");
    context.lineWidth = size * 0.17;
    const r = size * 0.38;
    context.moveTo(x, y - r);
    context.lineTo(x + r, y);
    context.lineTo(x, y + r);
    context.lineTo(x - r, y);
    context.closePath();
    context.stroke();
  } else if (state === ARREARS) {
    context.fillStyle = ink("--caveat");
    const r = size * 0.46;
    context.moveTo(x, y - r);
    context.lineTo(x + r, y + r * 0.8);
    context.lineTo(x - r, y + r * 0.8);
    context.closePath();
    context.fill();
  } else {
    context.strokeStyle = ink("--worse");
    context.lineWidth = size * 0.2;
    const r = size * 0.3;
    context.moveTo(x - r, y - r);
    context.lineTo(x + r, y + r);
    context.moveTo(x + r, y - r);
    context.lineTo(x - r, y + r);
    context.stroke();
  }
}

/** A small picture of a state, for the legend. */
function sign(state) {
  const canvas = h("canvas", { width: 24, height: 24, class: "sign", "aria-hidden": "true" });
  requestAnimationFrame(() => shape(canvas.getContext("2d"), state, 12, 12, 20));
  return canvas;
}

export class Field {
  constructor(host, openStories) {
    this.host = host;
    this.openStories = openStories;
    this.month = 33;
    this.chosen = null;
    this.found = null;
    this.timer = null;
    this.canvas = h("canvas", { class: "field-canvas", tabindex: "0", role: "application" });
    this.canvas.addEventListener("click", (event) => this.pick(event));
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.title = h("h2");
    this.at = h("span", { class: "field-month" });
    this.play = h("button", { class: "play", type: "button", on: { click: () => this.toggle() } });
    this.slide = h("input", { type: "range", min: 1, max: 120, step: 1, class: "scrub" });
    this.slide.addEventListener("input", () => this.go(Number(this.slide.value)));
    this.legend = h("ul", { class: "legend" });
    this.about = h("p", { class: "field-firm" });
    fill(
      host,
      h("div", { class: "head" }, this.title, this.at),
      this.canvas,
      h("div", { class: "field-controls" }, this.play, this.slide),
      this.legend,
      this.about,
    );
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    this.words();
  }

  words() {
    this.play.setAttribute("aria-label", say(this.timer ? "field.pause" : "field.play"));
    this.play.textContent = this.timer ? "❚❚" : "▶";
    this.slide.setAttribute("aria-label", say("field.month"));
    fill(
      this.legend,
      [NONE, BORROWING, REFUSED, ARREARS, FAILED].map((state) => h("li", {}, sign(state), say(`field.${NAMES[state]}`))),
    );
  }

  /** Show an answer: its field, the firms of the run, and the names of both worlds. */
  async set(answer, names) {
    const months = answer.months;
    const [before, now] = await Promise.all(
      [answer.field.states[0], answer.field.states[answer.field.states.length - 1]].map((each) => states(each, months)),
    );
    const { keys, rescued, lost } = answer.field;
    this.found = { keys, rescued, lost, before, now, months, firms: answer.firms, names };
    this.month = Math.min(this.month, months);
    this.slide.max = months;
    if (this.chosen === null || this.chosen >= this.found.keys.length) this.chosen = this.differing()[0] ?? this.borrower();
    this.words();
    this.go(this.month);
  }

  state(place, month = this.month, world = this.found.now) {
    return world.codes[place * world.months + month];
  }

  end(place, world) {
    return this.state(place, this.found.months, world);
  }

  /** Places of firms that fail in one world and not in the other: those that the setting rescues, then those it loses. */
  differing() {
    const { keys, before, now } = this.found;
    const places = keys.map((_, place) => place);
    const failed = (place, world) => this.end(place, world) === FAILED;
    return [
      ...places.filter((place) => failed(place, before) && !failed(place, now)),
      ...places.filter((place) => !failed(place, before) && failed(place, now)),
    ];
  }

  /** Keys of firms of the whole economy that the setting rescues, and of those that it loses. */
  fates() {
    return this.found ? { rescued: this.found.rescued, lost: this.found.lost } : { rescued: [], lost: [] };
  }

  /** Place of a firm in the middle of the field that has a loan. */
  borrower() {
    const places = this.found.keys.map((_, place) => place);
    const middle = places.slice(Math.floor(places.length / 2));
    return middle.find((place) => this.state(place) === BORROWING) ?? 0;
  }

  go(month) {
    this.month = month;
    this.slide.value = month;
    this.slide.setAttribute("aria-valuetext", say("month_n", { month }));
    this.draw();
  }

  step(by) {
    if (this.found) this.go(Math.min(Math.max(this.month + by, 1), this.found.months));
  }

  toggle() {
    if (!this.found) return;
    if (this.timer) this.stop();
    else if (matchMedia("(prefers-reduced-motion: reduce)").matches) this.step(this.month >= this.found.months ? -this.month : 1);
    else {
      if (this.month >= this.found.months) this.month = 0;
      this.timer = setInterval(() => (this.month >= this.found.months ? this.stop() : this.step(1)), 90);
    }
    this.words();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.words();
  }

  cell() {
    const rows = Math.ceil(this.found.keys.length / COLUMNS);
    return { wide: this.canvas.clientWidth / COLUMNS, high: this.canvas.clientHeight / rows };
  }

  pick(event) {
    if (!this.found) return;
    const { wide, high } = this.cell();
    const place = Math.floor(event.offsetY / high) * COLUMNS + Math.floor(event.offsetX / wide);
    if (place < this.found.keys.length) this.choose(place);
  }

  choose(place) {
    this.chosen = place;
    this.draw();
    speak(this.about.textContent);
  }

  key(event) {
    if (!this.found) return;
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS }[event.key];
    if (event.key === "Enter") this.openStories(this.found.keys[this.chosen]);
    if (by === undefined) return;
    event.preventDefault();
    const place = (this.chosen ?? 0) + by;
    if (place >= 0 && place < this.found.keys.length) this.choose(place);
  }

  draw() {
    if (!this.found || !this.canvas.clientWidth) return;
    const ratio = devicePixelRatio || 1;
    const { wide, high } = this.cell();
    this.canvas.width = Math.round(this.canvas.clientWidth * ratio);
    this.canvas.height = Math.round(this.canvas.clientHeight * ratio);
    const context = this.canvas.getContext("2d");
    context.scale(ratio, ratio);
    const size = Math.min(wide, high) * 0.94;
    const counts = new Array(NAMES.length).fill(0);
    this.found.keys.forEach((_, place) => {
      const state = this.state(place);
      counts[state] += 1;
      const x = ((place % COLUMNS) + 0.5) * wide;
      const y = (Math.floor(place / COLUMNS) + 0.5) * high;
      shape(context, state, x, y, size);
      if (place === this.chosen) {
        context.beginPath();
        context.strokeStyle = ink("--text");
        context.lineWidth = 2;
        context.arc(x, y, size * 0.72, 0, 7);
        context.stroke();
      }
    });
    this.tell(counts);
  }

  tell(counts) {
    const { keys, firms, names, before, now } = this.found;
    this.title.textContent = say("field", { shown: keys.length, firms: whole(firms) });
    this.at.textContent = say("month_n", { month: this.month });
    const listed = counts
      .map((number, state) => (number ? `${say(`field.${NAMES[state]}`)} ${number}` : ""))
      .filter((text) => text)
      .join(shown.language === "zh" ? "，" : ", ");
    this.canvas.setAttribute("aria-label", say("field.spoken", { month: this.month, counts: listed }));
    const firm = keys[this.chosen];
    const is = (world) => say(`field.${NAMES[this.state(this.chosen, this.month, world)]}`);
    const told =
      is(now) === is(before)
        ? rich("field.firm_same", { firm, now: is(now) })
        : rich("field.firm", { firm, now: is(now), then: is(before), ...names });
    keepingFocus(this.about, () => fill(
      this.about,
      ...told,
      " ",
      h("button", { type: "button", class: "link", "data-focus": "stories", on: { click: () => this.openStories(firm) } }, say("field.stories"), h("span", { "aria-hidden": "true" }, " →")),
    ));
  }
}
