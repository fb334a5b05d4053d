// Answers: from the server, or from the grid inside a page that was written as one file.

import { grid } from "lab/base";
import { state, textOf } from "lab/state";

const kept = new Map();
const MOST_KEPT = 300;
const visitor = Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(36)).join("");

export class Refused extends Error {
  constructor(said, superseded = false) {
    super(said.en);
    this.said = said;
    this.superseded = superseded;
  }
}

function keep(key, answer) {
  kept.set(key, answer);
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value);
  return answer;
}

/** What is asked: settings beside a reference in an economy. */
export function asked(settings, against = state.against, economy = state.economy) {
  const query = new URLSearchParams({ economy, against: textOf(against) });
  for (const setting of settings) query.append("setting", textOf(setting));
  return query.toString();
}

export const known = (kind, query) => kept.get(`${kind}?${query}`);

async function fetched(path, options) {
  const response = await fetch(path, options);
  if (response.ok) return response;
  const told = await response.json().catch(() => null);
  throw new Refused(told?.error ?? { en: response.statusText, zh: response.statusText }, response.status === 409);
}

/** The quick line. `who` keeps looking ahead apart from what is shown. */
export async function quick(query, { signal, who = "" } = {}) {
  if (grid) return gridded(query);
  const key = `quick?${query}`;
  if (kept.has(key)) return kept.get(key);
  const response = await fetched(`/api/quick?${query}&visitor=${visitor}${who}`, { signal });
  return keep(key, unpacked(await response.json()));
}

function unpacked(answer) {
  return answer;
}

/** The full run; `progress(done, of)` is called as economies finish. */
export async function full(query, { signal, progress = () => {}, who = "" } = {}) {
  if (grid) return gridded(query);
  const key = `full?${query}`;
  if (kept.has(key)) return kept.get(key);
  const response = await fetched(`/api/full?${query}&visitor=${visitor}${who}`, { signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    rest += value ?? "";
    const lines = rest.split("\n");
    rest = lines.pop();
    for (const line of lines.filter((each) => each)) {
      const found = JSON.parse(line);
      if (found.error) throw new Refused(found.error, found.superseded);
      if (found.numbers) return keep(key, found.numbers);
      progress(found.done, found.of);
    }
    if (done) throw new Refused({ en: "The answer ended early.", zh: "回答中断。" });
  }
}

/** One firm in both worlds. */
export async function firm(query, number, { signal } = {}) {
  const key = `firm/${number}?${query}`;
  if (kept.has(key)) return kept.get(key);
  const response = await fetched(`/api/firm/${number}?${query}&visitor=${visitor}`, { signal });
  return keep(key, await response.json());
}

/** Commands and scenario files that give the numbers again. */
export async function again(query) {
  const response = await fetched(`/api/again?${query}`);
  return response.json();
}

/** States of the sample of firms: a row a firm, a column a month from month 0 on. */
export async function states(packed, months) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const codes = new Uint8Array(await new Response(stream).arrayBuffer());
  return { codes, months: months + 1 };
}

/** The answer of the grid: it holds settings one by one, against one reference. */
function gridded(query) {
  const wanted = new URLSearchParams(query);
  const answers = wanted.getAll("setting").map((text) => grid.answers[wanted.get("economy")][text]);
  if (answers.some((each) => !each)) {
    throw new Refused({
      en: "This file holds the named levels only; move to one of them.",
      zh: "本文件只含已标名的档位；请移到其中之一。",
    });
  }
  if (answers.length === 1) return answers[0];
  const [first] = answers;
  return {
    ...first,
    scenarios: [first.scenarios[0], ...answers.map((each) => each.scenarios[1])],
    answers: answers.map((each) => each.answers[0]),
    readings: answers.map((each) => each.readings).find((each) => each.en.length) ?? first.readings,
    verdict: joined([...answers.map((each) => each.verdict), first.too_few_to_rank].filter((each) => each)),
  };
}

/** Sentences, one behind the other. */
const joined = (verdicts) => ({ en: verdicts.map((each) => each.en).join(" "), zh: verdicts.map((each) => each.zh).join("") });
