// Who pays, and who gains: bars and dots drawn as SVG, each with its numbers beside it.

import { choices, fill, h, rich, say } from "lab/base";
import { niceAround } from "lab/axes";
import { barePoints, interval, verdict } from "lab/format";
import { shortName, textOf } from "lab/state";
import { fates } from "lab/outcome";

/** Colour and pattern of each payer; patterns differ so that no payer is known by its colour alone. */
const PATTERNS = {
  bank: [],
  guarantor: [["path", { d: "M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6" }]],
  provincial_reguarantor: [["path", { d: "M-2 6 L2 10 M0 0 L8 8 M6 -2 L10 2" }]],
  national_fund: [["path", { d: "M0 0 L8 8 M8 0 L0 8" }]],
  compensation_fund: [["circle", { cx: 2, cy: 2, r: 1.2 }], ["circle", { cx: 6, cy: 6, r: 1.2 }]],
  local_fund: [["path", { d: "M0 2 H8 M0 6 H8" }]],
  local_government: [["path", { d: "M2 0 V8 M6 0 V8" }]],
  insurer: [["path", { d: "M0 4 H8 M4 0 V8" }]],
};

/** The patterns, once a page. */
export function patterns() {
  return h(
    "svg",
    { width: 0, height: 0, class: "unseen", "aria-hidden": "true" },
    h(
      "defs",
      {},
      Object.entries(PATTERNS).map(([party, marks]) =>
        h(
          "pattern",
          { id: `of-${party}`, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
          h("rect", { width: 8, height: 8, class: `paint-${party}` }),
          marks.map(([tag, attributes]) => h(tag, { ...attributes, class: `lines lines-${party} ${tag}` })),
        ),
      ),
    ),
  );
}

export const swatch = (party) =>
  h("svg", { class: "swatch", viewBox: "0 0 14 12", "aria-hidden": "true" }, h("rect", { width: 14, height: 12, rx: 2, fill: `url(#of-${party})` }));

function bar(paid, which, name, now) {
  const wide = 200;
  let at = 0;
  const parts = paid.map((each) => {
    const size = each[which] * wide;
    const part = h("rect", { x: at, y: 0, width: Math.max(size - (size > 2 ? 0.6 : 0), 0), height: 10, fill: `url(#of-${each.party})` });
    at += size;
    return part;
  });
  const banks = paid.find((each) => each.party === "bank")[which];
  const spoken = paid
    .filter((each) => each[which] > 0.0005)
    .map((each) => `${say(`party.${each.party}`)} ${(100 * each[which]).toFixed(1)}`)
    .join(", ");
  return h(
    "div",
    { class: `payer-bar ${now ? "now" : ""}` },
    h("span", { class: "payer-name" }, name),
    h(
      "span",
      { class: "payer-drawn" },
      h("svg", { viewBox: `0 0 ${wide} 10`, preserveAspectRatio: "none", role: "img", "aria-label": `${name}: ${spoken}` }, parts),
      h("span", { class: "plate" }, say("payers.banks", { share: banks.toFixed(2) })),
    ),
  );
}

/** The bar by payer now and in the reference, and the fen of each yuan. */
export function payers(host, outcome) {
  const paid = outcome.payers.filter((each) => each.now > 0.0005 || each.before > 0.0005);
  const now = shortName(outcome.setting);
  const then = shortName(outcome.against);
  fill(
    host,
    h("h2", { id: "payers-title" }, say("payers")),
    bar(outcome.payers, "now", now, true),
    bar(outcome.payers, "before", then, false),
    h(
      "table",
      { class: "payer-table", "aria-labelledby": "payers-title" },
      h(
        "thead",
        {},
        h("tr", {}, h("th", { scope: "col" }, say("payers.fen")), h("th", { scope: "col", class: "now" }, now), h("th", { scope: "col" }, then), h("th", { scope: "col" }, say("payers.change"))),
      ),
      h(
        "tbody",
        {},
        paid.map((each) => {
          const moved = 100 * each.moved;
          const none = Math.abs(moved) < 0.05;
          return h(
            "tr",
            {},
            h("th", { scope: "row" }, swatch(each.party), say(`party.${each.party}`)),
            h("td", { class: "strong" }, (100 * each.now).toFixed(1)),
            h("td", {}, (100 * each.before).toFixed(1)),
            h("td", {}, none ? "≈ 0.0" : `${moved > 0 ? "▲" : "▼"} ${barePoints(each.moved, 1)}`),
          );
        }),
      ),
    ),
  );
}

const GAINS = "borrower_share";
const isKnown = (value) => value !== null;

function gainRows(outcome, dimension, parts, end) {
  return parts.map((part) => {
    const found = outcome.numbers[`${GAINS}.${dimension}.${part}`];
    if (!found) return null;
    const [value, low, high] = found.change;
    // One economy has no interval: nothing is said to be better or worse yet.
    const said = low === null ? "unclear" : verdict(GAINS, found.change);
    const at = (number) => ((Math.min(Math.max(number, -end), end) + end) / (2 * end)) * 96 + 2;
    const [least, most] = [Math.min(...found.change.filter(isKnown)), Math.max(...found.change.filter(isKnown))];
    const dot = isKnown(value) && Math.abs(value) <= end;
    const label = say(`part.${part}`);
    return h(
      "tr",
      { class: said },
      h("th", { scope: "row" }, label),
      h(
        "td",
        { class: "dot-cell" },
        h(
          "svg",
          { viewBox: "0 0 100 12", preserveAspectRatio: "none", "aria-hidden": "true" },
          h("line", { x1: at(0), x2: at(0), y1: 0, y2: 12, class: "zero" }),
          low !== null && h("line", { x1: at(low), x2: at(high), y1: 6, y2: 6, class: "whisker" }),
        ),
        dot && h("span", { class: `dot ${said}`, "data-at": at(value) }),
        least < -end && h("span", { class: `beyond left ${said}` }, "◂"),
        most > end && h("span", { class: `beyond right ${said}` }, "▸"),
      ),
      h("td", { class: "number", title: interval(GAINS, found.change) }, low !== null && said === "unclear" ? `≈ ${barePoints(value)}` : barePoints(value), low !== null && h("span", { class: "unseen" }, ` ${say("interval_spoken", { interval: interval(GAINS, found.change) })}`)),
    );
  });
}

/** Change in the share of firms with a loan, by size, region and sector, on one axis as far on either side of zero.
 *
 * `most` is how far it must reach, `scale` remembers the axis shown before.
 */
export function gains(host, outcome, most, scale) {
  const end = niceAround(100 * most).high / 100;
  const table = (dimension, parts) =>
    h(
      "table",
      { class: "gain-table" },
      h("caption", {}, say(`gains.${dimension}`)),
      h("tbody", {}, gainRows(outcome, dimension, parts, end)),
      h(
        "tfoot",
        { "aria-hidden": "true" },
        h("tr", {}, h("td", {}), h("td", { class: "ends" }, h("span", {}, barePoints(-end, 1)), h("span", {}, barePoints(end, 1))), h("td", {})),
      ),
    );
  const counted = fates(outcome);
  fill(
    host,
    h("div", { class: "head" }, h("h2", {}, say("gains")), h("span", { class: "note" }, counted ? rich("gains.firms", counted) : "")),
    h("p", { class: "note" }, say("gains.note")),
    h(
      "div",
      { class: "gain-columns" },
      h("div", {}, table("size", choices.sizes.slice(0, 3)), table("region", choices.regions)),
      h("div", {}, table("sector", choices.sectors)),
    ),
  );
  const view = [outcome.economy, textOf(outcome.against), outcome.setting.scheme].join("|");
  const notes = [scale.changed(view, end) && say("scale_changed"), host.querySelector(".beyond") && say("gains.beyond")];
  host.append(h("p", { class: "scale-notes" }, notes.filter(Boolean).map((words) => h("span", {}, words))));
  for (const dot of host.querySelectorAll(".dot")) dot.style.left = `${dot.dataset.at}%`;
}

