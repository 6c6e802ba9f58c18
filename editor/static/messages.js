// Show a message, or a dialog with a form.
import { $, element } from "./dom.js";

const MESSAGE_MS = 8000; // for which a message is shown

let timer;
/** @param {string} text @param {(() => any) | null} undo what an Undo button beside the text does */
export function notify(text, undo = null) {
  const message = $("#message");
  clearTimeout(timer);
  message.replaceChildren(element("span", { text }));
  const click = () => {
    message.replaceChildren();
    undo();
  };
  if (undo) message.append(element("button", { type: "button", text: "Undo", on: { click } }));
  timer = setTimeout(clearMessage, MESSAGE_MS);
}

// Remove the message that is shown.
export function clearMessage() {
  clearTimeout(timer);
  $("#message").replaceChildren();
}

// Show a dialog with a form; returns the form.
export function showDialog(title, body, submit, onClose) {
  const dialog = $("#ask");
  const onSubmit = () => {
    dialog.close();
    submit();
  };
  const form = element("form", { method: "dialog", on: { submit: onSubmit } }, ...body);
  $("#ask-title").textContent = title;
  $("#ask-body").replaceChildren(form);
  dialog.onclose = onClose;
  dialog.showModal();
  $("input:checked, input, button", form)?.focus();
  return form;
}
