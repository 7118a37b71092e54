import { child, children, type XmlElement } from '../ccda/xml-tree.ts'
import type { Paragraph, TextStyle } from '../flow/flow-document.ts'
import { intOf, onOff, valOf } from './on-off.ts'

/** What a style, or a paragraph itself, says of the paragraph; `undefined` where it says nothing. */
interface ParagraphProps {
  /** 0 to 8 for headings, 9 for text. */
  outline?: number | undefined
  numbering?: { id: string | undefined; level: number | undefined } | undefined
  align?: Paragraph['align']
  indent?: number | undefined
  isRightToLeft?: boolean | undefined
  pageBreakBefore?: boolean | undefined
}

/** What a style, or a run itself, says of letters. */
interface RunProps {
  toggles: Partial<Record<Toggle, boolean>>
  underline?: boolean | undefined
  position?: 'sub' | 'sup' | 'none' | undefined
  highlight?: boolean | undefined
  font?: string | undefined
}

/** ECMA-376 part 1 §17.7.3: on in two kinds of style, they are off again. */
const TOGGLES = ['b', 'i', 'caps', 'smallCaps', 'strike', 'dstrike', 'vanish'] as const
type Toggle = (typeof TOGGLES)[number]

const TEXT_STYLES: Record<Toggle, TextStyle> = {
  b: 'bold',
  i: 'italic',
  caps: 'caps',
  smallCaps: 'caps',
  strike: 'strike',
  dstrike: 'strike',
  vanish: 'hidden',
}

interface Style extends ParagraphProps {
  id: string
  run: RunProps
}

export interface ParagraphStyle extends Style {
  heading: number | undefined
}

export interface RunStyle {
  styles: readonly TextStyle[]
  font: string | undefined
}

/** The styles of a document (ECMA-376 part 1 §17.7), each with what it inherits. */
export class Styles {
  private readonly elements = new Map<string, XmlElement>()
  private readonly resolved = new Map<string, Style>()
  private readonly defaults: RunProps
  private readonly defaultParagraph: string | undefined

  constructor(root: XmlElement | undefined) {
    const defaults = child(child(child(root, 'docDefaults'), 'rPrDefault'), 'rPr')
    this.defaults = runProps(defaults)
    for (const element of children(root, 'style')) {
      const { styleId } = element.attributes
      if (styleId !== undefined && !this.elements.has(styleId)) this.elements.set(styleId, element)
    }
    const isDefault = ({ attributes }: XmlElement) =>
      attributes['type'] === 'paragraph' && /^(1|true|on)$/.test(attributes['default'] ?? '')
    this.defaultParagraph = children(root, 'style').find(isDefault)?.attributes['styleId']
  }

  /** What a paragraph is, from its own properties and those of its style. */
  paragraph(own: XmlElement | undefined): ParagraphStyle {
    const id = valOf(own, 'pStyle') ?? this.defaultParagraph ?? ''
    const style = this.style(id)
    const props = defined(paragraphProps(own))
    const numbering = { ...style.numbering, ...defined(props.numbering ?? {}) }
    const merged = { ...style, ...props, numbering: numberingOr(numbering) }
    return { ...merged, heading: headingOf(merged.outline) }
  }

  /** What the letters of a run look like, in a paragraph of such a style. */
  run(own: XmlElement | undefined, paragraph: ParagraphStyle): RunStyle {
    const direct = runProps(own)
    const character = this.style(valOf(own, 'rStyle') ?? '').run
    const styles = new Set<TextStyle>()
    for (const toggle of TOGGLES) {
      const isOn = [paragraph.run, character].filter((props) => props.toggles[toggle] === true)
      const fromStyles = this.defaults.toggles[toggle] === true || isOn.length === 1
      if (direct.toggles[toggle] ?? fromStyles) styles.add(TEXT_STYLES[toggle])
    }
    const { underline, position, highlight, font } = {
      ...this.defaults,
      ...defined(paragraph.run),
      ...defined(character),
      ...defined(direct),
    }
    if (underline === true) styles.add('underline')
    if (position === 'sub' || position === 'sup') styles.add(position)
    if (highlight === true) styles.add('highlight')
    return { styles: [...styles], font }
  }

  private style(id: string): Style {
    const known = this.resolved.get(id)
    if (known) return known
    // Found again while it is resolved, it inherits from itself: that says nothing.
    this.resolved.set(id, { id, run: { toggles: {} } })
    const element = this.elements.get(id)
    const base = this.style(this.baseOf(element, id))
    const own = paragraphProps(child(element, 'pPr'))
    const run = runProps(child(element, 'rPr'))
    const named = headingByName(element, id)
    const style: Style = {
      ...base,
      ...defined({ ...own, outline: own.outline ?? named }),
      numbering: numberingOr({ ...base.numbering, ...defined(own.numbering ?? {}) }),
      id,
      run: {
        ...base.run,
        ...defined(run),
        toggles: { ...base.run.toggles, ...run.toggles },
      },
    }
    this.resolved.set(id, style)
    return style
  }

  /** Of a chain that is longer than any document's, the end is left out. */
  private baseOf(element: XmlElement | undefined, id: string): string {
    const base = valOf(element, 'basedOn') ?? ''
    let depth = 0
    for (let at = base; at !== '' && at !== id && depth <= LONGEST_CHAIN; depth += 1) {
      at = valOf(this.elements.get(at), 'basedOn') ?? ''
    }
    return depth > LONGEST_CHAIN ? '' : base
  }
}

const LONGEST_CHAIN = 50

function paragraphProps(props: XmlElement | undefined): ParagraphProps {
  const numbering = child(props, 'numPr')
  const indent = child(props, 'ind')?.attributes
  const left = twips(indent?.['start'] ?? indent?.['left'])
  return {
    outline: intOf(valOf(props, 'outlineLvl')),
    numbering: numbering && {
      id: valOf(numbering, 'numId'),
      level: intOf(valOf(numbering, 'ilvl')),
    },
    align: ALIGNS[valOf(props, 'jc') ?? ''],
    indent: left === undefined ? undefined : Math.max(0, Math.min(8, Math.round(left / 720))),
    isRightToLeft: onOff(props, 'bidi'),
    pageBreakBefore: onOff(props, 'pageBreakBefore'),
  }
}

const ALIGNS: Record<string, Paragraph['align']> = {
  __proto__: null as never,
  left: 'start',
  start: 'start',
  center: 'center',
  right: 'end',
  end: 'end',
  both: 'justify',
  distribute: 'justify',
}

function runProps(props: XmlElement | undefined): RunProps {
  const toggles: Partial<Record<Toggle, boolean>> = {}
  for (const toggle of TOGGLES) {
    const value = onOff(props, toggle)
    if (value !== undefined) toggles[toggle] = value
  }
  const underline = valOf(props, 'u')
  const vertical = valOf(props, 'vertAlign')
  const fill = child(props, 'shd')?.attributes['fill']
  const shaded = fill === undefined || /^(auto|f{6})$/i.test(fill) ? undefined : fill
  const highlight = valOf(props, 'highlight') ?? shaded
  const fonts = child(props, 'rFonts')?.attributes
  return {
    toggles,
    underline: underline === undefined ? undefined : underline !== 'none',
    position:
      vertical === undefined
        ? undefined
        : (({ subscript: 'sub', superscript: 'sup' } as const)[vertical] ?? 'none'),
    highlight: highlight === undefined ? undefined : highlight !== 'none',
    font: fonts?.['ascii'] ?? fonts?.['hAnsi'],
  }
}

/** Twentieths of a point; in the strict form a number with its unit. */
function twips(text: string | undefined): number | undefined {
  const points = /^([\d.]+)pt$/.exec(text ?? '')?.[1]
  return points === undefined ? intOf(text) : Number(points) * 20
}

/** Styles whose only sign of being a heading is their name: built in, or called so in the language of the author. */
function headingByName(element: XmlElement | undefined, id: string): number | undefined {
  const names = [valOf(element, 'name') ?? '', id]
  for (const name of names) {
    const level = HEADING.exec(name)?.[1]
    if (level !== undefined) return Number(level) - 1
    if (/^title$/i.test(name)) return 0
  }
  return undefined
}

const HEADING =
  /^(?:heading|überschrift|berschrift|titre|título|titulo|ttulo|titolo|kop|rubrik|otsikko|overskrift|nagłówek|nagwek|nadpis|заголовок|见出し|見出し|标题|標題|제목)\s*([1-9])$/iu

function headingOf(outline: number | undefined): number | undefined {
  return outline === undefined || outline < 0 || outline > 8 ? undefined : Math.min(6, outline + 1)
}

function numberingOr(numbering: {
  id?: string | undefined
  level?: number | undefined
}): ParagraphProps['numbering'] {
  const { id, level } = numbering
  return id === undefined && level === undefined ? undefined : { id, level }
}

/** Without what is not said, which may not hide what is inherited. */
function defined<Type extends object>(props: Type): Partial<Type> {
  return Object.fromEntries(
    Object.entries(props).filter(([, value]) => value !== undefined),
  ) as Partial<Type>
}
