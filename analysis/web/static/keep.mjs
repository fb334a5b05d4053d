// Keep a result: the table, the report, the scenario file, and how to run it again.

import { fill, grid, h, say, shown } from "lab/base";
import { again, asked } from "lab/data";
import { state } from "lab/state";

export class Keep {
  constructor(tell) {
    this.tell = tell;
    this.root = h("dialog", { class: "keep", "aria-labelledby": "keep-title" });
  }

  async open() {
    const settings = state.view === "compare" && state.pins.length ? state.pins : [state.setting];
    const query = asked(settings);
    const body = h("div", {}, h("p", { class: "note" }, say("keep.waiting")));
    fill(
      this.root,
      h("h2", { id: "keep-title" }, say("keep.title")),
      grid ? h("p", {}, say("keep.needs_server")) : this.links(query),
      grid ? null : body,
      h("form", { method: "dialog" }, h("button", {}, say("close"))),
    );
    this.root.showModal();
    if (grid) return;
    try {
      const found = await again(query);
      const files = Object.entries(found.files);
      fill(
        body,
        files.map(([name, text]) => h("p", {}, h("a", { href: `data:application/toml;charset=utf-8,${encodeURIComponent(text)}`, download: name, class: "button" }, say("keep.scenario", { name })))),
        h("h3", { id: "keep-command" }, say("keep.command")),
        h("pre", { tabindex: "0", role: "region", "aria-labelledby": "keep-command" }, found.command),
        h("h3", { id: "keep-python" }, say("keep.python")),
        h("pre", { tabindex: "0", role: "region", "aria-labelledby": "keep-python" }, found.python),
        files.length ? h("p", { class: "note" }, say("keep.files_beside")) : null,
      );
    } catch {
      fill(body, h("p", {}, say("state.offline")));
    }
  }

  links(query) {
    const language = shown.language;
    const link = (form, words) => h("a", { class: "button", href: `/api/table.${form}?${query}&lang=${language}`, download: `smecredit.${form}` }, words);
    return h(
      "p",
      { class: "links" },
      link("csv", say("keep.csv")),
      link("xlsx", say("keep.xlsx")),
      link("html", say("keep.report")),
      h("a", { class: "button", href: `/api/compare?${query}`, download: "smecredit.json" }, say("keep.json")),
      h("a", { href: "/api" }, say("keep.interface")),
    );
  }
}
