/**
 * Letters of the fonts that hold signs in the places of letters, as Unicode has them: the µ of "µg" in Symbol, the ticked
 * box of a form in Wingdings. Read as letters they would be other words ("mg", "þ").
 */

/** Whether a font holds signs in the places of letters. @param font its name, as a document has it */
export function isSymbolFont(font: string | undefined): boolean {
  return tableOf(font) !== undefined
}

/**
 * What a letter of such a font shows; `undefined` for another font, and for a sign that Unicode lacks.
 * @param code of the letter, with or without the private area's offset of U+F000
 */
export function symbolOf(font: string | undefined, code: number): string | undefined {
  const place = code >= 0xf000 && code <= 0xf0ff ? code - 0xf000 : code
  if (place === 0x20) return ' '
  const sign = tableOf(font)?.[place]
  return sign === '\0' ? undefined : sign
}

function tableOf(font: string | undefined): readonly string[] | undefined {
  return TABLES[
    (font ?? '')
      .toLowerCase()
      .replace(/^"(.*)"$/, '$1')
      .trim()
  ]
}

/** Signs from a place on; `·` stands for a place without one, as no table has that sign by itself. */
function from(start: number, ...runs: readonly (string | number)[]): readonly string[] {
  const table: string[] = []
  let at = start
  for (const run of runs) {
    if (typeof run === 'number') at = run
    else {
      for (const sign of run) {
        table[at] = sign === '·' ? '\0' : sign
        at += 1
      }
    }
  }
  return table
}

/** Adobe's Symbol encoding: https://www.unicode.org/Public/MAPPINGS/VENDORS/ADOBE/symbol.txt */
const SYMBOL = from(
  0x21,
  '!∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼',
  0xa0,
  '€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪',
  0xf1,
  '〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭',
)

/** After the mapping of Unicode's document L2/11-052, with the commoner twin where few fonts have the sign itself. */
const WINGDINGS = from(
  0x21,
  '✏✂✁👓🔔📖🕯☎✆✉🖃📪📫📬📭📁📂📄🗏🗐🗄⏳🖮🖰🖲🖳💻💾🖬✇✍🖎✌👌👍👎☜☞☝☟✋☺😐☹💣☠🏳🏱✈☼💧❄🕆✞🕈✠✡☪☯ॐ☸♈♉♊♋♌♍♎♏♐♑♒♓&&●❍■□□❑❒⬧⧫◆❖⬥☒⮹⌘🏵🏶❝❞',
  0x80,
  '⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿',
  0x9e,
  '\u00b7•▪○⭕◉◉◎○▪☐🟂✦★✶✴✹✵⯐⌖⟡⌑⯑✪✰🕐🕑🕒🕓🕔🕕🕖🕗🕘🕙🕚🕛',
  0xd5,
  '⌫⌦⮘➢⮙⮛⮈⮊⮉⮋←→↑↓↖↗↙↘⇐➔⇑⇓⇦⇨⇧⇩⇦⇨⇧⇩⬄⇳⬁⬀⬃⬂▭▫✗✓☒☑',
)

const WINGDINGS_2 = from(0x4f, '✗✓☒☑☒☒⮽⮾⊗⊘', 0x96, '●', 0x98, '•', 0xa2, '■', 0xa3, '☐', 0xae, '◆')
const WINGDINGS_3 = from(0x66, '←→↑↓↖↗↙↘', 0x70, '▲▼△▽◀▶')
const WEBDINGS = from(0x61, '✔', 0x63, '☐', 0x67, '■', 0x6e, '●', 0x72, '✖')

const TABLES: Record<string, readonly string[] | undefined> = {
  __proto__: null as never,
  symbol: SYMBOL,
  'symbol mt': SYMBOL,
  wingdings: WINGDINGS,
  'wingdings 2': WINGDINGS_2,
  'wingdings 3': WINGDINGS_3,
  webdings: WEBDINGS,
}
