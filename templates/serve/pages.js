// The pages of an edition, drawn of strips that the server tells of, with the places of its blocks over them.

import { say } from "./live.js";

export class Pages {
  constructor(place) {
    this.place = place;
    this.files = new Map(); // strips as text by their digests, of the pages that are shown
  }

  // Shows pages; `then` is called once a new one can be seen.
  show({ pages, pictures, places, high }, then) {
    for (const [digest, data] of Object.entries(pictures)) this.files.set(digest, data);
    const wanted = new Set(pages.flatMap(({ strips }) => strips));
    for (const digest of [...this.files.keys()]) if (!wanted.has(digest)) this.files.delete(digest);
    pages.forEach(({ digest, size, strips }, index) => {
      const leaf = this.place.children[index] ?? this.place.appendChild(sheet());
      const canvas = leaf.querySelector("canvas");
      canvas.ariaLabel = say("page").replace("%(number)s", index + 1);
      leaf.wanted = digest;
      // The old page stands until all that is new of it can be shown.
      this.drawn(strips, fitting(canvas, size) ? leaf.strips ?? [] : []).then((drawn) => {
        if (leaf.wanted !== digest) return;
        if (!fitting(canvas, size)) [canvas.width, canvas.height] = size;
        const pen = canvas.getContext("2d");
        drawn.forEach(([picture, at]) => pen.drawImage(picture, 0, at * high));
        leaf.strips = strips;
        canvas.dataset.shown = digest;
        [...leaf.children].slice(1).forEach((each) => each.remove());
        leaf.append(...places.filter(([page]) => page === index).map(mark));
        then();
      }, () => {});
    });
    [...this.place.children].slice(pages.length).forEach((leaf) => leaf.remove());
  }

  // The strips that differ, each a picture with its number.
  drawn(strips, shown) {
    const fresh = strips.map((digest, at) => [digest, at]).filter(([digest, at]) => shown[at] !== digest);
    return Promise.all(fresh.map(async ([digest, at]) => [await picture(this.files.get(digest)), at]));
  }
}

const fitting = (canvas, [wide, high]) => canvas.width === wide && canvas.height === high;

// An address that holds the picture is unpacked within the page: a file or a blob would go by way of another process.
async function picture(data) {
  const image = Object.assign(new Image(), { src: `data:image/png;base64,${data}` });
  await image.decode();
  return image;
}

function sheet() {
  const leaf = Object.assign(document.createElement("div"), { className: "leaf" });
  leaf.append(Object.assign(document.createElement("canvas"), { role: "img" }));
  return leaf;
}

function mark([, piece, line, ...box]) {
  const element = document.createElement("div");
  element.dataset.at = `${piece}:${line}`;
  ["left", "top", "width", "height"].forEach((side, index) => { element.style[side] = `${100 * box[index]}%`; });
  return element;
}
