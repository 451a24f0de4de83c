// The preview: a board of issues, or editions of one side by side.

import { board } from "./board.js";
import { again, live } from "./live.js";
import { Pane, step } from "./pane.js";

const elements = [...document.querySelectorAll(".pane")];

if (elements.length) {
  const panes = elements.map((element) => new Pane(element));
  panes.forEach((pane) => { pane.place.others = panes.filter((other) => other !== pane).map((other) => other.place); });
  const to = (kind) => (told) => panes.filter((pane) => pane.name === told.of).forEach((pane) => pane[kind](told));
  const kinds = ["page", "faults", "pages", "meter", "notes", "busy"];
  const query = panes.map((pane) => `&show=${pane.name}:${pane.view}`).join("");
  live(query, { ...Object.fromEntries(kinds.map((kind) => [kind, to(kind)])), frame: () => again("#faults", ".bar", ".tools nav") });
  document.addEventListener("keydown", (event) => step(event, panes));
} else if (document.getElementById("board")) {
  board();
}
