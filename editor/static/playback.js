// The actions of the player's keys and buttons.
import { notify } from "./messages.js";
import { selectedPassages } from "./passages.js";
import { formatTime } from "./store.js";

const LEAD_SECONDS = 1.5; // the sound that is played before or after the start of a turn

/** @param {import("./recording.js").App} app */
export function playbackActions(app) {
  const { player, turns } = app;
  const start = () => turns.selected.start;
  return {
    play: () => player.toggle(),
    back: () => player.skip(-3),
    forward: () => player.skip(3),
    slower: () => notify(`Speed ${player.changeSpeed(-1)}`),
    faster: () => notify(`Speed ${player.changeSpeed(1)}`),
    replay: () => replay(app),
    loop: () => loop(app),
    link: () => copyLink(player.time),
    before: () => player.playRange(start() - LEAD_SECONDS, start()),
    after: () => player.playRange(start(), start() + LEAD_SECONDS),
  };
}

function replay({ review, player, turns, isTyping }) {
  const { current } = review;
  if (current && !isTyping()) player.playAround(current.start, current.end);
  else player.playRange(turns.selected.start, turns.selected.end);
}

// Play the selected words or turns again and again; pressed once more, stop.
function loop({ player, turns }) {
  if (player.isPlaying && player.loopFrom !== null) return player.toggle();
  const passages = selectedPassages(turns);
  const chosen = passages.length ? passages : turns.range;
  return player.loop(chosen[0].start, Math.max(...chosen.map((one) => one.end)));
}

function copyLink(time) {
  const link = `${location.origin}${location.pathname}#t=${time.toFixed(1)}`;
  const copied = navigator.clipboard?.writeText(link) ?? Promise.reject(new Error("no clipboard"));
  return copied.then(
    () => notify(`Copied a link to ${formatTime(time)}.`),
    () => notify(link), // browsers allow copying only over HTTPS and on this machine
  );
}
