// The dialog with the title, programme, date, description and cast of the recording.
import { $, element, submitRow } from "./dom.js";

const FIELDS = { title: "Title", programme: "Programme", date: "Date" }; // the fields that the header shows, with their labels
const DESCRIPTION = "description";

export class Details {
  /**
   * @param {import("./recording.js").App} app
   * @param {any} recording
   */
  constructor(app, recording) {
    this.app = app;
    this.recording = recording;
  }

  // Show the details of the recording, if they have changed.
  show(recording) {
    this.recording = recording;
    const shown = { ...recording, title: recording.title || recording.file };
    for (const name of Object.keys(FIELDS)) {
      const node = $(`#${name}`);
      node.hidden = !shown[name];
      if (node.textContent !== (shown[name] ?? "")) node.textContent = shown[name] ?? "";
    }
    document.title = `${shown.title} · tapelog`;
  }

  open() {
    const inputs = Object.keys(FIELDS).map((name) =>
      element("input", { type: "text", autocomplete: "off", name, value: this.recording[name] ?? "" }),
    );
    const dated = inputs.at(-1);
    dated.pattern = "\\d{4}(-\\d{2}(-\\d{2})?)?";
    dated.title = "For example 1987-11-04, 1987-11 or 1987";
    const about = element("textarea", { name: DESCRIPTION, rows: 4, maxLength: 4000, value: this.recording.description ?? "" });
    const fields = inputs.map((input) => element("label", { class: "field", text: FIELDS[input.name] }, input));
    const hint = element("p", { class: "hint", text: "Readers see these on every page. The date is the day of the broadcast, for example 1987-11-04, 1987-11 or 1987." });
    const described = element("label", { class: "field", text: "Description" }, about);
    const body = [...fields, hint, described, this.cast(), submitRow("Save")];
    this.app.openDialog("Details of the recording", body, () => this.save([...inputs, about]));
  }

  // Who speaks, with a button to the panel in which names and roles are changed.
  cast() {
    const { store } = this.app;
    const withRole = (label, role) => (role && role !== label.toLowerCase() ? `${label} (${role})` : label);
    const people = store.orderedSpeakers().map(({ id, role }) => withRole(store.label(id), role));
    const edit = () => {
      this.app.form.requestSubmit(); // saves what was typed; the dialog stays open if it is not valid
      if ($("#ask").open) return;
      $("#tab-people").click();
      $("#people").focus();
    };
    const button = element("button", { type: "button", class: "plain", text: "Edit the cast", on: { click: edit } });
    return element("p", { class: "row" }, element("span", { text: `Cast: ${people.join(", ") || "nobody"}` }), button);
  }

  save(inputs) {
    const group = `details ${Date.now()}`; // all edits of this group are undone together
    for (const { name, value } of inputs) {
      const typed = value.trim().replace(/\s+/g, " ") || null;
      if (typed === (this.recording[name] ?? null)) continue;
      this.app.sendEdit("set-metadata", { field: name, value: typed }, { message: "Details saved", group });
    }
  }
}
