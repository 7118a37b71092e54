import { answerTasks } from '#lib/worker-task.ts'
import { gatherFor, type Gathered } from '../changes.ts'
import type { Compared } from '../differ.ts'
import { readBoth, withReading, type BothTexts } from '../shell/read-texts.ts'
import { NotComparable } from './not-comparable.ts'
import type { StructureComparison } from './rows.ts'

/** See `worker-pool.ts`. */
export interface StructureTask {
  request: { left: Compared; right: Compared; what: Gathered }
  progress: never
  chunk: never
  result: StructureComparison
}

type CompareTexts = (texts: BothTexts) => Promise<StructureComparison>

/** Kind → how two texts of it are compared by structure; each is loaded when it is needed. */
const WRITTEN: Partial<Record<Compared['kind'], CompareTexts>> = {
  json: async ({ left, right, whySame }) =>
    (await import('../tree/compare-json.ts')).compareJson(left, right, whySame),
  xml: async ({ left, right, whySame }) =>
    (await import('../xml/compare-xml.ts')).compareXml(left, right, whySame),
  ccda: async ({ left, right, whySame }) =>
    (await import('../xml/compare-ccda.ts')).compareCcda(left, right, whySame),
  hl7v2: async ({ left, right, encodings, whySame }) =>
    (await import('../hl7v2/compare-hl7.ts')).compareHl7(left, right, encodings, whySame),
}

/** Bytes of one content that are compared by structure: a tree takes many times the room of its text. */
const MOST = 100_000_000

answerTasks<StructureTask>(async ({ left, right, what }) => {
  gatherFor(what)
  if (Math.max(left.blob.size, right.blob.size) > MOST) {
    throw new NotComparable('They are too large to be compared by structure.')
  }
  const compareTexts = WRITTEN[left.kind]
  if (compareTexts === undefined) {
    return (await import('../document/compare-documents.ts')).compareDocuments(left, right)
  }
  const texts = await readBoth(left, right)
  return withReading(await compareTexts(texts), texts)
})
