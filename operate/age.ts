/** How long ago, in the largest unit that still says something. */
const UNITS: readonly (readonly [seconds: number, name: string])[] = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"],
  [1, "s"],
];

/** @param seconds below zero, as clocks differ, is none. Two units at most: `3 h 20 min`. */
export function ageText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const at = UNITS.findIndex(([unit]) => whole >= unit);
  if (at === -1) return "0 s";
  const [[unit, name], next] = [UNITS[at] as (typeof UNITS)[number], UNITS[at + 1]];
  const rest = next && at < 2 ? Math.floor((whole % unit) / next[0]) : 0;
  return `${Math.floor(whole / unit)} ${name}${next && rest > 0 ? ` ${rest} ${next[1]}` : ""}`;
}
