// The menus: more actions for the turn, and on phones those of the top bar.
import { $ } from "./dom.js";

const MENUS = ["#more", "#tools"];

export function openMenu() {
  return MENUS.map((menu) => $(menu)).find((menu) => menu.matches(":popover-open")) ?? null;
}
