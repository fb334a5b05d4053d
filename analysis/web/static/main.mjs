// Begin: read the address, build the head and the views, and keep both languages and schemes of colour.

import { fill, grid, h, keepingFocus, say, shown } from "lab/base";
import { Lab } from "lab/lab";
import { patterns } from "lab/panels";
import { Drawer } from "lab/drawer";
import { Compare } from "lab/compare";
import { Firm } from "lab/firm";
import { Keep } from "lab/keep";
import { address, fromAddress, settingOf, state, toAddress } from "lab/state";

const html = document.documentElement;
const head = document.getElementById("head");
const main = document.getElementById("main");
const notice = document.getElementById("notice");
const status = h("span", { class: "status" });
const letters = { on: true };

function stored(name, value) {
  try {
    if (value === undefined) return localStorage.getItem(name);
    localStorage.setItem(name, value);
  } catch {
    // A page from a file may keep nothing.
  }
  return null;
}

const tell = {
  state(words, running) {
    status.textContent = words;
    status.classList.toggle("running", running);
  },
  problem(said) {
    const words = said === null || typeof said === "string" ? said : said[shown.language];
    notice.hidden = !words;
    fill(notice, words ?? "", words && h("button", { type: "button", class: "quiet", "aria-label": say("close"), on: { click: () => tell.problem(null) } }, "×"));
  },
};

const lab = new Lab(tell, () => changed(), openStories, () => drawer.open());
const drawer = new Drawer(lab);
const compare = new Compare(tell, () => changed(), () => go("lab"));
const firm = new Firm(tell, () => changed(), () => go("lab"), () => lab);
const keep = new Keep(tell);
const views = { lab, compare, firm };

function changed() {
  toAddress();
  headWords();
}

function openStories(number) {
  state.firm = number;
  go("firm");
}

function go(view) {
  state.view = view;
  toAddress(true);
  showView();
  // What led here may be gone with the view that it stood in.
  if (document.activeElement === document.body) main.focus({ preventScroll: true });
}

function showView() {
  headWords();
  lab.field.stop();
  fill(main, views[state.view].root);
  views[state.view].controls();
  if (state.view === "lab") {
    if (lab.outcome) lab.draw();
    else lab.ask();
  } else views[state.view].ask();
}

function setTheme(theme) {
  html.dataset.theme = theme;
  stored("smecredit-theme", theme);
  headWords();
  for (const view of Object.values(views)) view.draw?.();
  lab.field.draw();
}

function setLanguage(language) {
  shown.language = language;
  html.lang = language === "zh" ? "zh-Hans" : "en";
  toAddress();
  skipWords();
  headWords();
  keepingFocus(drawer.root, () => drawer.words());
  for (const view of Object.values(views)) view.controls();
  for (const view of Object.values(views)) view.draw?.();
  lab.field.draw();
  if (lab.outcome) lab.stateWords();
}

const skipWords = () => (document.getElementById("skip").textContent = say("skip"));

async function copyLink(event) {
  const button = event.currentTarget;
  try {
    await navigator.clipboard.writeText(new URL(address(), location.href).href);
    button.textContent = say("copied");
  } catch {
    prompt(say("copy_link"), new URL(address(), location.href).href);
  }
  setTimeout(() => (button.textContent = say("copy_link")), 1500);
}

function headWords() {
  const tabs = [
    ["lab", say("tab.lab"), null],
    ["compare", say("tab.compare"), state.pins.length],
    ["firm", say("tab.firm"), null],
  ];
  document.title = `${tabs.find(([view]) => view === state.view)[1]} – ${say("title")}`;
  const dark = html.dataset.theme === "dark";
  keepingFocus(head, () => fill(
    head,
    h("span", { class: "brand" }, h("span", { class: "logo", "aria-hidden": "true" }, h("i"), h("i"), h("i")), say("title")),
    h(
      "nav",
      {},
      tabs.map(([view, words, count]) =>
        h(
          "a",
          { href: `#${view}`, class: view === state.view ? "here" : "", "aria-current": view === state.view ? "page" : null, "data-focus": view, on: { click: (event) => { event.preventDefault(); go(view); } } },
          words,
          count ? h("span", { class: "count" }, String(count)) : null,
        ),
      ),
      grid ? null : h("a", { href: `/class?lang=${shown.language}`, "data-focus": "class" }, say("tab.class")),
    ),
    status,
    h(
      "div",
      { class: "head-buttons" },
      h("button", { type: "button", "data-focus": "copy", class: "desk-only", on: { click: copyLink } }, say("copy_link")),
      h("button", { type: "button", "data-focus": "keep", on: { click: () => keep.open() } }, say("keep")),
      h("button", { type: "button", "data-focus": "language", lang: shown.language === "zh" ? "en" : "zh-Hans", on: { click: () => setLanguage(shown.language === "zh" ? "en" : "zh") } }, say("other_language")),
      h("button", { type: "button", "data-focus": "theme", "aria-label": say(dark ? "light" : "dark"), on: { click: () => setTheme(dark ? "light" : "dark") } }, dark ? "☀ " : "☾ ", h("span", { class: "desk-only" }, say(dark ? "light" : "dark"))),
    ),
  ));
}

const keys = h("dialog", { class: "keys", "aria-labelledby": "keys-title" });

function openKeys() {
  const box = h("input", { type: "checkbox", checked: letters.on, on: { change: () => { letters.on = box.checked; stored("smecredit-keys", String(box.checked)); } } });
  fill(
    keys,
    h("h2", { id: "keys-title" }, say("keys.title")),
    h("ul", {}, ["keys.slider", "keys.play", "keys.pin", "keys.help"].map((key) => h("li", {}, say(key)))),
    h("label", {}, box, say("keys.off")),
    h("form", { method: "dialog" }, h("button", {}, say("close"))),
  );
  keys.showModal();
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=range]):not([type=radio]), select, textarea, dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !letters.on) return;
  const onButton = event.target.closest("button, a, summary, [type=radio]");
  if (event.key === "?") openKeys();
  else if (state.view !== "lab") return;
  else if (event.key.toLowerCase() === "p") lab.pinned();
  else if (event.key === " " && !onButton) lab.field.toggle();
  else if (event.key === ",") lab.field.step(-1);
  else if (event.key === ".") lab.field.step(1);
  else return;
  event.preventDefault();
});
addEventListener("popstate", () => {
  fromAddress();
  showView();
  if (state.view === "lab") lab.ask();
});

fromAddress();
if (grid) {
  const wanted = settingOf(grid.first);
  if (!new URLSearchParams(location.search).has("setting") && wanted) state.setting = wanted;
}
letters.on = stored("smecredit-keys") !== "false";
html.dataset.theme = stored("smecredit-theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
document.body.append(patterns(), drawer.root, keep.root, keys);
skipWords();
drawer.words();
document.fonts?.ready.then(() => lab.draw());
showView();
