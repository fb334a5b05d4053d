// Axes that hold still: chosen once for an economy and a reference, whatever is set beside the reference.

import { say } from "lab/base";
import { schemes, textOf } from "lab/state";

/** Least half-width of a strip of changes, so that nothing is made of nothing. */
const LEAST = { credit_outstanding: 2e11, default_rate: 0.002, public_cost: 2e10, gain: 0.002 };

/** What fits on the axes, measured by the reference's credit, default rate, or share of firms with a loan.
 *
 * The schemes of the list, at any coverage and in any of the economies, fit with some room to spare. Public cost grows
 * with the years; a scheme that shares losses beside one that does not is some times as far away as from another that does.
 */
const ROOM = {
  creditBelow: 0.75,
  creditAbove: 1.25,
  creditChange: 0.04,
  defaults: 1.25,
  defaultsChange: 0.14,
  costAYear: 0.0021,
  costChangeAYear: { alike: 0.0004, unlike: 0.0018 },
  gain: 0.015,
};

const measures = new Map();

const viewOf = ({ economy, against }) => `${economy}|${textOf(against)}`;

/** Remember what the axes of a view are measured by. The first answer counts: the line of its reference is the same
 * whatever stands beside it. */
export function measure(view, answer) {
  if (measures.has(viewOf(view))) return;
  const { series, numbers } = answer.scenarios[0];
  const levels = (key) => series[key].level.middle.filter((value) => value !== null);
  const credit = levels("credit_outstanding");
  measures.set(viewOf(view), {
    credit: credit.reduce((sum, value) => sum + value, 0) / credit.length,
    defaults: Math.max(...levels("default_rate"), LEAST.default_rate),
    years: answer.months / 12,
    share: numbers.borrower_share.mean[0] ?? 1,
  });
}

export const isMeasured = (view) => measures.has(viewOf(view));

const sharesLosses = (setting) => schemes.get(setting.scheme).coverage !== null;

/** Ends of the axes of a view, in yuan and shares of one: of each chart, and of who gains. `settings` are set beside the
 * reference; which schemes they are counts, not how far a slider is moved. */
export function reachOf(view, settings) {
  const { credit, defaults, years, share } = measures.get(viewOf(view));
  const alike = settings.every((setting) => sharesLosses(setting) === sharesLosses(view.against));
  const most = (key, wanted) => Math.max(wanted, LEAST[key]);
  return {
    credit_outstanding: {
      low: credit * ROOM.creditBelow,
      high: credit * ROOM.creditAbove,
      most: most("credit_outstanding", credit * ROOM.creditChange),
    },
    default_rate: { low: 0, high: defaults * ROOM.defaults, most: most("default_rate", defaults * ROOM.defaultsChange) },
    public_cost: {
      low: 0,
      high: credit * ROOM.costAYear * years,
      most: most("public_cost", credit * ROOM.costChangeAYear[alike ? "alike" : "unlike"] * years),
    },
    gain: most("gain", share * ROOM.gain),
  };
}

/** A step of 1, 2, 2.5 or 5 times a power of ten, of which about `parts` fill a span. */
function niceStep(span, parts) {
  const raw = span / parts;
  const power = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 2.5, 5, 10].find((each) => each * power >= raw * 0.999) * power;
}

/** Ends of an axis that holds all values with some room, on whole steps. */
export function niceAxis(low, high, parts, fromZero) {
  if (fromZero && low >= 0) low = 0;
  if (high <= low) high = low + 1;
  const step = niceStep(high - low, parts);
  const first = Math.floor(low / step + 1e-9) * step;
  const last = Math.ceil(high / step - 1e-9) * step;
  const ticks = [];
  for (let at = first; at <= last + step / 2; at += step) ticks.push(Number(at.toPrecision(12)));
  return { low: first, high: last, ticks, step };
}

/** An axis around zero, as far on either side. */
export function niceAround(most) {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 1e-9)));
  const end = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((each) => each * power >= most * 0.999) * power;
  const whole = Number(end.toPrecision(6));
  return { low: -whole, high: whole, ticks: [-whole, 0, whole], step: whole };
}

/** With a mark and in words, which of these values leave an axis and how far; null where none does. */
export function beyond(axis, values, written) {
  const known = values.flat().filter((value) => value !== null && value !== undefined);
  // A thousandth of the axis cannot be seen.
  const slack = (axis.high - axis.low) / 1000;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const [below, above] = [low < axis.low - slack, high > axis.high + slack];
  if (below && above) return say("beyond.both", { low: written(low), high: written(high) });
  if (above) return say("beyond.above", { value: written(high) });
  return below ? say("beyond.below", { value: written(low) }) : null;
}

/** Tells whether the scale of a chart is another than when another view was shown; it is said as long as that view is. */
export class Scale {
  /** `view` names what is shown, `ends` the ends of its axes. */
  changed(view, ends) {
    const now = JSON.stringify(ends);
    if (view !== this.view) {
      this.moved = this.ends !== undefined && this.ends !== now;
      this.view = view;
      this.ends = now;
    }
    return this.moved;
  }
}
