// Parts of the class game's screen: bulletin, choices, histogram, goals, quarters, verdict.

import { h, rich, say, told } from "lab/base";
import { money, percent, points } from "lab/format";

export const rules = JSON.parse(document.getElementById("rules").textContent);

const label = (choice) => told(rules.choice[choice].label);

/** A difference of a goal's figure, in its unit. */
const change = (goal, value) => (goal.figure === "public_cost" ? money(value, { sign: true }) : points(value));

/** What is read aloud at the beginning of the quarter. */
export function bulletin(game) {
  const last = game.quarters[game.quarters.length - 1];
  const read = game.bulletins[game.bulletins.length - 1];
  const standing = say("class.state", { share: percent(last.borrower_share, 1), refused: percent(last.rejection_rate, 1), bad: percent(last.default_rate, 1) });
  return h(
    "section",
    { class: "class-bulletin" },
    h("p", { class: "class-kicker" }, say(game.over ? "class.verdict" : "class.bulletin")),
    h("h1", {}, game.over ? outcome(game) : told(read.headline)),
    h("p", {}, read.detail && !game.over ? `${told(read.detail)} ` : "", standing),
  );
}

/** The choices as buttons; `mine` is the one taken, null without. */
export function choiceButtons(mine, choose) {
  return h(
    "div",
    { class: "class-choices" },
    rules.choice.map((each, number) =>
      h(
        "button",
        { type: "button", "aria-pressed": mine === null ? null : String(mine === number), "data-focus": `choice-${number}`, on: { click: () => choose(number) } },
        h("b", {}, told(each.label)),
        h("small", {}, told(each.detail)),
      ),
    ),
  );
}

/** Who has chosen what: a dot a vote, the column to be played filled. */
export function histogram(counts, pick, choose) {
  const tallest = Math.max(...counts, 1);
  return h(
    "div",
    { class: "class-histogram", role: "group", "aria-label": say("class.decision") },
    counts.map((count, number) =>
      h(
        "button",
        { type: "button", "aria-pressed": String(number === pick), "data-focus": `column-${number}`, "aria-label": say("class.column", { choice: label(number), count }), on: { click: () => choose(number) } },
        h("span", { class: "class-count" }, String(count)),
        dots(count, tallest),
        h("span", { class: "class-label" }, label(number)),
      ),
    ),
  );
}

function dots(count, tallest) {
  const across = tallest > 24 ? 4 : tallest > 8 ? 3 : 2;
  const size = 22;
  const rows = Math.ceil(count / across);
  const circles = Array.from({ length: count }, (_, each) => {
    const row = Math.floor(each / across);
    const inRow = row === rows - 1 ? count - row * across : across;
    const left = ((across - inRow) * size) / 2 + (each % across) * size;
    return h("circle", { cx: String(left + size / 2), cy: String((rows - row - 0.5) * size), r: "9" });
  });
  return h("svg", { viewBox: `0 0 ${across * size} ${Math.max(rows, 1) * size}`, width: String(across * size * (across > 2 ? 0.7 : 1)), "aria-hidden": "true" }, circles);
}

/** Where each goal stands: a bar from no change, and the mark that must be reached. */
export function goals(game, ahead) {
  return h(
    "section",
    { class: "card class-goals" },
    h("h2", {}, say("class.goals", { of: rules.quarters })),
    h("p", { class: "note" }, rich("class.goals.note", { opening: label(rules.opening_choice) })),
    rules.goal.map((goal, number) => oneGoal(goal, game.goals[number])),
    !game.over && lookedAhead(game, ahead),
  );
}

/** Where the goals would stand at the end, were the last choice kept. */
function lookedAhead(game, ahead) {
  const last = game.choices ? Number(game.choices.at(-1)) : rules.opening_choice;
  const found = ahead?.goals.map((each, number) => h("b", { class: each.met ? "better" : "worse" }, say(each.met ? "class.met" : "class.missed", { value: change(rules.goal[number], each.change) })));
  return h("div", { class: "class-ahead" }, h("p", {}, rich("class.ahead", { choice: label(last) })), h("p", { class: "class-ahead-values" }, found ?? h("span", { class: "note" }, say("class.ahead.waiting"))));
}

function oneGoal(goal, stands) {
  const wanted = say(`class.${goal.rule}`, { value: change(goal, goal.value) });
  const kind = stands.met === null ? "unclear" : stands.met ? "better" : "worse";
  const mark = stands.met ? "class.met" : "class.missed";
  const value = stands.change === null ? say("class.no_value") : say(mark, { value: change(goal, stands.change) });
  return h(
    "div",
    { class: "class-goal" },
    h("div", { class: "head" }, h("h3", {}, told(goal.label)), h("b", { class: kind }, value)),
    bar(goal.value, stands.change, kind),
    h("p", { class: "note" }, wanted, stands.change !== null && Math.abs(stands.change) > reach(goal.value) && h("span", { class: "scale-note" }, say("class.beyond"))),
  );
}

/** How far the bar of a goal reaches on either side. */
const reach = (goal) => 3 * Math.abs(goal);

/** The bar of a goal: what goes beyond it ends at the edge, in an arrow. */
function bar(goal, value, kind) {
  const at = (each) => 150 + 150 * Math.max(-1, Math.min(1, each / reach(goal)));
  const end = value === null ? 150 : at(value);
  return h(
    "svg",
    { class: `class-bar ${kind}`, viewBox: "0 0 300 22", preserveAspectRatio: "none", "aria-hidden": "true" },
    h("rect", { class: "track", x: "0.5", y: "5", width: "299", height: "12" }),
    h("rect", { class: "value", x: String(Math.min(150, end)), y: "5", width: String(Math.abs(end - 150)), height: "12" }),
    value !== null && Math.abs(value) > reach(goal) && h("path", { class: "leaves", d: value > 0 ? "M291 7l7 4l-7 4z" : "M9 7l-7 4l7 4z" }),
    h("line", { class: "zero", x1: "150", x2: "150", y1: "5", y2: "17" }),
    h("line", { class: "goal", x1: String(at(goal)), x2: String(at(goal)), y1: "0", y2: "22" }),
  );
}

/** What was chosen in each quarter so far. */
export function quarters(game) {
  const played = [...game.choices];
  return h(
    "ol",
    { class: "class-quarters" },
    Array.from({ length: rules.quarters }, (_, place) => {
      const done = place < played.length;
      const now = place === played.length;
      const said = done ? label(played[place]) : now ? say("class.now") : "";
      const event = game.bulletins[place]?.event;
      return h("li", { class: done ? "done" : now ? "now" : "", title: event ? told(game.bulletins[place].headline) : null }, h("b", {}, said), h("span", {}, say("class.short", { number: place + 1 }), event && [" ", h("span", { role: "img", "aria-label": told(game.bulletins[place].headline) }, "⚡")]));
    }),
  );
}

function outcome(game) {
  const met = game.goals.filter((each) => each.met).length;
  const of = game.goals.length;
  return met === of ? say("class.verdict.all", { of }) : say("class.verdict.some", { met, of });
}

/** The verdict: as a sentence to be spoken, or this game beside each choice kept to the end. */
export function verdict(game, spoken) {
  if (spoken) return outcome(game);
  const row = (name, standing, own) =>
    h(
      "tr",
      { class: own ? "own" : null },
      h("th", { scope: "row" }, name),
      standing.map((each, number) => h("td", { class: each.met ? "better" : "worse" }, say(each.met ? "class.met" : "class.missed", { value: change(rules.goal[number], each.change) }))),
    );
  return h(
    "section",
    { class: "card class-verdict" },
    h("h2", { id: "compared-title" }, say("class.compared")),
    h("p", { class: "note" }, say("class.verdict.note")),
    h(
      "table",
      { "aria-labelledby": "compared-title" },
      h("thead", {}, h("tr", {}, h("td"), rules.goal.map((goal) => h("th", { scope: "col" }, told(goal.label))))),
      h("tbody", {}, row(say("class.yours"), game.goals, true), game.rules.map((each, choice) => row(say("class.always", { choice: label(choice) }), each, false))),
    ),
  );
}
