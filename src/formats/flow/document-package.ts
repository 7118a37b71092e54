import { readXml, type XmlElement } from '../ccda/xml-tree.ts'
import { decodeContent } from '../text/decode-content.ts'
import { openZip, ZipProblem, type ZipEntry } from '../zip/read-zip.ts'
import { salvageZip } from '../zip/salvage-zip.ts'
import { FlowProblem } from './flow-document.ts'

/** Bytes of one part in XML, of one other part, and of all parts together, once they are unpacked. */
const LARGEST_XML = 120_000_000
const LARGEST_PART = 100_000_000
const LARGEST_SUM = 400_000_000
/** Elements of one part: as many as a worker holds with ease, some three hundred thousand paragraphs. */
const XML_LIMITS = { elements: 1_000_000, depth: 256 }
/** How far tags are read as they are in a part that is cut within one. */
const CUT_TAG = /<[^<>]{0,10000}$/

interface Part {
  isEncrypted: boolean
  size: number
  read: (limit: number) => Promise<{ bytes: Uint8Array<ArrayBuffer>; isWhole: boolean }>
}

/**
 * The parts of a document that is a ZIP package (DOCX, ODT), read within bounds. Of one that is cut or broken what can be
 * found is read; `faults` then says what is missing.
 */
export class DocumentPackage {
  readonly faults: string[] = []
  /** Its list is missing, so that what there is had to be searched for. */
  isCut = false
  private readonly parts = new Map<string, Part>()
  private readonly names = new Map<string, string>()
  private left = LARGEST_SUM

  /** @throws FlowProblem where there is nothing to read; the signal's reason */
  static async open(
    bytes: Uint8Array<ArrayBuffer>,
    signal?: AbortSignal,
  ): Promise<DocumentPackage> {
    const files = new DocumentPackage()
    try {
      for (const entry of await openZip(new Blob([bytes]))) files.addEntry(entry, bytes, signal)
    } catch (error) {
      signal?.throwIfAborted()
      if (!(error instanceof ZipProblem)) throw error
      for (const { path, read } of salvageZip(bytes)) {
        files.add(path, { isEncrypted: false, size: 0, read })
      }
      if (files.parts.size === 0) {
        throw new FlowProblem('This file is cut or broken, and no part of it can be read.')
      }
      files.isCut = true
      files.faults.push('This file is cut or broken: only the parts that could be found are shown.')
    }
    return files
  }

  get paths(): readonly string[] {
    return [...this.parts.keys()]
  }

  /** Names of parts are told apart without their case (ECMA-376 part 2 §6.2.2.3). */
  has(path: string): boolean {
    return this.find(path) !== undefined
  }

  isEncrypted(path: string): boolean {
    return this.find(path)?.isEncrypted ?? false
  }

  /** The bytes of a part; `undefined` where there is none or it can't be read, which is then among the faults. */
  async bytes(path: string, limit = LARGEST_PART): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const part = this.find(path)
    if (part === undefined) return undefined
    const most = Math.min(limit, this.left)
    try {
      if (part.size > most) throw new ZipProblem(`It unpacks to more than ${most} bytes.`)
      const { bytes, isWhole } = await part.read(most)
      this.left -= bytes.length
      if (!isWhole) this.faults.push(`The part ${shown(path)} is not whole.`)
      return bytes
    } catch (error) {
      if (!(error instanceof ZipProblem)) throw error
      this.faults.push(`The part ${shown(path)} can’t be read. ${error.message}`)
      return undefined
    }
  }

  /** The tree of a part in XML, in whatever encoding it is. */
  async xml(path: string, signal?: AbortSignal): Promise<XmlElement | undefined> {
    const bytes = await this.bytes(path, LARGEST_XML)
    if (bytes === undefined) return undefined
    const read = await readXmlPart(bytes, signal)
    if (read.type === 'refused') {
      this.faults.push(`The part ${shown(path)} can’t be read. ${read.reason}`)
      return undefined
    }
    for (const text of read.problems) this.faults.push(`In the part ${shown(path)}: ${text}`)
    return read.root
  }

  /** Why there is no text to show, in words. @param what it should be */
  whyNoText(what: string): string {
    if (this.isCut) return 'It is cut or broken, and its text is not in what is left of it.'
    const [first] = this.faults
    return `It holds no text of ${what}.${first === undefined ? '' : ` ${first}`}`
  }

  private find(path: string): Part | undefined {
    return this.parts.get(this.names.get(key(path)) ?? '')
  }

  private add(path: string, part: Part): void {
    const name = path.replaceAll('\\', '/').replace(/^\/+/, '')
    if (this.names.has(key(name))) {
      this.faults.push(`The file holds the part ${shown(name)} twice; the first one is read.`)
      return
    }
    this.names.set(key(name), name)
    this.parts.set(name, part)
  }

  private addEntry(
    entry: ZipEntry,
    bytes: Uint8Array<ArrayBuffer>,
    signal: AbortSignal | undefined,
  ): void {
    if (entry.isFolder) return
    this.add(entry.path, {
      isEncrypted: entry.isEncrypted,
      size: entry.size,
      read: async (limit) => {
        try {
          return { bytes: await entry.read({ limit, ...(signal && { signal }) }), isWhole: true }
        } catch (error) {
          // What can be unpacked of a broken part is worth more than nothing.
          const found = entry.isEncrypted
            ? undefined
            : salvageZip(bytes).find(({ path }) => path === entry.path)
          if (!(error instanceof ZipProblem) || found === undefined) throw error
          // No more than is declared: what unpacks to more is made to.
          const most = entry.size > 0 ? Math.min(limit, entry.size) : limit
          return { ...(await found.read(most)), isWhole: false }
        }
      },
    })
  }
}

function key(path: string): string {
  return path.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase()
}

function shown(path: string): string {
  return `“${path.slice(0, 100)}”`
}

/** Reads XML in the encoding it says or has; `problems` are the lines of what is broken in it. */
export async function readXmlPart(
  bytes: Uint8Array<ArrayBuffer>,
  signal?: AbortSignal,
): Promise<
  | { type: 'tree'; root: XmlElement; problems: readonly string[] }
  | { type: 'refused'; reason: string }
> {
  const { text, problem } = await decodeContent(bytes, { kind: 'xml' })
  const tree = readXml(text.replace(CUT_TAG, ''), XML_LIMITS, signal)
  if (tree.type === 'refused') return tree
  const first = tree.problems.slice(0, 3).map(({ line, text }) => `Line ${line}: ${text}`)
  if (tree.problems.length > 3) first.push(`And ${tree.problems.length - 3} more.`)
  return {
    type: 'tree',
    root: tree.root,
    problems: problem === undefined ? first : [problem, ...first],
  }
}
