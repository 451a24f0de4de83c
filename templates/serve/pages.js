// The pages of an edition as pictures, with the places of its blocks over them.

import { say } from "./live.js";

// Shows pages; `then` is called once a new one can be seen.
export function pages(place, name, { pages, places }, then) {
  pages.forEach((digest, index) => {
    const leaf = place.children[index] ?? place.appendChild(sheet());
    const image = leaf.querySelector("img");
    const address = `/proof/${name}/${digest}.png`;
    const marks = () => leaf.replaceChildren(image, ...places.filter(([page]) => page === index).map(mark));
    if (image.getAttribute("src") === address) { marks(); then(); return; }
    leaf.dataset.wanted = digest;
    image.alt = say("page").replace("%(number)s", index + 1);
    const fresh = new Image();
    fresh.src = address;
    // The old page stands until the new one can be shown whole.
    fresh.decode().then(() => {
      if (leaf.dataset.wanted !== digest) return;
      image.src = address;
      marks();
      then();
    }, () => {});
  });
  [...place.children].slice(pages.length).forEach((leaf) => leaf.remove());
}

function sheet() {
  const leaf = Object.assign(document.createElement("div"), { className: "leaf" });
  leaf.append(new Image());
  return leaf;
}

function mark([, piece, line, ...box]) {
  const element = document.createElement("div");
  element.dataset.at = `${piece}:${line}`;
  ["left", "top", "width", "height"].forEach((side, index) => { element.style[side] = `${100 * box[index]}%`; });
  return element;
}
