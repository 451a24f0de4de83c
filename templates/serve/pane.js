// One edition: its page or its pages, what stands in its margin, and where its words come from.

import { mend, say } from "./live.js";
import { margin } from "./margin.js";

const where = document.getElementById("where");
const quiet = matchMedia("(prefers-reduced-motion: reduce)");
const LINE = 96; // pixels below the upper edge of a pane at which somebody reads

export const editor = (path, line) =>
  document.body.dataset.editor
    .replace("{path}", `${document.body.dataset.root}/${path}`)
    .replace("{line}", Math.max(1, line));

function tell(path, line) {
  where.hidden = false;
  where.textContent = line ? `${path}:${line}` : path;
  where.href = editor(path, line);
}

export class Pane {
  constructor(element) {
    [this.name, this.view] = element.dataset.show.split(":");
    this.element = element;
    this.stage = element.querySelector(".stage");
    this.paper = element.querySelector(".paper");
    this.frame = element.querySelector("iframe");
    this.others = [];
    this.pieces = [];
    this.told = [];
    this.moved = 0;
    this.stage.addEventListener("scroll", () => this.lead(), { passive: true });
    element.querySelector("[data-copy]").addEventListener("click", (event) => copy(event.currentTarget));
    if (this.frame) {
      this.frame.addEventListener("load", () => this.loaded());
      if (this.document?.readyState === "complete" && this.document.location.href !== "about:blank") this.loaded();
    }
    this.restore();
    addEventListener("pagehide", () => this.remember());
  }

  get document() { return this.frame?.contentDocument; }

  // ---------- the page ----------

  loaded() {
    this.ready = true;
    const page = this.document;
    new ResizeObserver(() => this.fit()).observe(page.documentElement);
    page.addEventListener("pointermove", (event) => this.point(event.target));
    page.addEventListener("click", (event) => this.follow(event));
    this.dress();
    if (this.last) this.page(this.last);
    this.fit();
    this.restore();
  }

  page(told) {
    this.last = told;
    this.pieces = told.pieces;
    if (!this.ready) return;
    if (this.worn && this.worn !== told.dress) {
      this.ready = false;
      this.worn = told.dress;
      this.remember();
      this.document.location.reload();
      return;
    }
    this.worn = told.dress;
    const held = this.hold();
    const fresh = new DOMParser().parseFromString(`<body>${told.body}`, "text/html").body;
    const changed = mend(this.document.body, fresh);
    if (!changed.length) return;
    this.dress();
    this.fit();
    this.keep(held);
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
    this.spans = undefined;
    margin(this);
  }

  // ---------- the place on the page ----------

  hold() {
    const top = this.stage.scrollTop;
    const element = this.marked().find((each) => each.getBoundingClientRect().bottom > top);
    return element && top ? [element, element.getBoundingClientRect().top - top] : undefined;
  }

  keep(held) {
    if (!held || !held[0].isConnected) return;
    const by = held[0].getBoundingClientRect().top - this.stage.scrollTop - held[1];
    if (Math.abs(by) > 1) this.scroll(this.stage.scrollTop + by);
  }

  scroll(top) {
    this.moved = performance.now();
    this.stage.scrollTop = top;
  }

  remember() { sessionStorage.setItem(`place:${this.issue}`, JSON.stringify(this.place())); }

  restore() {
    const kept = sessionStorage.getItem(`place:${this.issue}`);
    if (kept) this.go(JSON.parse(kept));
  }

  get issue() { return this.name.split(".")[0]; }

  // ---------- in step with the other pane ----------

  marked() { return this.document ? [...this.document.querySelectorAll("[data-at]")] : []; }

  // Where each block begins, as [kind, top], and where the last one ends.
  blocks() {
    if (this.spans) return this.spans;
    const spans = [["", 0]];
    for (const element of this.marked()) {
      const [kind] = this.pieces[Number(element.dataset.at.split(":")[0])] ?? [""];
      if (kind && spans.at(-1)[0] !== kind) spans.push([kind, block(element).getBoundingClientRect().top]);
    }
    const last = this.marked().at(-1);
    spans.push(["end", last ? block(last).getBoundingClientRect().bottom : this.stage.scrollHeight]);
    spans.push([undefined, Math.max(this.stage.scrollHeight, spans.at(-1)[1] + 1)]);
    return (this.spans = spans);
  }

  place() {
    const room = this.stage.scrollHeight - this.stage.clientHeight;
    const share = room > 0 ? this.stage.scrollTop / room : 0;
    if (!this.document || !this.pieces.length) return { share };
    const at = this.stage.scrollTop + LINE;
    const spans = this.blocks();
    const index = Math.max(0, spans.findIndex(([, top]) => top > at) - 1);
    const [[kind, top], [, next]] = [spans[index], spans[index + 1] ?? spans[index]];
    return { share, kind, within: (at - top) / Math.max(1, next - top) };
  }

  go({ share, kind, within }) {
    const room = this.stage.scrollHeight - this.stage.clientHeight;
    if (share <= 0 || share >= 1) { this.scroll(share * room); return; }
    const spans = this.document && this.pieces.length && kind !== undefined ? this.blocks() : [];
    const index = spans.findIndex(([other]) => other === kind);
    if (index < 0) { this.scroll(share * room); return; }
    const [top, next] = [spans[index][1], spans[index + 1]?.[1] ?? spans[index][1]];
    this.scroll(top + within * (next - top) - LINE);
  }

  lead() {
    if (performance.now() - this.moved < 120) return;
    const place = this.place();
    this.others.forEach((other) => other.go(place));
  }

  // ---------- where the words come from ----------

  point(target) {
    const element = target.closest?.("[data-at]") ?? target.closest?.("section, .lede")?.querySelector("[data-at]");
    if (!element || element === this.here) return;
    this.here?.removeAttribute("data-here");
    this.here = element;
    element.setAttribute("data-here", "");
    const [piece, line] = element.dataset.at.split(":").map(Number);
    if (this.pieces[piece]) tell(this.pieces[piece][1], line);
  }

  move(by) {
    const all = this.marked();
    const at = Math.min(all.length - 1, Math.max(0, all.indexOf(this.here) + by));
    if (!all[at]) return;
    this.point(all[at]);
    this.stage.scrollTop = all[at].getBoundingClientRect().top - LINE;
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

  pages({ pages, faults }) {
    this.unmade = faults;
    this.overlay();
    this.stage.removeAttribute("aria-busy");
    const place = this.element.querySelector(".pages");
    if (!place) return;
    pages.forEach((digest, index) => {
      const image = place.children[index] ?? place.appendChild(new Image());
      const address = `/proof/${this.name}/${digest}.png`;
      if (image.getAttribute("src") === address) return;
      image.alt = say("page").replace("%(number)s", index + 1);
      const fresh = new Image();
      fresh.src = address;
      // The old page stands until the new one can be shown whole.
      fresh.decode().then(() => { image.src = address; this.element.dataset.pages = pages.join(" "); }, () => {});
    });
    [...place.children].slice(pages.length).forEach((image) => image.remove());
    this.restored ||= (this.restore(), true);
  }

  busy() { this.stage.setAttribute("aria-busy", "true"); }

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

// The section an element stands in: a child of the document's main part.
function block(element) {
  let at = element;
  while (at.parentElement && at.parentElement.nodeName !== "MAIN") at = at.parentElement;
  return at.parentElement ? at : element;
}

function glow(element) {
  const tint = getComputedStyle(element).getPropertyValue("--tint");
  element.animate?.([{ backgroundColor: tint }, { backgroundColor: "transparent" }], { duration: 900, easing: "ease-out" });
}

async function copy(button) {
  const words = button.textContent;
  await navigator.clipboard.writeText(location.href);
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
