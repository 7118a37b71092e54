import { children, rawText, type XmlElement } from '../../ccda/xml-tree.ts'

/**
 * Of the alternatives that a program wrote for newer and older ones, the one that Word shows (ECMA-376 part 3 §9.3): the
 * first choice whose requirements it understands, else the fallback. Never two of them; and where that is a drawing which
 * is not drawn here, such as handwriting, the picture of it that was written for older programs.
 */
export function chosenContent(alternatives: XmlElement): XmlElement | undefined {
  const options = children(alternatives, 'Choice', 'Fallback')
  const words = options.find((option) => option.name === 'Fallback' || isUnderstood(option))
  if (words && holdsAny(words, SHOWN)) return words
  const others = options.filter((option) => holdsAny(option, SHOWN))
  return others.find(({ name }) => name === 'Fallback') ?? others[0] ?? words ?? options.at(-1)
}

/** By the prefixes that Word itself gives to what it has added to the format ([MS-DOCX], [MS-ODRAWXML]). */
function isUnderstood({ attributes }: XmlElement): boolean {
  const required = (attributes['Requires'] ?? '').split(/\s+/).filter((prefix) => prefix !== '')
  return required.every((prefix) => WORDS_OWN.test(prefix))
}

const WORDS_OWN =
  /^(w(p[sgci]?)?\d*(se|cid|cex|du|sdtdh|sdtfl)?|wp14|wne|cx\d?|c14|a14|aink|am3d|oel|m|mv|v|o|w10|r)$/

/**
 * What other programs would show where Word chooses something else, and it has another text: each once, cut to 200
 * letters.
 */
export function otherTexts(root: XmlElement, found = new Set<string>()): ReadonlySet<string> {
  for (const one of children(root)) {
    if (found.size === MOST_OTHERS) break
    if (one.name === 'AlternateContent') {
      const chosen = chosenContent(one)
      const shown = wordsIn(chosen)
      for (const option of children(one, 'Choice', 'Fallback')) {
        const text = wordsIn(option)
        if (text !== '' && text !== shown) found.add(text.slice(0, 200))
      }
      if (chosen) otherTexts(chosen, found)
    } else otherTexts(one, found)
  }
  return found
}

const MOST_OTHERS = 20

/** The text alone: places and sizes of drawings are text of elements as well. */
function wordsIn(element: XmlElement | undefined): string {
  const parts = children(element).map((one) => (one.name === 't' ? rawText(one) : wordsIn(one)))
  return parts.join(' ').replaceAll(/\s+/g, ' ').trim()
}

const SHOWN = new Set([
  'txbxContent',
  'pic',
  'imagedata',
  't',
  'tbl',
  'p',
  'chart',
  'relIds',
  'fldChar',
  'sym',
])

function holdsAny(element: XmlElement, names: ReadonlySet<string>): boolean {
  return children(element).some((one) => names.has(one.name) || holdsAny(one, names))
}
