/**
 * A name as it may stand within a sentence: one that holds letters written from right to left is isolated, or it would
 * turn the words around it (https://www.w3.org/International/articles/inline-bidi-markup/). All others stay as they are.
 * Where elements can be used, `<bdi>` does the same for any text.
 */
export function isolate(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name
}

/** Letters of the scripts that run from right to left, and what overrides the direction. */
const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u200f\u202a-\u202e\u2066-\u2069]|[\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u
