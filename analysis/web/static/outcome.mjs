// What is shown of an answer: a full run as it is; a quick line laid on the full reference, where that is known.

import { say } from "lab/base";
import { count, money, percent, verdict } from "lab/format";
import { copyOf, coverageOf, saidName, schemes, state, textOf } from "lab/state";

export const CHARTS = ["credit_outstanding", "default_rate", "public_cost"];
const references = new Map();

const place = (wanted) => `${wanted.economy}|${textOf(wanted.against)}`;

/** What is chosen now: an answer to it is shown under its names, whatever is chosen by the time it comes. */
export const wantedNow = () => ({ setting: copyOf(state.setting), against: copyOf(state.against), economy: state.economy });

/** Remember the reference of a full run: quick lines are changes laid on it. */
export function remember(full, wanted) {
  references.set(place(wanted), full.scenarios[0]);
}

const added = (base, change) => base.map((value, at) => (value === null || change[at] === null ? null : value + change[at]));

/** One answer ready to be shown. `stage` is "full" or "quick", `wanted` what was asked for. */
export function outcomeOf(answer, stage, wanted) {
  const [own, now] = [answer.scenarios[0], answer.scenarios[answer.scenarios.length - 1]];
  const known = stage === "quick" ? references.get(place(wanted)) : undefined;
  const base = known && known.series.credit_outstanding.level.middle.length === answer.months ? known : own;
  const laid = base !== own;
  const charts = {};
  for (const key of CHARTS) {
    const series = now.series[key];
    const numbers = now.numbers[key];
    const ghost = base.series[key].level.middle;
    const mean = laid ? added([base.numbers[key].mean[0]], [numbers.change[0]]) : numbers.mean;
    charts[key] = {
      ghost,
      level: laid ? { middle: added(ghost, series.change.middle) } : { ...series.level },
      change: { ...series.change },
      mean: mean[0],
      diff: numbers.change,
    };
    if (stage === "quick") for (const part of ["level", "change"]) charts[key][part] = { middle: charts[key][part].middle };
  }
  const payers = Object.entries(now.payers).map(([party, paid]) => {
    const before = base.payers[party].share ?? 0;
    const moved = paid.moved ?? 0;
    return { party, before, moved, now: laid ? before + moved : (paid.share ?? 0) };
  });
  return { ...wanted, stage, answer, charts, payers, numbers: now.numbers, same: textOf(wanted.setting) === textOf(wanted.against) };
}

/** The words for more, less or about the same of something. */
function changed(kind, key, value, whose = {}) {
  const said = verdict(key, value);
  const amount = money(Math.abs(value[0]));
  if (said === "unclear") return [`${kind}_same`, whose];
  return [`${kind}_${value[0] > 0 ? "more" : "less"}`, { amount, ...whose }];
}

/** The sentence of result, as parts for `rich`. */
export function sentence(outcome) {
  const when = say(`sentence.in.${outcome.economy}`);
  const scheme = saidName(outcome.setting);
  const against = saidName(outcome.against);
  if (outcome.same) {
    return [
      ["sentence.reference", { when, scheme }],
      ["sentence.reference_state", { when, share: percent(outcome.numbers.borrower_share.mean[0], 1) }],
    ];
  }
  const [creditKey, creditValues] = changed("sentence.credit", "credit_outstanding", outcome.charts.credit_outstanding.diff, { against });
  const [costKey, costValues] = changed("sentence.cost", "public_cost", outcome.charts.public_cost.diff);
  const parts = [["sentence.full", { when, scheme, credit: { key: creditKey, values: creditValues }, cost: { key: costKey, values: costValues } }]];
  if (outcome.stage === "quick") return parts;
  parts.push(anyway(outcome));
  return parts;
}

/** What of the supported loans would have been made anyway: a range where the scorecard tells one. */
function anyway(outcome) {
  const elsewhere = outcome.numbers.deadweight?.mean[0] ?? null;
  if (elsewhere === null) return ["sentence.no_supported", {}];
  if (!outcome.answer.answers[0].additionality?.range) return ["sentence.anyway", { share: percent(elsewhere, 0) }];
  const additional = outcome.numbers.additionality_at_decision.mean[0];
  return ["sentence.anyway_range", { decision: percent(1 - additional, 0), elsewhere: percent(elsewhere, 0) }];
}

/** The largest caveat of an outcome. */
export function caveat(outcome) {
  const { setting, against } = outcome;
  const scheme = schemes.get(setting.scheme);
  const capital = scheme.capital - schemes.get(against.scheme).capital;
  const moved = Object.keys(setting.levers).length;
  if (moved) return say("caveat.moved", { count: moved + (coverageOf(setting) !== scheme.coverage ? 1 : 0) });
  if (coverageOf(setting) !== scheme.coverage) return say("caveat.coverage");
  const name = saidName(setting);
  if (scheme.assumed && capital > 0) return say("caveat.assumed_capital", { scheme: name, amount: money(capital) });
  if (scheme.assumed) return say("caveat.assumed", { scheme: name });
  if (capital > 0) return say("caveat.capital", { amount: money(capital), against: saidName(against) });
  if (outcome.stage === "quick") return say("caveat.quick", { firms: outcome.answer.firms.toLocaleString("en-US") });
  const unclear = outcome.same ? [] : CHARTS.filter((key) => verdict(key, outcome.charts[key].diff) === "unclear");
  if (unclear.length) return say("caveat.unclear", { things: unclear.map((key) => say(`chart.${key}`)).join(say("list")) });
  return say("caveat.model", { seeds: outcome.answer.seeds });
}

/** What another level of the slider would change, from two quick lines of the same economy. */
export function aheadWords(level, now, there) {
  const credit = there.numbers.credit_outstanding.mean[0] - now.numbers.credit_outstanding.mean[0];
  const cost = there.numbers.public_cost.mean[0] - now.numbers.public_cost.mean[0];
  const part = (kind, value, least) =>
    Math.abs(value) < least
      ? say(`ahead.${kind}_same`)
      : say(`ahead.${kind}_${value > 0 ? "more" : "less"}`, { amount: money(Math.abs(value)) });
  return ["ahead", { level, credit: part("credit", credit, 1e9), cost: part("cost", cost, 1e8) }];
}

/** Numbers of firms that the setting rescues and loses; null before the full run. */
export function fates(outcome) {
  const rescued = outcome?.numbers.firms_rescued?.mean[0] ?? null;
  const lost = outcome?.numbers.firms_lost?.mean[0] ?? null;
  return rescued === null || lost === null ? null : { rescued: count(rescued), lost: count(lost) };
}

