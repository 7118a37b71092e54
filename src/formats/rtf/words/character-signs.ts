/** Control words that stand for a character (RTF 1.9.1, “Special Characters”). */
export const SIGN_WORDS: ReadonlyMap<string, string> = new Map([
  ['tab', '\t'],
  ['line', '\n'],
  ['lbr', '\n'],
  ['softline', '\n'],
  ['emdash', '\u2014'],
  ['endash', '\u2013'],
  ['emspace', '\u2003'],
  ['enspace', '\u2002'],
  ['qmspace', '\u2005'],
  ['bullet', '\u2022'],
  ['lquote', '\u2018'],
  ['rquote', '\u2019'],
  ['ldblquote', '\u201C'],
  ['rdblquote', '\u201D'],
  ['ltrmark', '\u200E'],
  ['rtlmark', '\u200F'],
  ['zwj', '\u200D'],
  ['zwnj', '\u200C'],
  ['zwbo', '\u200B'],
  ['zwnbo', '\u2060'],
])

/** Characters behind a `\` that stand for another, by their code. */
export const SIGN_SYMBOLS: ReadonlyMap<number, string> = new Map([
  [0x09, '\t'],
  [0x7e, '\u00A0'],
  [0x5f, '\u2011'],
  [0x2d, '\u00AD'],
])

/** What is known only when it is printed, in place of which a remark stands. */
export const PRINTED_WORDS: ReadonlyMap<string, string> = new Map([
  ['chpgn', 'page number'],
  ['sectnum', 'section number'],
  ['chdate', 'date of printing'],
  ['chdpl', 'date of printing'],
  ['chdpa', 'date of printing'],
  ['chtime', 'time of printing'],
])
