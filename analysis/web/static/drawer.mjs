// The drawer of further levers, by topic: unit, range and source of each as the model declares them.

import { choices, fill, h, keepingFocus, say, told } from "lab/base";
import { schemes, state } from "lab/state";

/** A value of a lever in its unit: yuan in millions or billions, shares in per cent. */
export function leverValue(lever, value) {
  const unit = lever.unit;
  if (unit.startsWith("yuan")) {
    const zh = document.documentElement.lang.startsWith("zh");
    const [size, name] = zh ? (value >= 1e8 ? [1e8, "亿元"] : [1e4, "万元"]) : value >= 1e9 ? [1e9, " bn"] : [1e6, " m"];
    const text = Number((value / size).toPrecision(4)).toLocaleString("en-US");
    return zh ? `${text}${name}` : `¥${text}${name}`;
  }
  if (/^(share|per year|probability|fraction)/.test(unit)) return `${Number((100 * value).toPrecision(4))}%`;
  return String(Number(value.toPrecision(4)));
}

export class Drawer {
  constructor(lab) {
    this.lab = lab;
    this.root = h("dialog", { class: "drawer", "aria-labelledby": "drawer-title" });
    this.root.addEventListener("click", (event) => event.target === this.root && this.root.close());
  }

  open() {
    this.words();
    this.root.showModal();
  }

  words() {
    fill(
      this.root,
      h(
        "div",
        { class: "drawer-head" },
        h("h2", { id: "drawer-title" }, say("more_levers")),
        h("button", { type: "button", "data-focus": "reset", on: { click: () => this.reset() } }, say("lever.reset_all")),
        h("button", { type: "button", on: { click: () => this.root.close() } }, say("close")),
      ),
      choices.topics.map((topic) =>
        h(
          "section",
          {},
          h("h3", {}, say(`topic.${topic}`)),
          choices.levers.filter((lever) => lever.topic === topic).map((lever) => this.lever(lever)),
        ),
      ),
    );
  }

  lever(lever) {
    const stated = schemes.get(state.setting.scheme).levers[lever.key];
    const name = say(`lever.${lever.key}`);
    const id = `lever-${lever.key}`;
    if (!stated) {
      return h("div", { class: "lever at-rest" }, h("span", { class: "lever-name" }, name), h("span", { class: "note" }, say("lever.rest")));
    }
    const [there, own] = stated;
    const moved = lever.key in state.setting.levers;
    const value = moved ? state.setting.levers[lever.key] : own;
    const number = h("output", { for: id, class: "lever-value", "aria-live": "off" });
    const written = (each) => (each === null ? "–" : leverValue(lever, each));
    number.textContent = there || moved ? written(value) : "–";
    const range = h("input", { type: "range", id, min: lever.low, max: lever.high, step: lever.step, value: value ?? lever.low });
    range.setAttribute("aria-valuetext", written(value));
    range.addEventListener("input", () => {
      number.textContent = written(Number(range.value));
      range.setAttribute("aria-valuetext", written(Number(range.value)));
    });
    range.addEventListener("change", () => {
      const levers = { ...state.setting.levers, [lever.key]: Number(range.value) };
      if (there && Math.abs(Number(range.value) - own) < lever.step / 1e6) delete levers[lever.key];
      this.lab.move({ levers });
      reset.hidden = !(lever.key in levers);
    });
    const reset = h("button", {
      type: "button",
      class: "quiet",
      text: say("lever.reset"),
      on: {
        click: () => {
          const levers = { ...state.setting.levers };
          delete levers[lever.key];
          this.lab.move({ levers });
          this.words();
          this.root.querySelector(`#${id}`).focus();
        },
      },
    });
    reset.hidden = !moved;
    const source = lever.source;
    return h(
      "div",
      { class: "lever" },
      h("label", { for: id, class: "lever-name" }, name),
      number,
      range,
      h("p", { class: "note" }, say("lever.range", { low: written(lever.low), high: written(lever.high), unit: lever.unit }), " ", reset),
      h(
        "details",
        {},
        h("summary", {}, told(lever.meaning)),
        h("p", { class: "note" }, h("code", {}, lever.path), " · ", say("lever.bounds", { low: lever.bounds[0], high: lever.bounds[1] })),
        !there && lever.brought ? h("p", { class: "note" }, say("lever.brings", { title: told(lever.brought) })) : null,
        h("p", { class: "note" }, source ? say("lever.source", { kind: say(`source.${source.kind}`), note: told(source) }) : say("lever.no_source")),
      ),
    );
  }

  reset() {
    this.lab.move({ levers: {} });
    keepingFocus(this.root, () => this.words());
  }
}
