import { child, children, type XmlElement } from '../ccda/xml-tree.ts'
import type { Paragraph, TextStyle } from '../flow/flow-document.ts'

/** What a style says of letters (ODF 1.3 part 3 §20); `undefined` where it says nothing. */
export interface LetterProps {
  bold?: boolean | undefined
  italic?: boolean | undefined
  underline?: boolean | undefined
  strike?: boolean | undefined
  position?: 'sub' | 'sup' | 'none' | undefined
  caps?: boolean | undefined
  highlight?: boolean | undefined
  hidden?: boolean | undefined
  font?: string | undefined
}

export interface OdtParagraphStyle {
  heading: number | undefined
  align: Paragraph['align']
  indent: number | undefined
  isRightToLeft: boolean
  breaksPage: boolean
  listStyle: string | undefined
  letters: LetterProps
}

const LONGEST_CHAIN = 50

/** The styles of a document: those with a name, and the automatic ones of one of its parts. */
export class OdtStyles {
  readonly listStyles = new Map<string, XmlElement>()
  readonly outline: XmlElement | undefined
  private readonly styles = new Map<string, XmlElement>()
  private readonly fonts = new Map<string, string>()

  /** @param groups `office:styles`, `office:automatic-styles` and `office:font-face-decls` of the parts, the later ones first */
  constructor(groups: readonly (XmlElement | undefined)[]) {
    const all = groups.flatMap((group) => children(group))
    for (const element of all) {
      const { name, family } = element.attributes
      if (element.name === 'style' && name !== undefined) {
        setOnce(this.styles, `${family} ${name}`, element)
      } else if (element.name === 'default-style') setOnce(this.styles, `${family}`, element)
      else if (element.name === 'list-style' && name !== undefined) {
        setOnce(this.listStyles, name, element)
      } else if (element.name === 'font-face' && name !== undefined) {
        setOnce(this.fonts, name, element.attributes['font-family'] ?? name)
      }
    }
    this.outline = all.find(({ name }) => name === 'outline-style')
  }

  /** What a paragraph of a style is, with what the style inherits. */
  paragraph(name: string | undefined): OdtParagraphStyle {
    const chain = this.chain('paragraph', name)
    const said = (attribute: string) => firstOf(chain, 'paragraph-properties', attribute)
    const level = Number(firstStyle(chain, 'default-outline-level'))
    const steps = Math.round(centimetres(said('margin-left') ?? said('margin-start')) / 1.25)
    return {
      heading: level >= 1 ? Math.min(6, level) : undefined,
      align: ALIGNS[said('text-align') ?? ''],
      indent: steps > 0 ? Math.min(8, steps) : undefined,
      isRightToLeft: said('writing-mode')?.startsWith('rl') === true,
      breaksPage: said('break-before') === 'page',
      listStyle: firstStyle(chain, 'list-style-name') || undefined,
      letters: this.lettersOf(chain),
    }
  }

  letters(name: string | undefined): LetterProps {
    return this.lettersOf(name === undefined ? [] : this.chain('text', name))
  }

  font(name: string | undefined): string | undefined {
    const font = name === undefined ? undefined : (this.fonts.get(name) ?? name)
    return font?.replaceAll(/^['"]|['"]$/g, '')
  }

  /** The hidden state of a section's style or the like is not kept there; rows and cells have no letters of their own. */
  private chain(family: string, name: string | undefined): XmlElement[] {
    const chain: XmlElement[] = []
    let at = name === undefined ? undefined : this.styles.get(`${family} ${name}`)
    while (at !== undefined && chain.length < LONGEST_CHAIN && !chain.includes(at)) {
      chain.push(at)
      const parent = at.attributes['parent-style-name']
      at = parent === undefined ? undefined : this.styles.get(`${family} ${parent}`)
    }
    const base = family === 'paragraph' ? this.styles.get(family) : undefined
    return base ? [...chain, base] : chain
  }

  private lettersOf(chain: readonly XmlElement[]): LetterProps {
    const said = (attribute: string) => firstOf(chain, 'text-properties', attribute)
    const weight = said('font-weight')
    const transform = said('text-transform')
    const variant = said('font-variant')
    return withoutGaps({
      bold: weight && (weight === 'bold' || Number(weight) >= 600),
      italic: is(said('font-style'), (value) => value !== 'normal'),
      underline: is(said('text-underline-style'), (value) => value !== 'none'),
      strike: is(
        said('text-line-through-style') ?? said('text-line-through-type'),
        (value) => value !== 'none',
      ),
      position: positionOf(said('text-position')),
      caps: is(transform ?? variant, (value) => value === 'uppercase' || value === 'small-caps'),
      highlight: is(said('background-color'), (value) => value !== 'transparent'),
      hidden: is(said('display'), (value) => value !== 'true'),
      font: this.font(said('font-name') ?? said('font-family')),
    })
  }
}

/** How letters look, in the order that the text of a document has its styles. */
export function textStyles(props: LetterProps): TextStyle[] {
  const styles: TextStyle[] = []
  for (const style of ['bold', 'italic', 'caps', 'strike', 'hidden', 'underline'] as const) {
    if (props[style] === true) styles.push(style)
  }
  if (props.position === 'sub' || props.position === 'sup') styles.push(props.position)
  if (props.highlight === true) styles.push('highlight')
  return styles
}

const ALIGNS: Record<string, Paragraph['align']> = {
  __proto__: null as never,
  center: 'center',
  end: 'end',
  right: 'end',
  justify: 'justify',
}

/** "super 58%", "sub", "-33% 58%" (ODF 1.3 part 3 §20.384). */
function positionOf(text: string | undefined): LetterProps['position'] {
  if (text === undefined) return undefined
  const [place = ''] = text.split(' ')
  if (place === 'super') return 'sup'
  if (place === 'sub') return 'sub'
  const raised = Number.parseFloat(place)
  if (Number.isNaN(raised) || raised === 0) return 'none'
  return raised > 0 ? 'sup' : 'sub'
}

/** A length (ODF 1.3 part 3 §18.3.18); 0 for what is none. */
export function centimetres(text: string | undefined): number {
  const [, value = '', unit = ''] = /^(-?[\d.]+)(cm|mm|in|pt|pc|px)$/.exec(text ?? '') ?? []
  const factors: Record<string, number> = {
    cm: 1,
    mm: 0.1,
    in: 2.54,
    pt: 2.54 / 72,
    pc: 2.54 / 6,
    px: 2.54 / 96,
  }
  return Number(value) * (factors[unit] ?? 0)
}

function is(text: string | undefined, test: (text: string) => boolean): boolean | undefined {
  return text === undefined ? undefined : test(text)
}

function firstOf(
  chain: readonly XmlElement[],
  group: string,
  attribute: string,
): string | undefined {
  for (const style of chain) {
    const value = child(style, group)?.attributes[attribute]
    if (value !== undefined) return value
  }
  return undefined
}

function firstStyle(chain: readonly XmlElement[], attribute: string): string | undefined {
  return chain.find(({ attributes }) => attributes[attribute] !== undefined)?.attributes[attribute]
}

function setOnce<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (!map.has(key)) map.set(key, value)
}

/** Without what is not said, which may not hide what is inherited. */
function withoutGaps(props: { [Key in keyof LetterProps]: LetterProps[Key] | '' }): LetterProps {
  return Object.fromEntries(
    Object.entries(props).filter(([, value]) => value !== undefined && value !== ''),
  )
}
