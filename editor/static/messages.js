// Show a message, or a dialog with a form.
import { $, element } from "./dom.js";

const MESSAGE_MS = 8000; // the time for which a message is shown

let timer;
/**
 * @param {string} text
 * @param {(() => any) | null} undo what an Undo button beside the text does
 * @param {Node | null} link shown after the text
 */
export function notify(text, undo = null, link = null) {
  const message = $("#message");
  clearTimeout(timer);
  message.replaceChildren(element("span", { text }));
  const click = () => {
    message.replaceChildren();
    undo();
  };
  if (link) message.append(link);
  if (undo) message.append(element("button", { type: "button", text: "Undo", on: { click } }));
  timer = setTimeout(clearMessage, MESSAGE_MS);
}

// Remove the message that is shown.
export function clearMessage() {
  clearTimeout(timer);
  $("#message").replaceChildren();
}

const TYPED = "input[type=text]:not([data-lookup]), input[type=date], textarea"; // fields whose text would be lost

// Ask before Esc or the close button discards what was typed in a dialog.
function askBeforeLosing(dialog, form) {
  const typed = () => JSON.stringify([...form.querySelectorAll(TYPED)].map((field) => field.value));
  const before = typed();
  const label = [...form.querySelectorAll("button:not([type=button])")].at(-1)?.textContent;
  const question = element(
    "div",
    { class: "row question", role: "alert" },
    element("p", { text: "What you typed is not saved." }),
    element("button", { class: "plain strong", text: label ?? "OK" }),
    element("button", { type: "button", class: "plain", text: "Discard", on: { click: () => dialog.close() } }),
    element("button", { type: "button", class: "plain", text: "Keep typing", on: { click: () => resume() } }),
  );
  const resume = () => {
    question.remove();
    $(TYPED, form).focus();
  };
  const ask = (event) => {
    if (typed() === before) return undefined;
    event.preventDefault();
    if (question.isConnected) return resume();
    form.append(question);
    $("[type=button]", question).focus();
    return undefined;
  };
  // Cancel the key press, not only the event "cancel", because browsers close a dialog at the
  // second Esc.
  dialog.onkeydown = (event) => {
    if (event.key === "Escape") ask(event); // nothing is returned: false would cancel every other key
  };
  dialog.oncancel = ask;
  $(".close", dialog).onclick = ask;
}

// Show a dialog with a form; returns the form.
export function showDialog(title, body, submit, onClose) {
  const dialog = $("#ask");
  const onSubmit = () => {
    dialog.close();
    submit();
  };
  const form = element("form", { method: "dialog", on: { submit: onSubmit } }, ...body);
  askBeforeLosing(dialog, form);
  $("#ask-title").textContent = title;
  $("#ask-body").replaceChildren(form);
  dialog.onclose = onClose;
  dialog.showModal();
  $("input:checked, input, button", form)?.focus();
  return form;
}
