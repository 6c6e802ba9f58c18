// Remember where the editor was in a recording, and go there, or to the time in the address (#t=83.2).
import { loadLocal, saveLocal } from "./dom.js";

/** @param {import("./recording.js").App} app */
export function restorePlace({ store, turns, player, goTo }) {
  const key = `place:${store.id}`;
  const save = () => {
    if (turns.selected) saveLocal(key, { turn: turns.selected.id, time: player.time });
  };
  const whenLoaded = (action) => player.audio.addEventListener("loadedmetadata", action, { once: true });
  const openAddress = () => {
    const turn = store.byId.get(location.hash.slice(1));
    if (turn) return goTo(turn.start); // the address of a turn in a transcript without times
    const match = /^#t=(\d+(?:\.\d+)?)$/.exec(location.hash);
    if (!match) return;
    const time = Number(match[1]);
    if (player.audio.readyState || !player.hasSound) goTo(time);
    else whenLoaded(() => goTo(time));
    turns.select(store.nearestTurn(time));
  };

  const place = loadLocal(key);
  addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", save);
  addEventListener("hashchange", openAddress);
  turns.select(store.byId.get(place?.turn) ?? store.turns[0], { show: Boolean(place) });
  if (place?.time && !location.hash) whenLoaded(() => player.seek(place.time));
  openAddress();
}
