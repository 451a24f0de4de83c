// The place on a page: kept when the page changes, kept in step with the other pane, and found again later.

const LINE = 96; // pixels below the upper edge of a pane at which somebody reads

export class Place {
  constructor(pane) {
    this.pane = pane;
    this.others = [];
    for (const each of [pane.stage, pane.element])
      each.addEventListener("scroll", () => this.lead(), { passive: true });
    addEventListener("pagehide", () => this.remember());
  }

  // On narrow screens the tools of a pane scroll away with its page.
  get scroller() { return getComputedStyle(this.pane.stage).overflowY === "visible" ? this.pane.element : this.pane.stage; }

  get above() { return this.scroller === this.pane.stage ? 0 : this.pane.stage.offsetTop; }

  get top() { return this.scroller.scrollTop - this.above; }

  get room() { return this.scroller.scrollHeight - this.scroller.clientHeight; }

  scroll(top) { this.roll(top + this.above); }

  roll(top) {
    this.scroller.scrollTop = top;
    this.led = this.scroller.scrollTop;
  }

  show(element) { this.scroller.scrollTop = this.pane.span(element).top + this.above - LINE; }

  // ---------- kept ----------

  hold() {
    const top = this.top;
    const element = top > 0 && this.pane.marked().find((each) => this.pane.span(each).bottom > top);
    return element ? [element, this.pane.span(element).top - top] : undefined;
  }

  keep(held) {
    if (!held || !held[0].isConnected) return;
    const by = this.pane.span(held[0]).top - this.top - held[1];
    if (Math.abs(by) > 1) this.scroll(this.top + by);
  }

  get key() { return `place:${this.pane.name.split(".")[0]}`; }

  remember() { sessionStorage.setItem(this.key, JSON.stringify(this.found())); }

  restore() {
    const kept = sessionStorage.getItem(this.key);
    if (kept) this.go(JSON.parse(kept));
  }

  // ---------- in step ----------

  // Where each block begins, as [kind, top], and where the last one ends.
  blocks() {
    if (this.spans) return this.spans;
    const spans = [["", 0]];
    const marked = this.pane.marked();
    for (const element of marked) {
      const [kind] = this.pane.pieces[Number(element.dataset.at.split(":")[0])] ?? [""];
      if (kind && spans.at(-1)[0] !== kind) spans.push([kind, this.pane.span(block(element)).top]);
    }
    const last = marked.at(-1);
    const end = this.pane.paper.scrollHeight;
    spans.push(["end", last ? this.pane.span(block(last)).bottom : end]);
    spans.push([undefined, Math.max(end, spans.at(-1)[1] + 1)]);
    return (this.spans = spans);
  }

  get parted() { return this.pane.pieces.length > 0 && this.pane.marked().length > 0; }

  // The block at which somebody reads, how far within it, and what share of the way that is.
  found() {
    const share = this.room > 0 ? this.scroller.scrollTop / this.room : 0;
    if (!this.parted) return { share };
    const at = this.top + LINE;
    const spans = this.blocks();
    const index = Math.max(0, spans.findIndex(([, top]) => top > at) - 1);
    const [[kind, top], [, next]] = [spans[index], spans[index + 1] ?? spans[index]];
    return { share, kind, within: (at - top) / Math.max(1, next - top) };
  }

  go({ share, kind, within }) {
    if (share <= 0 || share >= 1) { this.roll(share * this.room); return; }
    const spans = this.parted && kind !== undefined ? this.blocks() : [];
    const index = spans.findIndex(([other]) => other === kind);
    if (index < 0) { this.roll(share * this.room); return; }
    const [top, next] = [spans[index][1], spans[index + 1]?.[1] ?? spans[index][1]];
    this.scroll(top + within * (next - top) - LINE);
  }

  lead() {
    // Where this pane was led to, it does not lead from: however late the browser tells of it.
    if (this.scroller.scrollTop === this.led) return;
    this.led = undefined;
    const found = this.found();
    this.others.forEach((other) => other.go(found));
  }
}

// The section an element stands in: a child of the document's main part.
function block(element) {
  let at = element;
  while (at.parentElement && at.parentElement.nodeName !== "MAIN") at = at.parentElement;
  return at.parentElement && element.ownerDocument !== document ? at : element;
}
