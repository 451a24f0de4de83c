// The board: search, pictures of first pages, states that follow the files.

import { again, live } from "./live.js";

export function board() {
  const search = document.getElementById("search");
  search.form.addEventListener("submit", (event) => event.preventDefault());
  search.addEventListener("input", () => filter(search.value));
  const seen = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach(({ target }) => { seen.unobserve(target); ask(target); }),
    { rootMargin: "400px" },
  );
  const watch = () => document.querySelectorAll("[data-cover]").forEach((place) => seen.observe(place));
  watch();
  let waiting = 0;
  live("&board", {
    cover: ({ of, digest }) => document.querySelectorAll(`[data-cover="${of}"]`).forEach((place) => show(place, digest)),
    board: () => {
      clearTimeout(waiting);
      waiting = setTimeout(async () => {
        await again("#faults", ".top", "#board");
        document.querySelectorAll("[data-cover][data-digest]").forEach((place) => show(place, place.dataset.digest));
        watch();
        filter(search.value);
      }, 120);
    },
  });
}

function filter(text) {
  const wanted = text.trim().toLocaleLowerCase().split(/\s+/);
  let found = 0;
  for (const issue of document.querySelectorAll(".issue")) {
    issue.hidden = !wanted.every((word) => issue.dataset.words.includes(word));
    found += !issue.hidden;
  }
  const none = document.getElementById("none");
  none.textContent = found || !text ? "" : none.dataset.text;
}

// Pictures are made when they come into view; the server tells when one is there.
async function ask(place) {
  if (place.dataset.digest) { show(place, place.dataset.digest); return; }
  const answer = await fetch(`/cover/${place.dataset.cover}.png`, { method: "HEAD" });
  if (answer.status === 200) show(place, "");
}

function show(place, digest) {
  const version = digest ? `?v=${digest}` : "";
  const address = `/cover/${place.dataset.cover}.png${version}`;
  const image = place.querySelector("img") ?? new Image();
  if (image.getAttribute("src") === address) return;
  image.alt = "";
  image.src = address;
  if (!image.isConnected) place.replaceChildren(image);
}
