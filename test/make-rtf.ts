import type { Block, FlowDocument, Inline } from '#formats/flow/flow-document.ts'
import { readRtf } from '#formats/rtf/read-rtf.ts'

/** The bytes of characters up to U+00FF, as an RTF file has them. */
export function latin(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

/** The fonts that `rtf` declares: by number, a western, a Greek, a Japanese one and so on. */
const FONTS = [
  '{\\f0\\froman\\fcharset0 Times New Roman;}',
  '{\\f1\\fcharset161 Arial Greek;}',
  '{\\f2\\fcharset204 Arial;}',
  '{\\f3\\fcharset128 MS Mincho;}',
  '{\\f4\\fcharset134 SimSun;}',
  '{\\f5\\fcharset136 MingLiU;}',
  '{\\f6\\fcharset129 Batang;}',
  '{\\f7\\fcharset177 David;}',
  '{\\f8\\fcharset222 Cordia New;}',
  '{\\f9\\fcharset163 Arial;}',
  '{\\f10\\ftech\\fcharset2 Symbol;}',
  '{\\f11\\fcharset2 Wingdings;}',
  '{\\f12\\fcharset238 Arial CE;}',
  '{\\f13\\fcharset2 Wingdings 2;}',
  '{\\f14\\fcharset2 Acme Signs;}',
]

/** A whole RTF file around a body. @param head what stands between the fonts and the body */
export function rtf(body: string, head = ''): Uint8Array<ArrayBuffer> {
  return latin(
    `{\\rtf1\\ansi\\ansicpg1252\\uc1\\deff0{\\fonttbl${FONTS.join('')}}${head}\n\\pard\\plain ${body}}`,
  )
}

/** A document read from such a file. */
export function read(body: string, head?: string): FlowDocument {
  return readRtf(rtf(body, head))
}

/** All that a document is said to be or to lack. */
export function said({ remarks, faults = [] }: FlowDocument): string[] {
  return [...remarks, ...faults]
}

/** The blocks of such a file, each in a line. */
export function lines(body: string, head?: string): string[] {
  return shown(read(body, head).blocks)
}

/** Blocks in lines: what a paragraph is, then its text with its styles in brackets. */
export function shown(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    if (block.type === 'pageBreak') return ['---']
    if (block.type === 'table')
      return block.rows.map(
        ({ isHeader, cells }) =>
          `${isHeader ? 'th' : 'tr'} ${cells.map((cell) => `${cell.columns}x${cell.rows} ${shown(cell.blocks).join(' / ')}`).join(' | ')}`,
      )
    const { heading, align, indent, item, direction, mark, children } = block
    const looks = [
      heading && `h${heading}`,
      align,
      indent && `+${indent}`,
      item && `${'-'.repeat(item.depth + 1)}${item.marker}`,
      direction,
      mark?.type,
    ].filter(Boolean)
    return [`${looks.length > 0 ? `<${looks.join(' ')}> ` : ''}${inline(children)}`]
  })
}

function inline(children: readonly Inline[]): string {
  return children.map(oneInline).join('')
}

function oneInline(child: Inline): string {
  switch (child.type) {
    case 'text': {
      const change = child.change
      const marks = [...child.styles, ...(change ? [change.type, change.author, change.date] : [])]
      return marks.length > 0 ? `[${marks.join(' ')}: ${child.text}]` : child.text
    }
    case 'tab':
      return '\t'
    case 'break':
      return '\n'
    case 'picture':
      return `(picture${child.description ? ` ${child.description}` : ''})`
    case 'link':
      return `(${inline(child.children)} → ${child.href})`
    case 'note':
      return `(${child.key})`
    case 'box':
      return `(box ${shown(child.blocks).join(' / ')})`
    case 'remark':
      return `(${child.text})`
    case 'change':
      return `{${child.change.type}: ${inline(child.children)}}`
    case 'checkbox':
      return child.checked ? '(ticked)' : '(not ticked)'
  }
}
