// What every module needs: the data that came with the page, words in the language shown, and elements.

const read = (id) => {
  const found = document.getElementById(id);
  return found ? JSON.parse(found.textContent) : null;
};

export const words = read("words");
export const choices = read("choices");
export const limits = read("limits");
export const grid = read("grid");

export const shown = { language: document.documentElement.lang.startsWith("zh") ? "zh" : "en" };

/** The words called `key` in the language shown, with values in the places that they name. */
export function say(key, values = {}) {
  const pair = words[key];
  if (!pair) throw new Error(`no words for ${key}`);
  const text = pair[shown.language === "zh" ? 1 : 0];
  return text.replace(/\{(\w+)\}/g, (place, name) => (name in values ? values[name] : place));
}

/** What is declared in both languages, in the one shown. */
export const told = (pair) => (pair ? (pair[shown.language] ?? "") : "");

const MARKS = { "*": "strong", "^": "better", "~": "worse" };

/** Words as nodes: *bold*, ^better^ and ~worse~ become elements. Values cannot add marks of their own; one that is
 * `{key, values}` is words itself. */
export function rich(key, values = {}) {
  const kept = [];
  const open = (name, given) => {
    const tokens = {};
    for (const [place, value] of Object.entries(given)) {
      tokens[place] = value?.key ? open(value.key, value.values) : `\u0001${kept.push(String(value)) - 1}\u0002`;
    }
    return say(name, tokens);
  };
  const restore = (text) => text.replace(/\u0001(\d+)\u0002/g, (token, place) => kept[place]);
  return open(key, values)
    .split(/(\*[^*]+\*|\^[^^]+\^|~[^~]+~)/)
    .filter((part) => part)
    .map((part) => {
      const mark = part.length > 2 ? MARKS[part[0]] : undefined;
      if (!mark) return document.createTextNode(restore(part));
      return h(mark === "strong" ? "strong" : "b", { class: mark === "strong" ? null : mark, text: restore(part.slice(1, -1)) });
    });
}

const SVG = "http://www.w3.org/2000/svg";
const DRAWN = new Set(["svg", "g", "rect", "path", "circle", "line", "text", "title", "pattern", "defs", "use", "desc", "clipPath"]);

/** An element with attributes (`on` holds listeners, `text` its text) and children. */
export function h(tag, attributes = {}, ...children) {
  const element = DRAWN.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, listen] of Object.entries(value)) element.addEventListener(event, listen);
    else if (name === "text") element.textContent = value;
    else if (name === "hidden" || name === "disabled" || name === "checked" || name === "open") element[name] = true;
    else if (name === "value" && tag !== "option") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Replace what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Draw part of the page anew: what had the focus there has it again, found by its `data-focus` or id. */
export function keepingFocus(root, draw) {
  const { id, dataset } = root.contains(document.activeElement) ? document.activeElement : { dataset: {} };
  draw();
  const again = dataset.focus ? `[data-focus="${CSS.escape(dataset.focus)}"]` : id && `#${CSS.escape(id)}`;
  if (again) root.querySelector(again)?.focus({ preventScroll: true });
}

/** A value of the stylesheet, such as `--now`. */
export const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

let speaking;

/** Say to a screen reader what has changed, once it has rested for so many milliseconds; never the same twice in a row. */
export function speak(text, rest = 0) {
  clearTimeout(speaking);
  const say = () => {
    const spoken = document.getElementById("spoken");
    if (spoken.textContent !== text) spoken.textContent = text;
  };
  if (rest) speaking = setTimeout(say, rest);
  else say();
}
