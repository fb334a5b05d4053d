// One chart: the level above, the paired change below, both on axes that hold still.

import { h, ink, say } from "lab/base";

const RIGHT = 74;
const LEFT = 40;
const FONT = '11px Inter, "Smecredit Sans", system-ui, sans-serif';
const BOLD = `600 ${FONT}`;

const labelled = (value, step, sign) => {
  const places = Number.isInteger(value) && step >= 1 ? 0 : Math.min(Math.max(Math.ceil(-Math.log10(step) + 0.2), 1), 3);
  const text = Math.abs(value).toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });
  if (value < 0) return `\u2212${text}`;
  return sign && value > 0 ? `+${text}` : text;
};

/** Draws `what` at the end of a line, moved so that no two labels overlap. */
function endLabels(plot, labels) {
  const ratio = devicePixelRatio || 1;
  const context = plot.ctx;
  const left = plot.bbox.left + plot.bbox.width + 6 * ratio;
  const placed = labels
    .filter((label) => label.value !== null && Number.isFinite(label.value))
    .map((label) => ({ ...label, text: `${label.goesOn ? "" : SIGNS[sideOf(plot, label.value)]}${label.text}`, y: within(plot, label.value) }))
    .sort((one, other) => one.y - other.y);
  // Labels of one value stand in the order given.
  const gap = 13 * ratio;
  for (let place = 1; place < placed.length; place++) {
    const short = gap - (placed[place].y - placed[place - 1].y);
    if (short > 0) {
      placed[place - 1].y -= short / 2;
      placed[place].y += short / 2;
    }
  }
  context.save();
  context.textBaseline = "middle";
  context.textAlign = "left";
  for (const label of placed) {
    context.fillStyle = ink(label.ink);
    context.font = scaled(label.bold ? BOLD : FONT, ratio);
    context.fillText(label.text, left, label.y);
  }
  context.restore();
}

const scaled = (font, ratio) => font.replace("11px", `${11 * ratio}px`);

/** Where a value lies: 1 above the axis, -1 below it, 0 on it. */
function sideOf(plot, value) {
  const { min, max } = plot.scales.y;
  const slack = (max - min) / 1000;
  return value > max + slack ? 1 : value < min - slack ? -1 : 0;
}

const SIGNS = { 1: "\u25b2 ", 0: "", [-1]: "\u25bc " };

/** Height of a value, or of the end of the axis that it lies beyond. */
function within(plot, value) {
  const { min, max } = plot.scales.y;
  return plot.valToPos(Math.min(Math.max(value, min), max), "y", true);
}

/** A dot at the end of a line; a triangle where the line has left the axis. */
function endMark(plot, value, hollow, colour) {
  if (value === null || !Number.isFinite(value)) return;
  const ratio = devicePixelRatio || 1;
  const context = plot.ctx;
  const [x, y, side] = [plot.bbox.left + plot.bbox.width, within(plot, value), sideOf(plot, value)];
  context.save();
  context.beginPath();
  if (side === 0) context.arc(x, y, 3 * ratio, 0, 7);
  else {
    const tip = y - side * ratio;
    context.moveTo(x, tip);
    context.lineTo(x + 4 * ratio, tip + side * 7 * ratio);
    context.lineTo(x - 4 * ratio, tip + side * 7 * ratio);
    context.closePath();
  }
  context.fillStyle = hollow ? ink("--surface") : colour;
  context.strokeStyle = colour;
  context.lineWidth = 1.5 * ratio;
  context.fill();
  context.stroke();
  context.restore();
}

function shade(plot, shaded, label) {
  if (!shaded) return;
  const ratio = devicePixelRatio || 1;
  const { left, top, width, height } = plot.bbox;
  const from = Math.max(plot.valToPos(shaded[0], "x", true), left);
  const to = Math.min(plot.valToPos(shaded[1], "x", true), left + width);
  if (to <= from) return;
  const context = plot.ctx;
  context.save();
  context.fillStyle = ink("--shade");
  context.fillRect(from, top, to - from, height);
  if (label && to - from > 24 * ratio) {
    context.fillStyle = ink("--third");
    context.font = scaled(FONT, ratio);
    context.textBaseline = "top";
    context.textAlign = "left";
    context.fillText(label, from + 3 * ratio, top + 2 * ratio);
  }
  context.restore();
}

const last = (values) => (values ? values[values.length - 1] : null);

/** A chart in `host`. `set` draws what it is given; it is built anew where its size, axes or colours change. */
export class Chart {
  constructor(host) {
    this.host = host;
    this.level = h("div", { class: "plot-level" });
    this.change = h("div", { class: "plot-change" });
    host.replaceChildren(this.level, this.change);
    this.plots = [];
    this.drawn = null;
    new ResizeObserver(() => this.drawn && this.size() !== this.at && this.set(this.drawn, true)).observe(host);
  }

  size() {
    return `${this.host.clientWidth} ${this.host.clientHeight}`;
  }

  /** `found`: months, level and change with middle, low and high, ghost, axes, shaded, names. */
  set(found, anew = false) {
    this.drawn = found;
    if (!this.host.clientWidth || !this.host.clientHeight) return;
    const shape = JSON.stringify([this.size(), found.axes, found.months, found.shaded, found.theme, found.colour]);
    if (anew || shape !== this.shape || !this.plots.length) {
      this.shape = shape;
      this.at = this.size();
      this.build();
    }
    this.plots[0].setData(this.levelData(), false);
    this.plots[1].setData(this.changeData(), false);
    for (const plot of this.plots) plot.redraw(false, true);
  }

  months() {
    return Array.from({ length: this.drawn.months }, (_, place) => place + 1);
  }

  levelData() {
    const { level, ghost } = this.drawn;
    const none = level.middle.map(() => null);
    return [this.months(), level.low ?? none, level.high ?? none, ghost ?? none, level.middle];
  }

  changeData() {
    const { change } = this.drawn;
    const none = change.middle.map(() => null);
    return [this.months(), change.low ?? none, change.high ?? none, change.middle.map(() => 0), change.middle];
  }

  build() {
    for (const plot of this.plots) plot.destroy();
    const height = this.host.clientHeight;
    const lower = Math.max(Math.round(height * 0.36), 64);
    this.plots = [this.plot(this.level, height - lower, false), this.plot(this.change, lower, true)];
  }

  plot(host, height, lower) {
    const found = this.drawn;
    const axis = lower ? found.axes.change : found.axes.level;
    const now = ink(found.colour ?? "--now");
    const faint = ink("--second");
    const tick = { stroke: ink("--third"), font: FONT, ticks: { show: false } };
    const splits = [24, 48, 72, 96, 120, 144, 168, 192, 216, 240].filter((month) => month <= found.months);
    if (found.months < 48) splits.splice(0, splits.length, 6, 12, 18, 24, 30, 36, 42);
    return new uPlot(
      {
        width: this.host.clientWidth,
        height,
        padding: [6, RIGHT, lower ? 0 : 4, 0],
        cursor: { show: false },
        legend: { show: false },
        scales: {
          x: { time: false, range: () => [1, found.months] },
          y: { range: () => [axis.low, axis.high] },
        },
        axes: [
          {
            ...tick,
            show: lower,
            size: 18,
            gap: 2,
            grid: { show: false },
            splits: () => splits.filter((month) => month <= found.months),
            values: (plot, at) => at.map(String),
          },
          {
            ...tick,
            size: LEFT,
            gap: 5,
            grid: { stroke: ink("--line"), width: 1 },
            splits: () => axis.ticks,
            values: (plot, at) => at.map((value) => labelled(value, axis.step, lower)),
          },
        ],
        series: [
          {},
          { stroke: null, width: 0, points: { show: false } },
          { stroke: null, width: 0, points: { show: false } },
          { stroke: faint, width: 1.4, dash: [4, 3], points: { show: false } },
          { stroke: now, width: 2.4, points: { show: false } },
        ],
        bands: [{ series: [2, 1], fill: ink(found.band ?? "--band") }],
        hooks: {
          drawClear: [(plot) => shade(plot, this.drawn.shaded, lower ? "" : this.drawn.shadeName)],
          draw: [(plot) => this.ends(plot, lower, now, faint)],
        },
      },
      lower ? this.changeData() : this.levelData(),
      host,
    );
  }

  ends(plot, lower, now, faint) {
    const { level, change, ghost, names, digits } = this.drawn;
    const written = (value) => (value === null ? "" : digits(value));
    if (lower) {
      endLabels(plot, names.change.map((text, line) => ({ text, goesOn: line > 0, value: last(change.middle), ink: "--second" })));
      endMark(plot, last(change.middle), false, now);
      const ratio = devicePixelRatio || 1;
      plot.ctx.save();
      plot.ctx.font = scaled(FONT, ratio);
      plot.ctx.fillStyle = ink("--third");
      plot.ctx.textBaseline = "alphabetic";
      plot.ctx.textAlign = "left";
      plot.ctx.fillText(say("month"), plot.bbox.left + plot.bbox.width + 14 * ratio, plot.height * ratio - 5 * ratio);
      plot.ctx.restore();
      return;
    }
    const labels = [];
    if (ghost) labels.push({ text: `${names.ghost} ${written(last(ghost))}`, value: last(ghost), ink: "--second" });
    labels.push({ text: `${names.now} ${written(last(level.middle))}`, value: last(level.middle), ink: "--now", bold: true });
    endLabels(plot, labels);
    if (ghost) endMark(plot, last(ghost), true, faint);
    endMark(plot, last(level.middle), false, now);
  }
}
