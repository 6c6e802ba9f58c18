// Show and change who works on the recording.
import { $, element, submitRow } from "./dom.js";

export class Assignment {
  /**
   * @param {import("./recording.js").App} app
   * @param {string | null} person
   */
  constructor(app, person) {
    this.app = app;
    this.show(person);
  }

  show(person) {
    this.person = person;
    $("#assigned").textContent = person ? `Assigned to ${person}` : "Assigned to nobody";
  }

  open() {
    const { openDialog, outbox } = this.app;
    const name = element("input", { type: "text", autocomplete: "off", value: this.person ?? outbox.author });
    const hint = element("p", { class: "hint", text: "The list of recordings can be filtered by this name. Leave it empty to assign it to nobody." });
    const field = element("label", { class: "field" }, "Who works on this recording?", name);
    openDialog("Assign the recording", [field, hint, submitRow("Assign")], () => this.save(name.value.trim() || null));
    name.select();
  }

  save(person) {
    if (person === this.person) return;
    this.app.sendEdit("assign-recording", { person }, { message: person ? `Assigned to ${person}` : "Assigned to nobody" });
  }
}
