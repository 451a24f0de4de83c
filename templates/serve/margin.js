// Notes beside the blocks they belong to, and above the page how many there are.

import { say } from "./live.js";
import { editor, english } from "./pane.js";

const WIDE = 68 * 16; // pixels from which notes stand open beside the text, as in the stylesheet

export function margin(pane) {
  const place = pane.paper.querySelector(".margin");
  const wide = pane.element.clientWidth >= WIDE;
  const state = JSON.stringify([wide, pane.told]);
  // Notes that are the same stay the same elements, so that none loses the focus.
  if (pane.noted !== state) {
    const open = new Set([...place.querySelectorAll("details[data-open]")].map((note) => note.dataset.key));
    place.replaceChildren(...pane.told.map((told) => note(told, open, wide)));
    pane.noted = state;
    sum(pane, place);
  }
  const notes = pane.told.map((told, index) => ({ element: place.children[index], at: top(pane, told) }));
  let free = 8;
  for (const { element, at } of notes.sort((one, other) => one.at - other.at)) {
    const stands = Math.max(at, free);
    element.style.insetBlockStart = `${stands}px`;
    free = stands + (wide ? element.offsetHeight + 12 : 30);
  }
}

function top(pane, { path, line }) {
  const piece = pane.pieces.findIndex(([, its]) => its === path);
  const own = pane.marked().filter((element) => element.dataset.at.startsWith(`${piece}:`));
  const lines = own.map((element) => Number(element.dataset.at.split(":")[1]));
  const last = lines.findLastIndex((each) => each <= line);
  return own.length ? pane.span(own[Math.max(0, last)]).top : 0;
}

// A button for each kind of note leads to the first of them, then to the next.
function sum(pane, notes) {
  const kinds = ["error", "warning", "stale"].filter((kind) => notes.querySelector(`.note.${kind}`));
  pane.element.querySelector(".sum").replaceChildren(...kinds.map((kind) => {
    const all = [...notes.querySelectorAll(`.note.${kind}`)];
    const button = Object.assign(document.createElement("button"), { type: "button", className: `mark ${kind}` });
    button.title = say(kind);
    button.append(Object.assign(document.createElement("span"), { className: "word", textContent: say(kind) }), ` ${all.length}`);
    let next = 0;
    button.addEventListener("click", () => {
      const note = all[next++ % all.length];
      if (!note.open) note.querySelector("summary").click();
      pane.place.show(note);
      note.querySelector("summary").focus({ preventScroll: true });
    });
    return button;
  }));
}

function note(told, open, wide) {
  const { kind, path, line, text, hint, diff, language, direction } = told;
  const element = document.createElement("details");
  element.className = `note ${kind}`;
  element.dataset.key = `${kind} ${path} ${line} ${text}`;
  element.open = wide || open.has(element.dataset.key);
  element.toggleAttribute("data-open", open.has(element.dataset.key));
  const summary = document.createElement("summary");
  const word = Object.assign(document.createElement("span"), { className: "word", textContent: say(kind) });
  summary.append(word);
  summary.addEventListener("click", () => element.toggleAttribute("data-open", !element.open));
  const body = Object.assign(document.createElement("div"), { className: "body" });
  if (kind === "stale") body.append(Object.assign(document.createElement("p"), { textContent: text }));
  else body.append(english("p", "", text));
  if (diff?.length) body.append(difference(diff, language, direction));
  if (hint) body.append(english(kind === "stale" ? "code" : "p", "hint", hint));
  if (line) {
    const link = Object.assign(document.createElement("a"), { href: editor(path, line), className: "path", dir: "ltr" });
    link.textContent = `${path.split("/").slice(2).join("/")}:${line}`;
    body.append(link);
  }
  element.append(summary, body);
  return element;
}

function difference(paragraphs, language, direction) {
  const place = Object.assign(document.createElement("div"), { className: "diff", lang: language, dir: direction, tabIndex: 0 });
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", say("stale"));
  for (const pieces of paragraphs) {
    const line = document.createElement("p");
    for (const [kind, text] of pieces) {
      const tag = { gone: "del", new: "ins" }[kind];
      line.append(tag ? Object.assign(document.createElement(tag), { textContent: text }) : text);
    }
    place.append(line);
  }
  return place;
}
