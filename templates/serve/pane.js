// One edition: its page or its pages, what stands in its margin, and where its words come from.

import { mend, say } from "./live.js";
import { margin } from "./margin.js";
import { Pages } from "./pages.js";
import { Place } from "./place.js";

const where = document.getElementById("where");
const quiet = matchMedia("(prefers-reduced-motion: reduce)");

export const editor = (path, line) =>
  document.body.dataset.editor
    .replace("{path}", path)
    .replace("{line}", Math.max(1, line));

export class Pane {
  constructor(element) {
    [this.name, this.view] = element.dataset.show.split(":");
    this.element = element;
    this.stage = element.querySelector(".stage");
    this.paper = element.querySelector(".paper");
    this.frame = element.querySelector("iframe");
    this.leaves = element.querySelector(".pages");
    this.drawn = this.leaves && new Pages(this.leaves);
    this.edit = element.querySelector(".edit");
    this.pieces = [];
    this.told = [];
    this.place = new Place(this);
    element.querySelector("[data-copy]").addEventListener("click", (event) => copy(event.currentTarget));
    if (this.frame) {
      this.frame.addEventListener("load", () => this.loaded());
      if (this.document?.readyState === "complete" && this.document.location.href !== "about:blank") this.loaded();
    } else {
      this.leaves.addEventListener("pointerover", (event) => this.point(event.target));
      new ResizeObserver(() => this.settle()).observe(this.leaves);
    }
    this.place.restore();
  }

  get document() { return this.frame?.contentDocument; }

  // ---------- the page ----------

  loaded() {
    this.ready = true;
    const page = this.document;
    new ResizeObserver(() => this.fit()).observe(page.documentElement);
    page.addEventListener("pointerover", (event) => this.point(event.target));
    page.addEventListener("click", (event) => this.follow(event));
    this.dress();
    if (this.last) this.page(this.last);
    this.fit();
    this.place.restore();
  }

  page(told) {
    if (!this.frame) return;
    this.last = told;
    this.pieces = told.pieces;
    this.late();
    if (!this.ready) return;
    if (this.worn && this.worn !== told.dress) {
      this.ready = false;
      this.worn = told.dress;
      this.place.remember();
      this.document.location.reload();
      return;
    }
    this.worn = told.dress;
    const held = this.place.hold();
    const fresh = new DOMParser().parseFromString(`<body>${told.body}`, "text/html").body;
    const changed = mend(this.document.body, fresh);
    if (!changed.length) return;
    this.dress();
    this.fit();
    this.place.keep(held);
    if (this.begun && !quiet.matches) changed.slice(0, 3).forEach(glow);
    this.begun = true;
    this.element.dataset.shown = told.digest;
  }

  // Styles of single elements: set by script, since the page's policy allows none that are written.
  dress() {
    for (const element of this.document.querySelectorAll("[data-style]"))
      if (element.style.cssText === "" || element.dressed !== element.dataset.style)
        element.style.cssText = element.dressed = element.dataset.style;
  }

  fit() {
    const high = Math.ceil(this.document.documentElement.getBoundingClientRect().height);
    if (high !== this.high) {
      this.high = high;
      this.frame.style.blockSize = `${high}px`;
    }
    this.settle();
  }

  // Puts what goes with the page where it belongs now.
  settle() {
    this.place.spans = undefined;
    margin(this);
    if (this.here?.isConnected) this.label(); else this.edit.hidden = true;
  }

  // ---------- where the words come from ----------

  marked() { return [...(this.document ?? this.leaves).querySelectorAll("[data-at]")]; }

  // Where an element stands on the paper, in pixels.
  span(element) {
    const { top, bottom, left, right } = element.getBoundingClientRect();
    if (element.ownerDocument !== document) return { top, bottom, left, right };
    const from = this.paper.getBoundingClientRect();
    return { top: top - from.top, bottom: bottom - from.top, left: left - from.left, right: right - from.left };
  }

  point(target) {
    const element = target.closest?.("[data-at]") ?? target.closest?.("section, .lede")?.querySelector("[data-at]");
    if (!element || element === this.here) return;
    const [piece, line] = element.dataset.at.split(":").map(Number);
    this.early = this.pieces[piece] ? undefined : element;
    if (this.early) return;
    this.here?.removeAttribute("data-here");
    this.here = element;
    element.setAttribute("data-here", "");
    const path = this.pieces[piece][1];
    where.hidden = false;
    where.textContent = this.edit.title = `${path}:${line}`;
    where.href = this.edit.href = editor(path, line);
    this.label();
  }

  // Tells of a block that was pointed at before it was known where blocks come from.
  late() { if (this.early?.isConnected) this.point(this.early); }

  // The way to the editor, at the upper corner where the lines of a block end.
  label() {
    const { top, left, right } = this.span(this.here);
    this.edit.hidden = false;
    this.edit.style.top = `${top}px`;
    const end = this.element.dataset.direction === "rtl" ? left : right - this.edit.offsetWidth;
    this.edit.style.left = `${end}px`;
  }

  move(by) {
    const all = this.marked();
    const at = Math.min(all.length - 1, Math.max(0, all.indexOf(this.here) + by));
    if (!all[at]) return;
    this.point(all[at]);
    this.place.show(all[at]);
  }

  follow(event) {
    const link = event.target.closest?.("a[href]");
    if (!link || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    if (/^https?:|^mailto:/.test(link.href)) open(link.href, "_blank", "noopener");
  }

  // ---------- what is told of it ----------

  faults({ faults }) { this.fault = faults; this.overlay(); }

  overlay() {
    const faults = [...(this.fault ?? []), ...(this.unmade ?? [])];
    const place = this.element.querySelector(".overlay");
    this.element.classList.toggle("failed", faults.length > 0);
    place.hidden = !faults.length;
    const why = document.createElement("p");
    why.className = "why";
    why.textContent = say("fault");
    const list = document.createElement("ul");
    for (const { path, line, text, hint } of faults) {
      const item = document.createElement("li");
      const link = Object.assign(document.createElement("a"), { href: editor(path, line), textContent: line ? `${path}:${line}` : path, dir: "ltr" });
      item.append(link, english("p", "", text), ...(hint ? [english("p", "hint", hint)] : []));
      list.append(item);
    }
    place.replaceChildren(...(faults.length ? [why, list] : []));
  }

  pages(told) {
    this.unmade = told.faults;
    this.overlay();
    this.element.removeAttribute("aria-busy");
    if (!this.leaves) return;
    this.pieces = told.pieces;
    this.late();
    this.drawn.show(told, () => this.settle());
    this.restored ||= (this.place.restore(), true);
  }

  busy() { this.element.setAttribute("aria-busy", "true"); }

  meter({ text, share, over, guess, open }) {
    const meter = this.element.querySelector(".meter");
    meter.classList.add("known");
    meter.classList.toggle("over", over);
    meter.classList.toggle("open", open);
    meter.querySelector(".left").textContent = guess ? `≈ ${text}` : text;
    meter.querySelector(".fill").style.inlineSize = `${100 * share}%`;
  }

  notes({ notes }) { this.told = notes; margin(this); }
}

export function english(tag, kind, text) {
  return Object.assign(document.createElement(tag), { className: kind, textContent: text, lang: "en", dir: "ltr" });
}

function glow(element) {
  const tint = getComputedStyle(element).getPropertyValue("--tint");
  element.animate?.([{ backgroundColor: tint }, { backgroundColor: "transparent" }], { duration: 900, easing: "ease-out" });
}

async function copy(button) {
  const words = button.textContent;
  // Browsers give the clipboard to addresses of this machine, and to others by the old way alone.
  if (navigator.clipboard) await navigator.clipboard.writeText(location.href);
  else {
    const field = Object.assign(document.createElement("textarea"), { value: location.href });
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  button.textContent = say("copied");
  setTimeout(() => { button.textContent = words; }, 1500);
}

// In a pane: n and p go from block to block, e opens the editor.
export function step(event, panes) {
  const pane = panes.find((each) => each.stage === document.activeElement);
  if (!pane || event.ctrlKey || event.metaKey || event.altKey) return;
  const moves = { n: 1, p: -1 };
  if (event.key in moves) pane.move(moves[event.key]);
  else if (event.key === "e" && !where.hidden) where.click();
  else return;
  event.preventDefault();
}
