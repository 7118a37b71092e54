import { readXml } from '../ccda/xml-tree.ts'
import type { XmlElement } from '../ccda/xml-tree.ts'
import { readAecg } from './aecg.ts'
import { readCardioSoft, readMortara } from './channel-lists.ts'
import { readMuse } from './muse.ts'
import { readPhilips } from './philips.ts'
import { remark, type EcgContent, type EcgRecording } from './recording.ts'

/** More than annotated recordings of a day have. */
const LIMITS = { elements: 300_000, depth: 64 }

/** Reads an ECG in XML of any of the dialects known here; never throws for what the text holds. */
export function readEcg(text: string): EcgContent {
  const tree = readXml(text, LIMITS)
  if (tree.type === 'refused') return { type: 'unknown', reason: tree.reason }
  const recording = ofDialect(tree.root)
  if (!recording) {
    const reason = `This dialect of ECG (${tree.root.name}) is not one whose scale and time are known here for certain, so no tracing is drawn.`
    return { type: 'unknown', reason }
  }
  for (const { line, text: problem } of tree.problems.slice(0, 3)) {
    remark(recording, `The file is damaged at line ${line}: ${problem}`)
  }
  for (const strip of recording.strips)
    tellDoubles(
      recording,
      strip.leads.map(({ name }) => name),
    )
  return { type: 'recording', recording }
}

function ofDialect(root: XmlElement): EcgRecording | undefined {
  switch (root.name.toLowerCase()) {
    case 'annotatedecg':
      return readAecg(root)
    case 'restingecgdata':
      return readPhilips(root)
    case 'restingecg':
      return readMuse(root)
    case 'cardiologyxml':
      return readCardioSoft(root)
    case 'ecg':
      return readMortara(root)
    default:
      return undefined
  }
}

function tellDoubles(recording: EcgRecording, names: readonly string[]): void {
  const doubles = new Set(names.filter((name, at) => names.indexOf(name) !== at))
  if (doubles.size > 0) {
    remark(recording, `More than once in the file: ${[...doubles].slice(0, 12).join(', ')}.`)
  }
}
