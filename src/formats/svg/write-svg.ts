import type { StyleSheet } from './style-rules.ts'
import type { SvgElement } from './svg-tree.ts'

/** Writes a drawing that was read, in SVG's namespace and nothing else. */
export function writeSvg(root: SvgElement): string {
  const parts: string[] = []
  write(root, parts, ' xmlns="http://www.w3.org/2000/svg"')
  return parts.join('')
}

function write({ name, attributes, children }: SvgElement, parts: string[], first = ''): void {
  parts.push('<', name, first)
  for (const [attribute, value] of attributes) {
    if (NAME.test(attribute)) parts.push(' ', attribute, '="', escaped(value), '"')
  }
  if (children.length === 0) {
    parts.push('/>')
    return
  }
  parts.push('>')
  for (const inner of children) {
    if (typeof inner === 'string') parts.push(escaped(inner))
    else write(inner, parts)
  }
  parts.push('</', name, '>')
}

const NAME = /^(?:xml:(?:space|lang)|[A-Za-z_][\w.-]*)$/

function escaped(text: string): string {
  return (
    text
      .replaceAll(/[&<>"]/g, (letter) => ESCAPES[letter] ?? letter)
      .replaceAll(/[\t\n\r]/g, (letter) => `&#${letter.charCodeAt(0)};`)
      // What XML 1.0 §2.2 has no place for.
      // oxlint-disable-next-line no-control-regex -- these are the ones
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
      .toWellFormed()
  )
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** A style sheet as it was understood. */
export function writeSheet({ rules, fonts }: StyleSheet): string {
  const written = rules.map(
    ({ selectors, properties }) =>
      `${selectors.join(',')}{${properties.map((pair) => pair.join(':')).join(';')}}`,
  )
  return [...fonts, ...written].join('\n')
}
