// The class game: one screen for a single player, for a student of a class, and for the screen that leads it.

import { fill, h, rich, say, shown, speak, told } from "lab/base";
import { bulletin, choiceButtons, goals, histogram, quarters, rules, verdict } from "lab/class_parts";

const head = document.getElementById("head");
const main = document.getElementById("main");
const notice = document.getElementById("notice");
const POLL = 1500;
const VOTE_MS = 60_000;

const state = { seed: null, choices: "", code: null, game: null, room: null, pick: null, waiting: false, ends: 0, ahead: null };
const clock = h("b", { class: "class-clock", role: "timer" });
let timer = null;
let turn = 0;

const kept = (code) => JSON.parse(sessionStorage.getItem(`smecredit-class-${code}`) ?? "{}");
const keep = (code, given) => sessionStorage.setItem(`smecredit-class-${code}`, JSON.stringify(given));

function problem(said) {
  const words = said === null || typeof said === "string" ? said : said[shown.language];
  notice.hidden = !words;
  fill(notice, words ?? "");
}

class Refused extends Error {}

async function ask(path, body) {
  const options = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(path, options);
  const answer = await response.json();
  if (response.ok) return answer;
  problem(answer.error ?? { en: response.statusText, zh: response.statusText });
  throw new Refused(response.statusText);
}

/** Do something of the visitor's; what is refused is told, what fails on the way too. */
async function attempt(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refused)) problem(say("class.asleep"));
    if (!(error instanceof Refused) && !(error instanceof TypeError)) throw error;
  }
}

// Where we are ---------------------------------------------------------------------------------------------------

function fromAddress() {
  const query = new URLSearchParams(location.search);
  const seed = Number(query.get("seed"));
  const code = query.get("code");
  state.code = code && /^[A-Za-z0-9]{1,12}$/.test(code) ? code.toUpperCase() : null;
  state.seed = Number.isInteger(seed) && seed >= 1 && seed <= rules.largest_seed ? seed : null;
  const choices = query.get("choices") ?? "";
  const known = [...choices].every((each) => each >= "0" && Number(each) < rules.choice.length);
  state.choices = known && choices.length <= rules.quarters ? choices : "";
}

function toAddress(push) {
  const query = new URLSearchParams();
  if (state.code) query.set("code", state.code);
  else if (state.seed) {
    query.set("seed", state.seed);
    query.set("choices", state.choices);
  }
  query.set("lang", shown.language);
  history[push ? "pushState" : "replaceState"](null, "", `/class?${query}`);
}

const leads = () => Boolean(state.code && kept(state.code).key);

// Getting the game -----------------------------------------------------------------------------------------------

async function getGame() {
  const mine = ++turn;
  state.waiting = true;
  draw();
  const game = await ask(`/api/game?seed=${state.seed}&choices=${state.choices}`);
  if (mine !== turn) return;
  state.waiting = false;
  state.game = game;
  state.ahead = null;
  state.pick = null;
  state.ends = Date.now() + VOTE_MS;
  problem(null);
  draw();
  const last = game.bulletins[game.bulletins.length - 1];
  speak(game.over ? verdict(game, true) : told(last.headline));
  if (!game.over) lookAhead(mine);
}

/** Where the last choice would lead; the game goes on without it where the server is busy. */
async function lookAhead(mine) {
  const response = await fetch(`/api/game/ahead?seed=${state.seed}&choices=${state.choices}`).catch(() => null);
  if (!response?.ok || mine !== turn) return;
  state.ahead = await response.json();
  if (mine === turn) draw();
}

async function poll() {
  clearTimeout(timer);
  if (!state.code) return;
  const { player = "", key = "" } = kept(state.code);
  await attempt(async () => {
    const room = await ask(`/api/class/${state.code}?player=${player}&key=${key}`);
    const moved = !state.game || room.choices !== state.choices || room.seed !== state.seed;
    const other = JSON.stringify(room) !== JSON.stringify(state.room);
    state.room = room;
    if (!notice.hidden) problem(null);
    if (moved) {
      state.seed = room.seed;
      state.choices = room.choices;
      await getGame();
    } else if (other) draw();
  });
  clearTimeout(timer);
  timer = setTimeout(poll, POLL);
}

// What a visitor does --------------------------------------------------------------------------------------------

const playAlone = (seed) =>
  attempt(async () => {
    Object.assign(state, { seed, choices: "", code: null, game: null, room: null });
    toAddress(true);
    await getGame();
  });

const leadClass = (seed) =>
  attempt(async () => {
    const { code, key } = await ask("/api/class", { seed });
    keep(code, { key });
    enter(code);
  });

const joinClass = (code) =>
  attempt(async () => {
    const clean = code.trim().toUpperCase();
    if (!kept(clean).player) keep(clean, await ask(`/api/class/${encodeURIComponent(clean)}/join`, {}));
    enter(clean);
  });

function enter(code) {
  Object.assign(state, { code, game: null, room: null });
  toAddress(true);
  poll();
}

const choose = (choice) =>
  attempt(async () => {
    if (!state.code) {
      state.choices += String(choice);
      toAddress(true);
      await getGame();
      return;
    }
    const quarter = state.choices.length + 1;
    state.room = await ask(`/api/class/${state.code}/vote`, { player: kept(state.code).player ?? "", quarter, choice });
    draw();
  });

const close = (choice) =>
  attempt(async () => {
    const quarter = state.choices.length + 1;
    await ask(`/api/class/${state.code}/close`, { key: kept(state.code).key, quarter, choice });
    await poll();
  });

function leave() {
  clearTimeout(timer);
  turn += 1;
  Object.assign(state, { code: null, seed: null, choices: "", game: null, room: null });
  toAddress(true);
  problem(null);
  draw();
}

// Drawing --------------------------------------------------------------------------------------------------------

function draw() {
  const focus = document.activeElement?.dataset?.focus;
  document.title = say("class.title");
  drawHead();
  if (!state.seed && !state.code) drawStart();
  else if (state.game) drawGame();
  else fill(main, h("p", { class: "class-waiting" }, say("class.living")));
  if (focus) document.querySelector(`[data-focus="${focus}"]`)?.focus();
}

/** Where students join. The address of this page is theirs too, unless it is one by which a machine calls itself. */
function joinAt() {
  const local = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(location.hostname);
  const host = local ? rules.join_at : location.host;
  if (host) return rich("class.join_at", { address: `${host}/class`, code: state.code });
  if (rules.alone) return rich("class.join_nowhere", { code: state.code });
  return rich("class.join_unknown", { rest: `${location.port && ":"}${location.port}/class`, code: state.code });
}

function drawHead() {
  const language = shown.language === "zh" ? "en" : "zh";
  const now = Math.min(state.choices.length + 1, rules.quarters);
  const playing = state.seed || state.code;
  const where = state.game?.over ? say("class.over") : say("class.quarter", { now, of: rules.quarters });
  fill(
    head,
    h("button", { type: "button", class: "link brand", "data-focus": "brand", on: { click: leave } }, say("class.title")),
    playing && h("span", { class: "class-quarter", role: "status" }, where),
    h("span", { class: "class-join" }, state.code ? joinAt() : state.seed ? say("class.number_is", { seed: state.seed }) : ""),
    h(
      "div",
      { class: "head-buttons" },
      h("a", { class: "button", "data-focus": "lab", href: `/?lang=${shown.language}` }, say("class.lab")),
      h("a", { class: "button desk-only", "data-focus": "facilitator", href: `/class/facilitator?lang=${shown.language}` }, say("class.facilitator")),
      h("a", { class: "button desk-only", "data-focus": "lesson", href: `/class/lesson?lang=${shown.language}` }, say("class.lesson")),
      h("button", { type: "button", "data-focus": "language", lang: language === "zh" ? "zh-Hans" : "en", on: { click: () => setLanguage(language) } }, say("other_language")),
    ),
  );
}

function drawStart() {
  const fresh = String(1 + (crypto.getRandomValues(new Uint16Array(1))[0] % rules.largest_seed));
  const number = (id) => h("input", { id, type: "number", min: "1", max: String(rules.largest_seed), step: "1", required: true, value: fresh });
  const form = (title, note, label, input, button, begin) =>
    h(
      "form",
      { class: "card", "aria-label": title, on: { submit: (event) => { event.preventDefault(); begin(input.value); } } },
      h("h2", {}, title),
      h("p", { class: "note" }, note),
      h("label", {}, label, input),
      h("button", { class: "primary" }, button),
    );
  const code = h("input", { id: "code", type: "text", required: true, maxlength: "12", autocomplete: "off", autocapitalize: "characters", spellcheck: "false" });
  const numbered = say("class.number", { most: rules.largest_seed });
  fill(
    main,
    h("h1", {}, say("class.lead")),
    h(
      "div",
      { class: "class-start" },
      form(say("class.alone"), say("class.alone.note"), numbered, number("alone"), say("class.begin"), (seed) => playAlone(Number(seed))),
      form(say("class.join"), say("class.join.note"), say("class.code"), code, say("class.join.do"), joinClass),
      form(say("class.lead_class"), say("class.lead_class.note"), numbered, number("lead"), say("class.begin"), (seed) => leadClass(Number(seed))),
    ),
  );
}

function drawGame() {
  const { game } = state;
  tick();
  fill(
    main,
    bulletin(game),
    h("div", { class: "class-cards", "aria-busy": String(state.waiting) }, game.over ? verdict(game, false) : decision(), goals(game, state.ahead)),
    quarters(game),
    game.over &&
      h("p", { class: "class-after" }, h("a", { class: "button", "data-focus": "scenario", href: `/api/game/scenario.toml?seed=${state.seed}&choices=${state.choices}` }, say("class.scenario")), h("button", { type: "button", class: "primary", "data-focus": "again", on: { click: leave } }, say("class.again"))),
  );
}

function decision() {
  const children = [h("h2", {}, say("class.decision")), h("p", { class: "note" }, told(rules.question))];
  const { room } = state;
  if (state.waiting) children.push(h("p", { class: "class-waiting", role: "status" }, say("class.living")));
  else if (!state.code) children.push(choiceButtons(null, choose));
  else if (leads() && room?.counts) {
    const most = room.counts.indexOf(Math.max(...room.counts));
    const pick = state.pick ?? (room.voted ? most : rules.opening_choice);
    children.push(
      h(
        "div",
        { class: "head" },
        h("p", {}, rich("class.votes", { voted: room.voted, players: room.players })),
        h("span", {}, clock, " ", h("button", { type: "button", "data-focus": "longer", on: { click: () => { state.ends = Math.max(state.ends, Date.now()) + 30_000; tick(); } } }, say("class.longer"))),
      ),
      histogram(room.counts, pick, (choice) => { state.pick = choice; draw(); }),
      h("p", { class: "note" }, say("class.pick")),
      h("button", { type: "button", class: "class-close", "data-focus": "close", on: { click: () => close(pick) } }, say("class.play", { choice: told(rules.choice[pick].label) })),
    );
  } else if (room?.joined) {
    const mine = room.mine;
    children.push(
      h("p", { role: "status" }, mine === null ? say("class.not_voted") : rich("class.voted", { choice: told(rules.choice[mine].label) })),
      choiceButtons(mine, choose),
    );
  } else children.push(h("button", { type: "button", class: "primary", "data-focus": "join", on: { click: () => joinClass(state.code) } }, say("class.join")));
  return h("section", { class: "card class-decision" }, children);
}

/** The time that the leading screen gives a vote: it is shown, and closes nothing by itself. */
function tick() {
  const left = Math.max(0, Math.ceil((state.ends - Date.now()) / 1000));
  clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  clock.setAttribute("aria-label", `${say("class.time")} ${clock.textContent}`);
}

function setLanguage(language) {
  shown.language = language;
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  toAddress(false);
  draw();
}

function start() {
  fromAddress();
  state.game = null;
  draw();
  if (state.code) poll();
  else if (state.seed) attempt(getGame);
}

let theme = null;
try {
  theme = localStorage.getItem("smecredit-theme");
} catch {
  // A browser may keep nothing.
}
document.documentElement.dataset.theme = theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
addEventListener("popstate", start);
setInterval(tick, 500);
start();
