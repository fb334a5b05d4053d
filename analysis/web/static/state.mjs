// What the visitor has chosen. All of it stands in the address, so that a link is the setting.

import { choices, say, told } from "lab/base";

export const schemes = new Map(choices.schemes.map((each) => [each.name, each]));
export const economies = choices.economies.map((each) => each.name);
export const levers = new Map(choices.levers.map((each) => [each.key, each]));
export const MOST_PINS = 4;

export const state = {
  setting: { scheme: "one_plus_n", coverage: null, levers: {} },
  against: { scheme: "baseline", coverage: null, levers: {} },
  economy: "severe_recession",
  pins: [],
  view: "lab",
  firm: null,
  held: false,
};

/** A setting as the server reads it: "one_plus_n,coverage=60". */
export function textOf(setting) {
  const parts = [setting.scheme];
  const own = schemes.get(setting.scheme).coverage;
  if (setting.coverage !== null && setting.coverage !== own) parts.push(`coverage=${setting.coverage}`);
  for (const lever of choices.levers)
    if (lever.key in setting.levers) parts.push(`${lever.key}=${Number(setting.levers[lever.key].toPrecision(10))}`);
  return parts.join(",");
}

/** The setting that a text of the address means; what it does not know is left out. */
export function settingOf(text) {
  const [scheme, ...parts] = (text ?? "").split(",");
  if (!schemes.has(scheme)) return null;
  const setting = { scheme, coverage: null, levers: {} };
  for (const part of parts) {
    const [key, given] = part.split("=");
    const value = Number(given);
    if (!Number.isFinite(value) || given === "" || given === undefined) continue;
    if (key === "coverage") {
      if (schemes.get(scheme).coverage !== null) setting.coverage = Math.min(Math.max(Math.round(value), 0), 100);
    } else if (levers.has(key)) {
      const { low, high } = levers.get(key);
      setting.levers[key] = Math.min(Math.max(value, low), high);
    }
  }
  return setting;
}

export const copyOf = (setting) => ({ ...setting, levers: { ...setting.levers } });

/** Coverage in per cent of a setting, its own or its scheme's; null without any. */
export const coverageOf = (setting) => {
  const own = schemes.get(setting.scheme).coverage;
  return own === null ? null : (setting.coverage ?? own);
};

const LISTED = ["baseline", "one_plus_n", "anhui_4321", "national_plan_2026", "no_support"];
const called = (kind, scheme) => (LISTED.includes(scheme) ? say(`${kind}${scheme}`) : told(schemes.get(scheme).title));

/** Name of a scheme in a list. */
export const schemeName = (scheme) => called("scheme.", scheme);

/** Name of a setting: its scheme, and what is moved. */
export function settingName(setting, kind = "scheme.") {
  const moved = Object.keys(setting.levers).length;
  let name = called(kind, setting.scheme);
  const coverage = coverageOf(setting);
  if (coverage !== schemes.get(setting.scheme).coverage) name = say("scheme.at", { scheme: name, coverage });
  return moved ? say("scheme.moved", { scheme: name, count: moved }) : name;
}

export const saidName = (setting) => settingName(setting, "scheme.said.");

export function shortName(setting) {
  return LISTED.includes(setting.scheme) ? say(`scheme.short.${setting.scheme}`) : say("scheme.short.other");
}

/** Read the address. */
export function fromAddress() {
  const query = new URLSearchParams(location.search);
  state.setting = settingOf(query.get("setting")) ?? state.setting;
  state.against = settingOf(query.get("against")) ?? state.against;
  if (economies.includes(query.get("economy"))) state.economy = query.get("economy");
  state.pins = query.getAll("pin").map(settingOf).filter(Boolean).slice(0, MOST_PINS);
  const firm = query.get("firm");
  state.firm = firm !== null && /^\d{1,9}$/.test(firm) ? Number(firm) : null;
  const view = location.hash.slice(1);
  state.view = ["lab", "compare", "firm"].includes(view) ? view : "lab";
}

/** The address of what is chosen now. */
export function address() {
  const query = new URLSearchParams();
  query.set("setting", textOf(state.setting));
  query.set("against", textOf(state.against));
  query.set("economy", state.economy);
  for (const pin of state.pins) query.append("pin", textOf(pin));
  if (state.firm !== null) query.set("firm", state.firm);
  query.set("lang", document.documentElement.lang.startsWith("zh") ? "zh" : "en");
  const readable = query.toString().replaceAll("%2C", ",").replaceAll("%3D", "=");
  return `${location.pathname}?${readable}#${state.view}`;
}

export function toAddress(push = false) {
  history[push ? "pushState" : "replaceState"](null, "", address());
}
