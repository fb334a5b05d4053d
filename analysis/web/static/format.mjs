// Numbers as text: three digits that count, one unit a number, a sign that is a sign.

import { say, shown } from "lab/base";

const MINUS = "\u2212";
const zh = () => shown.language === "zh";

function digits(size, least = 0) {
  if (size >= 100) return 0;
  if (size >= 10) return Math.max(1, least);
  return 2;
}

const grouped = (value, places) =>
  value.toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });

function signed(value, text, wanted) {
  if (value < 0) return MINUS + text;
  return wanted && value > 0 ? `+${text}` : text;
}

const SCALES = {
  en: [[1e12, " tn"], [1e9, " bn"], [1e6, " m"], [1e3, " k"], [1, ""]],
  zh: [[1e12, "万亿"], [1e8, "亿"], [1e4, "万"], [1, ""]],
};

function scaleOf(size) {
  const scales = SCALES[zh() ? "zh" : "en"];
  return scales.find(([least]) => size >= least * 0.9995) ?? scales[scales.length - 1];
}

/** Yuan: "¥74.1 tn", "74.1万亿元"; `sign` shows a plus too; `like` takes the unit of another amount. */
export function money(value, { sign = false, like = null } = {}) {
  if (value === null) return "–";
  const [unit, name] = scaleOf(Math.abs(like ?? value));
  const size = Math.abs(value) / unit;
  const text = grouped(size, digits(size));
  const rounded = Number(text.replaceAll(",", "")) === 0 ? 0 : value;
  return zh() ? `${signed(rounded, text, sign)}${name}元` : signed(rounded, `¥${text}${name}`, sign);
}

/** The amount alone, in the unit of `like`, as in an interval behind an amount. */
export function bare(value, like) {
  if (value === null) return "–";
  const [unit] = scaleOf(Math.abs(like));
  const size = Math.abs(value) / unit;
  return signed(value, grouped(size, digits(Math.abs(like) / unit)), true);
}

/** A share as per cent. */
export const percent = (value, places = 2) => (value === null ? "–" : `${(100 * value).toFixed(places)}%`);

/** A change of a share: "−0.01 points". */
export function points(value, places = 2) {
  if (value === null) return "–";
  const text = Math.abs(100 * value).toFixed(places);
  const number = signed(Number(text) === 0 ? 0 : value, text, true);
  return zh() ? `${number}个百分点` : `${number} points`;
}

export function barePoints(value, places = 2) {
  if (value === null) return "–";
  const text = Math.abs(100 * value).toFixed(places);
  return signed(Number(text) === 0 ? 0 : value, text, true);
}

/** A number of things, to three digits: "276,000", "27.6万". */
export function count(value, sign = false) {
  if (value === null) return "–";
  const size = Math.abs(value);
  const step = 10 ** Math.max(Math.floor(Math.log10(Math.max(size, 1))) - 2, 0);
  const rounded = Math.round(size / step) * step;
  if (zh() && rounded >= 1e4) {
    const tens = rounded / 1e4;
    return signed(value, `${grouped(tens, digits(tens))}万`, sign);
  }
  return signed(rounded ? value : 0, grouped(rounded, 0), sign);
}

export const whole = (value) => grouped(value, 0);

/** Digits of a change in points: a small one has three, so that its interval does not end at 0.00. */
const fine = (value) => (value !== null && Math.abs(value) < 0.0005 ? 3 : 2);

/** How an indicator of the page is written: its level, its change, and the ends of an interval. */
export const KINDS = {
  credit_outstanding: { better: 1, level: (v) => money(v), change: (v) => money(v, { sign: true }), end: bare },
  public_cost: { better: -1, level: (v) => money(v), change: (v) => money(v, { sign: true }), end: bare },
  default_rate: { better: -1, level: (v) => percent(v), change: (v) => points(v, fine(v)), end: (v, of) => barePoints(v, fine(of)) },
  mean_loan_rate: { better: -1, level: (v) => percent(v), change: (v) => points(v, fine(v)), end: (v, of) => barePoints(v, fine(of)) },
  employment: { better: 1, level: (v) => count(v), change: (v) => count(v, true), end: (v) => count(v, true) },
  borrower_share: { better: 1, level: (v) => percent(v), change: (v) => points(v), end: (v) => barePoints(v) },
};

/** What a change says: "better", "worse", or "unclear" where its interval covers zero or it rounds to zero. */
export function verdict(key, [value, low, high]) {
  const kind = KINDS[key];
  if (value === null || /^[+\u2212]?¥?[0.,]+( points| (tn|bn|m|k)|)$/.test(kind.change(value))) return "unclear";
  if (low !== null && high !== null && low <= 0 && high >= 0) return "unclear";
  return value * kind.better > 0 ? "better" : "worse";
}

/** An interval in words: "+1.22 to +1.45". */
export function interval(key, [value, low, high]) {
  if (low === null || high === null) return "";
  const end = KINDS[key].end;
  return say("interval", { low: end(low, value), high: end(high, value) });
}

export const triangle = (value) => (value > 0 ? "▲" : "▼");
