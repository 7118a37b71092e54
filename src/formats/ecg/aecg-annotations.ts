import { codeWords, nameOf } from '../ccda/cda-words.ts'
import { at, child, children, textOf, type XmlElement } from '../ccda/xml-tree.ts'
import { addFact, MOST_ROWS, remark, type EcgRecording } from './recording.ts'

/** Depth to which annotations hold others. */
const DEEPEST = 12

/**
 * Measurements and interpretations of an annotated ECG, in the document's order and with who made them. What only marks
 * a place on the tracing, such as the begin of a wave, is counted, not listed.
 */
export function readAnnotations(recording: EcgRecording, root: XmlElement): void {
  let marks = 0
  let rows = 0
  const visit = (annotation: XmlElement, by: string, parent: string, depth: number): void => {
    if (depth > DEEPEST || rows > MOST_ROWS) return
    const code = child(annotation, 'code')
    const name = NAMES[code?.attributes['code'] ?? ''] ?? codeWords(code) ?? 'Annotation'
    const value = child(annotation, 'value')
    const words = valueWords(value)
    const lead = leadOf(annotation)
    if (words === undefined) marks += child(annotation, 'support') ? 1 : 0
    else if (isStatement(code, value)) {
      rows += 1
      recording.statements.push({ text: words, by })
    } else {
      rows += 1
      const where = lead === undefined ? '' : ` (${lead})`
      addFact(recording.measurements, `${parent}${name}${where}`, words)
    }
    const inner = words === undefined && WAVES.test(name) ? `${name}: ` : ''
    for (const one of inside(annotation)) visit(one, by, inner, depth + 1)
  }
  for (const set of annotationSets(root)) {
    const by = authorOf(set)
    for (const one of inside(set)) visit(one, by, '', 0)
  }
  if (rows > MOST_ROWS) {
    remark(recording, `Only the first ${MOST_ROWS} measurements and statements are listed.`)
  }
  if (marks > 0) {
    remark(
      recording,
      `${marks} marks on the tracing, such as the begins of waves, are in the source and are not drawn.`,
    )
  }
}

const WAVES = /wave|beat|complex/i

function inside(element: XmlElement): XmlElement[] {
  return children(element, 'component').flatMap((one) => children(one, 'annotation'))
}

/** Of the recording and of its series, derived ones too. */
function annotationSets(root: XmlElement): XmlElement[] {
  const found: XmlElement[] = []
  const look = (element: XmlElement, depth: number): void => {
    for (const one of children(element)) {
      if (one.name === 'annotationSet') found.push(one)
      else if (HOLDERS.has(one.name) && depth < DEEPEST) look(one, depth + 1)
    }
  }
  look(root, 0)
  return found
}

const HOLDERS = new Set('component series subjectOf derivation derivedSeries'.split(' '))

function authorOf(set: XmlElement): string {
  const author = at(set, 'author', 'assignedEntity')
  const person = nameOf(at(author, 'assignedAuthorType', 'assignedPerson', 'name'))
  const device = child(child(author, 'assignedAuthorType'), 'assignedDevice')
  const model =
    textOf(child(device, 'manufacturerModelName')) ?? textOf(child(device, 'softwareName'))
  return person ?? model ?? 'Author not named'
}

function isStatement(code: XmlElement | undefined, value: XmlElement | undefined): boolean {
  const isText = value?.attributes['value'] === undefined
  return isText && /INTERPRETATION|SUMMARY|COMMENT/.test(code?.attributes['code'] ?? '')
}

function valueWords(value: XmlElement | undefined): string | undefined {
  if (!value) return undefined
  const { value: number, unit, nullFlavor } = value.attributes
  if (number !== undefined) return `${number} ${unit ?? ''}`.trim()
  if (nullFlavor !== undefined) return undefined
  return textOf(value) ?? codeWords(value)
}

function leadOf(annotation: XmlElement): string | undefined {
  const code = at(annotation, 'support', 'supportingROI', 'component', 'boundary', 'code')
  const lead = code?.attributes['code'] ?? ''
  return lead.startsWith('MDC_ECG_LEAD_') ? lead.slice('MDC_ECG_LEAD_'.length) : undefined
}

const NAMES: Record<string, string> = {
  MDC_ECG_HEART_RATE: 'Heart rate',
  MDC_ECG_TIME_PD_PR: 'PR interval',
  MDC_ECG_TIME_PD_P: 'P duration',
  MDC_ECG_TIME_PD_QRS: 'QRS duration',
  MDC_ECG_TIME_PD_QT: 'QT interval',
  MDC_ECG_TIME_PD_QTc: 'QTc',
  MDC_ECG_TIME_PD_QTcB: 'QTc (Bazett)',
  MDC_ECG_TIME_PD_QTcF: 'QTc (Fridericia)',
  MDC_ECG_TIME_PD_QTC: 'QTc',
  MDC_ECG_TIME_PD_RR: 'RR interval',
  MDC_ECG_TIME_PD_PP: 'PP interval',
  MDC_ECG_ANGLE_P_FRONT: 'P axis',
  MDC_ECG_ANGLE_QRS_FRONT: 'QRS axis',
  MDC_ECG_ANGLE_T_FRONT: 'T axis',
  MDC_ECG_INTERPRETATION: 'Interpretation',
}
