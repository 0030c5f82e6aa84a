/** Moments in local time, in UTC and in words, in the words of the terminal and the desktop. */

/** Beyond these no calendar makes sense. */
const MAX_SECONDS = 253_402_300_799;

/** A month and a year of the Gregorian calendar, on the average, in seconds. */
const MONTH = 2_629_746;
const YEAR = 12 * MONTH;

/** The units of a span, each with the one that follows it. Months are only said beside years. */
const UNITS = [
  [YEAR, 'y', MONTH, 'mo'],
  [86_400, 'd', 3_600, 'h'],
  [3_600, 'h', 60, 'm'],
  [60, 'm', 1, 's'],
  [1, 's'],
];

/** The first whole second at which a NumericDate is reached or past, as the core reads it. */
export function wholeSeconds(seconds) {
  return Math.ceil(seconds);
}

/** The time now, in whole seconds since 1970. */
export function nowSeconds() {
  return Math.floor(Date.now() / 1000);
}

/** A span in words, its two largest units: `4 m 12 s`, `8 y 10 mo`. */
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [size, unit, nextSize, nextUnit] = UNITS.find(([least]) => whole >= least) ?? UNITS[4];
  const rest = nextSize ? Math.floor((whole % size) / nextSize) : 0;
  return `${Math.floor(whole / size)} ${unit}${rest > 0 ? ` ${rest} ${nextUnit}` : ''}`;
}

/** Where a moment lies from now: `in 4 m 12 s`, `3 h ago`, `now`. */
export function relative(seconds, now = nowSeconds()) {
  const whole = wholeSeconds(seconds);
  if (whole === now) return 'now';
  return whole > now ? `in ${duration(whole - now)}` : `${duration(now - whole)} ago`;
}

/** A date of this moment, where a calendar reaches it. */
export function date(seconds) {
  return Math.abs(seconds) <= MAX_SECONDS ? new Date(wholeSeconds(seconds) * 1000) : undefined;
}

const two = (number) => String(number).padStart(2, '0');

/** `2026-11-21 10:12:01 UTC`. */
export function utc(at) {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `2026-11-21 11:12:01 +01:00`. */
export function local(at) {
  const minutes = -at.getTimezoneOffset();
  const sign = minutes < 0 ? '−' : '+';
  const offset = `${sign}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())} ${offset}`;
}

/** `as of 2026-11-21 11:12:01 +01:00`, for words that do not count on. */
export function asOf(seconds) {
  return `as of ${local(new Date(seconds * 1000))}`;
}

/** Elements that count with the clock, and what writes them. They are forgotten once they left the page. */
const ticking = new Set();

/** Writes `element` by `write` now and every second. */
export function live(element, write) {
  ticking.add({ element, write });
  write(element);
  return element;
}

/** Starts the clock; `onSecond` is called each second after the elements were written. */
export function startClock(onSecond) {
  const tick = () => {
    for (const entry of ticking) {
      if (entry.element.isConnected) entry.write(entry.element);
      else if (entry.seen) ticking.delete(entry);
      entry.seen = true;
    }
    onSecond();
  };
  setInterval(tick, 1000);
}
