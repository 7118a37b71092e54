import { openZip, ZipProblem, type ZipEntry } from '../zip/read-zip.ts'
import { salvageZip, type SalvagedEntry } from '../zip/salvage-zip.ts'
import { readPart, type PartHandler } from './read-part.ts'
import { SheetProblem, type InnerFile } from './sheet-content.ts'

/** Bytes that a part may unpack to; a sheet of a million cells has some 50 MB. */
const LARGEST_PART = 300_000_000
/** Bytes of a file whose list is missing, which is then read whole. */
const LARGEST_BROKEN = 500_000_000

interface Part {
  path: string
  size: number
  isEncrypted: boolean
  read: (limit: number) => Promise<{ bytes: Uint8Array<ArrayBuffer>; fault?: string }>
}

/**
 * The parts of a spreadsheet that is a ZIP package, each unpacked when it is wanted and within bounds. Of a file that is
 * cut or broken what can be found is read; `faults` says so.
 */
export class SheetPackage {
  readonly faults: string[] = []
  private readonly parts = new Map<string, Part>()

  /** @throws SheetProblem where there is nothing to read */
  static async open(blob: Blob): Promise<SheetPackage> {
    const files = new SheetPackage()
    try {
      for (const entry of await openZip(blob)) files.addEntry(entry, blob)
    } catch (error) {
      if (!(error instanceof ZipProblem)) throw error
      const entries = await salvage(blob)
      for (const entry of entries) files.addSalvaged(entry)
      if (files.parts.size === 0) {
        throw new SheetProblem(
          'This workbook is cut or broken, and nothing of it can be read',
          'Its bytes can be looked at, and the download gives it as it is.',
        )
      }
      files.faults.push('The file is cut or broken: what could be found of it is shown.')
    }
    return files
  }

  get paths(): readonly string[] {
    return [...this.parts.values()].map(({ path }) => path)
  }

  /** Names of parts are told apart without their case (ECMA-376 part 2 §6.2.2.3). */
  has(path: string): boolean {
    return this.parts.has(keyOf(path))
  }

  get isEncrypted(): boolean {
    return [...this.parts.values()].some((part) => part.isEncrypted)
  }

  /** The paths below a folder, with what they unpack to. */
  under(folder: string): InnerFile[] {
    const start = folder.toLowerCase()
    return [...this.parts]
      .filter(([key]) => key.startsWith(start))
      .map(([, { path, size }]) => ({ path, size }))
  }

  /** @throws ZipProblem when it can't be unpacked; says what was cut of it among `faults` */
  async bytes(path: string, limit = LARGEST_PART): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const part = this.parts.get(keyOf(path))
    if (part === undefined) return undefined
    const { bytes, fault } = await part.read(limit)
    if (fault !== undefined) this.faults.push(`${shown(path)}: ${fault}`)
    return bytes
  }

  /**
   * Reads a part in XML.
   *
   * @returns what is wrong with it, each in a sentence; `undefined` where there is no such part
   */
  async read(path: string, handler: PartHandler): Promise<string[] | undefined> {
    const part = this.parts.get(keyOf(path))
    if (part === undefined) return undefined
    try {
      const { bytes, fault } = await part.read(LARGEST_PART)
      const faults = readPart(bytes, handler)
      // That it ends too early says no more than that it was cut.
      return fault === undefined ? faults : [fault]
    } catch (error) {
      if (!(error instanceof ZipProblem)) throw error
      return [error.message]
    }
  }

  private add(part: Part): void {
    const key = keyOf(part.path)
    if (!this.parts.has(key)) this.parts.set(key, part)
    else this.faults.push(`${shown(part.path)} is there twice; the first one is read.`)
  }

  private addSalvaged({ path, read }: SalvagedEntry): void {
    this.add({
      path,
      size: 0,
      isEncrypted: false,
      read: async (limit) => {
        const { bytes, isWhole } = await read(limit)
        return isWhole ? { bytes } : { bytes, fault: CUT }
      },
    })
  }

  private addEntry(entry: ZipEntry, blob: Blob): void {
    if (entry.isFolder) return
    const { path, size, isEncrypted } = entry
    this.add({
      path,
      size,
      isEncrypted,
      read: async (limit) => {
        try {
          if (size > limit) throw new ZipProblem(`It unpacks to more than ${limit} bytes.`)
          return { bytes: await entry.read({ limit }) }
        } catch (error) {
          if (!(error instanceof ZipProblem) || isEncrypted) throw error
          // What can be unpacked of it is worth more than nothing.
          const found = (await salvage(blob)).find((one) => keyOf(one.path) === keyOf(path))
          if (found === undefined) throw error
          const { bytes } = await found.read(limit)
          return { bytes, fault: `${error.message} What could be read of it is shown.` }
        }
      },
    })
  }
}

const CUT = 'The file ends or breaks within it: what is there until then is shown.'

async function salvage(blob: Blob): Promise<SalvagedEntry[]> {
  if (blob.size > LARGEST_BROKEN) return []
  return salvageZip(new Uint8Array(await blob.arrayBuffer()))
}

function keyOf(path: string): string {
  return path.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase()
}

function shown(path: string): string {
  return `The part “${path.slice(0, 100)}”`
}
