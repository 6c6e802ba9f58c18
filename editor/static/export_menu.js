// Download the version on the page as a file, after a preview.
import { element, radio } from "./dom.js";

const SHOWN = 4000; // most characters of a preview
const FILES = [
  // format, label, format of the preview
  ["docx", "Word", "txt"],
  ["txt", "Plain text", "txt"],
  ["vtt", "Captions (WebVTT)", "vtt"],
  ["srt", "Captions (SubRip)", "srt"],
  ["csv", "Spreadsheet (CSV)", "csv"],
  ["annotations", "W3C Web Annotations", "annotations"],
];

export class ExportMenu {
  /** @param {import("./recording.js").App} app */
  constructor(app) {
    this.app = app;
  }

  address(format) {
    return `${this.app.outbox.address}/files/${format}`;
  }

  open() {
    this.preview = element("pre", { class: "preview", tabIndex: 0, role: "group", "aria-label": "Preview" });
    this.link = element("a", { class: "plain strong", text: "Download", download: "" });
    const choices = FILES.map(([format, label], n) => radio("format", format, n === 0, label));
    const list = element("div", { class: "choices formats", on: { change: ({ target }) => this.show(target.value) } }, ...choices);
    const hint = element("p", { class: "hint", text: "The newest version, published or not." });
    this.app.openDialog("Export", [hint, list, this.preview, element("p", { class: "row" }, this.link)], () => {});
    this.show(FILES[0][0]);
  }

  async show(format) {
    const [, label, shownAs] = FILES.find(([name]) => name === format);
    this.chosen = format;
    this.link.href = this.address(format);
    this.link.textContent = `Download ${label}`;
    const text = await fetch(this.address(shownAs)).then((answer) => (answer.ok ? answer.text() : "The preview is not available."));
    if (this.chosen !== format) return;
    this.preview.textContent = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  }
}
