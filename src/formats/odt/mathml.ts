import { children, rawText, type XmlElement } from '../ccda/xml-tree.ts'

/** A formula in MathML 3 in one line, in which nothing reads as something else: a fraction has its stroke. */
export function mathmlText(element: XmlElement): string {
  const parts = children(element)
  const part = (place: number) => (parts[place] ? mathmlText(parts[place]) : '')
  const grouped = (place: number) => {
    const text = part(place)
    return /^(-?[\p{L}\p{N}.,]*|\(.*\))$/u.test(text) ? text : `(${text})`
  }
  switch (element.name) {
    case 'semantics':
      return part(0)
    case 'mfrac':
      return `${grouped(0)}/${grouped(1)}`
    case 'msup':
    case 'mover':
      return `${grouped(0)}^${grouped(1)}`
    case 'msub':
    case 'munder':
      return `${grouped(0)}_${grouped(1)}`
    case 'msubsup':
    case 'munderover':
      return `${grouped(0)}_${grouped(1)}^${grouped(2)}`
    case 'msqrt':
      return `√(${parts.map(mathmlText).join('')})`
    case 'mroot':
      return `root ${grouped(1)} of (${part(0)})`
    case 'mfenced':
      return `(${parts.map(mathmlText).join(', ')})`
    case 'mtable':
      return `[${parts.map(mathmlText).join('; ')}]`
    case 'mtr':
      return parts.map(mathmlText).join(', ')
    case 'annotation':
      return ''
    default:
      return parts.length === 0
        ? rawText(element).replaceAll(/\s+/g, ' ').trim()
        : parts.map(mathmlText).join('')
  }
}
