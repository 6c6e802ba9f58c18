// Scroll to turns and words, in the part of the page between its top bar and the player.
import { $, reducedMotion } from "./dom.js";

const MARGIN = 12; // pixels

function visibleArea() {
  const top = $(".masthead").offsetHeight + MARGIN;
  return { top, height: innerHeight - $(".dock").offsetHeight - MARGIN - top };
}

// Scroll until a turn, or a range of its words, is visible. Nothing moves if it is.
export function scrollIntoView(node, range = null) {
  const box = (range ?? node).getBoundingClientRect();
  const { top, height } = visibleArea();
  if (box.height && box.top >= top && box.bottom <= top + height) return;
  scroll(node, range, () => top + height * 0.22);
}

// Scroll until a turn and the question below it are visible, or at least their end.
export function scrollFullyIntoView(node) {
  const { top, height } = visibleArea();
  const box = node.getBoundingClientRect();
  if (box.top >= top && box.bottom <= top + height) return;
  scroll(node, null, (own) => top + Math.min(height - own, (height - own) * 0.3));
}

// The height of a turn that was never visible is estimated: scroll, let the browser lay it out, scroll again.
function scroll(node, range, targetTop) {
  const go = (behavior) => {
    let box = (range ?? node).getBoundingClientRect();
    if (!box.height) box = node.getBoundingClientRect();
    scrollTo({ top: scrollY + box.top - targetTop(box.height), behavior });
  };
  const isNear = Math.abs(node.getBoundingClientRect().top) < innerHeight && !reducedMotion.matches;
  go(isNear ? "smooth" : "instant");
  if (!isNear) requestAnimationFrame(() => requestAnimationFrame(() => go("instant")));
}
