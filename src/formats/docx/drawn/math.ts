import { child, children, rawText, type XmlElement } from '../../ccda/xml-tree.ts'
import { valOf } from '../on-off.ts'

/**
 * A formula (ECMA-376 part 1 §22.1) in one line, in which nothing reads as something else: a fraction has its stroke, an
 * exponent its sign.
 */
export function mathText(element: XmlElement): string {
  const part = (name: string) => mathText(child(element, name) ?? NOTHING)
  switch (element.name) {
    case 't':
      return rawText(element)
    case 'f':
      return valOf(child(element, 'fPr'), 'type') === 'noBar'
        ? `(${part('num')} over ${part('den')})`
        : `${grouped(part('num'))}/${grouped(part('den'))}`
    case 'sSup':
      return `${grouped(part('e'))}^${grouped(part('sup'))}`
    case 'sSub':
      return `${grouped(part('e'))}_${grouped(part('sub'))}`
    case 'sSubSup':
      return `${grouped(part('e'))}_${grouped(part('sub'))}^${grouped(part('sup'))}`
    case 'sPre':
      return `_${grouped(part('sub'))}^${grouped(part('sup'))}${part('e')}`
    case 'rad': {
      const degree = part('deg')
      return degree === '' ? `√(${part('e')})` : `root ${grouped(degree)} of (${part('e')})`
    }
    case 'nary': {
      const sign = valOf(child(element, 'naryPr'), 'chr') ?? '∫'
      const [from, to] = [part('sub'), part('sup')]
      const range = `${from && `_${grouped(from)}`}${to && `^${grouped(to)}`}`
      return `${sign}${range} ${part('e')}`
    }
    case 'd':
      return delimited(element)
    case 'm':
      return `[${children(element, 'mr')
        .map((row) => children(row, 'e').map(mathText).join(', '))
        .join('; ')}]`
    case 'eqArr':
      return children(element, 'e').map(mathText).join('; ')
    case 'limLow':
      return `${part('e')}_${grouped(part('lim'))}`
    case 'limUpp':
      return `${part('e')}^${grouped(part('lim'))}`
    case 'bar':
      return valOf(child(element, 'barPr'), 'pos') === 'bot'
        ? `${part('e')} (underlined)`
        : `${grouped(part('e'))}\u0305`
    case 'acc':
      return `${part('e')}${valOf(child(element, 'accPr'), 'chr') ?? '\u0302'}`
    case 'oMathPara':
      return children(element, 'oMath').map(mathText).join('; ')
    default:
      return element.name.endsWith('Pr') ? '' : children(element).map(mathText).join('')
  }
}

const NOTHING: XmlElement = { name: '', attributes: {}, children: [], start: 0, end: 0 }

function delimited(element: XmlElement): string {
  const props = child(element, 'dPr')
  const separator = valOf(props, 'sepChr') ?? '|'
  const inside = children(element, 'e').map(mathText).join(separator)
  return `${valOf(props, 'begChr') ?? '('}${inside}${valOf(props, 'endChr') ?? ')'}`
}

function grouped(text: string): string {
  return /^(-?[\p{L}\p{N}.,]*|\(.*\))$/u.test(text) ? text : `(${text})`
}
