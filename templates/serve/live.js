// What the server tells, and what is said when it is gone.

const texts = JSON.parse(document.body.dataset.texts);

export const say = (name) => texts[name];

export function live(query, kinds) {
  const lost = document.getElementById("lost");
  const address = `/events?in=${document.body.dataset.in}${query}`;
  let source;
  const open = () => {
    source = new EventSource(address);
    source.onopen = () => { lost.textContent = ""; };
    source.onerror = () => {
      lost.textContent = say("lost");
      if (source.readyState === EventSource.CLOSED) setTimeout(open, 500);
    };
    source.addEventListener("look", (event) => {
      // Another version of the preview answers now: its pages go with its scripts.
      const { look, editor } = JSON.parse(event.data);
      if (look !== document.body.dataset.look) location.reload();
      document.body.dataset.editor = editor;
    });
    for (const [kind, hear] of Object.entries(kinds))
      source.addEventListener(kind, (event) => hear(JSON.parse(event.data)));
  };
  open();
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => { if (event.persisted) open(); });
}

// Fetches the page anew and gives its parts to those that are shown.
export async function again(...selectors) {
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const selector of selectors) {
    const [olds, news] = [document, fresh].map((side) => [...side.querySelectorAll(selector)]);
    olds.forEach((old, index) => { if (news[index]) mend(old, news[index]); });
  }
}

const same = (one, other) => one.nodeType === other.nodeType && one.nodeName === other.nodeName;

// Makes one tree equal to another and keeps what is equal already; returns the elements whose words changed.
export function mend(old, fresh, changed = []) {
  if (old.isEqualNode(fresh)) return changed;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.data = fresh.data;
    changed.push(old.parentElement);
    return changed;
  }
  attributes(old, fresh);
  const olds = [...old.childNodes];
  const news = [...fresh.childNodes];
  let start = 0;
  let end = 0;
  const alike = (one, other) => one && other && one.isEqualNode(other);
  while (start < Math.min(olds.length, news.length) && alike(olds[start], news[start])) start += 1;
  while (end < Math.min(olds.length, news.length) - start && alike(olds.at(-1 - end), news.at(-1 - end))) end += 1;
  const before = olds.slice(start, olds.length - end);
  const after = news.slice(start, news.length - end);
  const next = olds[olds.length - end] ?? null;
  after.forEach((node, index) => {
    const stands = before[index];
    if (stands && same(stands, node)) { mend(stands, node, changed); return; }
    const own = old.ownerDocument.importNode(node, true);
    if (stands) stands.replaceWith(own); else old.insertBefore(own, next);
    changed.push(own.nodeType === Node.ELEMENT_NODE ? own : old);
  });
  before.slice(after.length).forEach((node) => node.remove());
  if (after.length < before.length) changed.push(old);
  return changed;
}

function attributes(old, fresh) {
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const { name } of [...old.attributes])
    if (!fresh.hasAttribute(name) && name !== "style" && name !== "data-here") old.removeAttribute(name);
}
