import { randomUUID } from 'node:crypto'
import { promises as fs } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseExactly } from '#lib/json/parse-exactly.ts'
import { sync } from './files.ts'

/** Where lines are to be in the end. */
export interface AsideTarget<Line> {
  /**
   * Takes over the lines of a file, in one transaction; nothing when it took over a file of that name before.
   * @returns a key for each line
   * @throws while it can't be written
   */
  takeOver(name: string, lines: readonly Line[]): Promise<readonly number[]>
  /** The file is gone, so that its name need not be remembered. */
  forget(name: string): Promise<void>
}

/**
 * Lines of JSON in files of the data folder: for what has to be on the disk while others keep the database from being
 * written. Lines that arrive together share one wait for the disk. They are taken over as soon as that can be done, and
 * after a crash by the next start.
 */
export class AsideLog<Line> {
  readonly #folder: string
  readonly #target: AsideTarget<Line>
  /** Not taken over yet, oldest first; lines go to the last of them, unless it has ended. */
  readonly #waiting: AsideFile[] = []
  readonly #known = new Map<number, AsideFile>()
  #count = 0
  #taking: Promise<void> | undefined
  #closed = false

  constructor(folder: string, target: AsideTarget<Line>) {
    this.#folder = folder
    this.#target = target
  }

  /**
   * @returns names the line, for `keyOf`, once it is on the disk for good
   * @throws what writing a file throws
   */
  async append(line: Line): Promise<number> {
    let file = this.#waiting.at(-1)
    if (!file?.isOpen) {
      this.#count += 1
      file = new AsideFile(this.#folder, this.#count)
      this.#waiting.push(file)
      this.#known.set(file.number, file)
    }
    const name = file.number * MOST_LINES + file.size
    await file.append(JSON.stringify(line))
    this.#taking ??= this.#takeAll()
    return name
  }

  /** @returns the key of a line, once it is taken over; `undefined` where that is not remembered any more */
  async keyOf(name: number): Promise<number | undefined> {
    const keys = await this.#known.get(Math.trunc(name / MOST_LINES))?.keys
    return keys?.[name % MOST_LINES]
  }

  /** Takes over what a process before has left. @throws while it can't be written */
  async takeOverLeft(): Promise<void> {
    const names = (await fs.readdir(this.#folder)).filter((name) => ASIDE.test(name))
    for (const name of names) await this.#takeOver(name)
  }

  /** What can't be taken over by now is left to the next start. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#taking
  }

  async #takeAll(): Promise<void> {
    for (let file = this.#waiting[0]; file && !this.#closed; file = this.#waiting[0]) {
      try {
        await file.end()
        file.settle(await this.#takeOver(file.name))
        this.#waiting.shift()
      } catch {
        await delay(RETRY)
      }
    }
    this.#taking = undefined
    for (const number of [...this.#known.keys()].slice(0, -MOST_KNOWN)) this.#known.delete(number)
  }

  async #takeOver(name: string): Promise<readonly number[]> {
    const path = join(this.#folder, name)
    const text = await fs.readFile(path, 'utf8').catch(nothingWhereMissing)
    const { lines, isWhole } = linesIn(text)
    const keys = await this.#target.takeOver(name, lines as Line[])
    // Whoever runs the server may want to see what that is.
    if (isWhole) await fs.rm(path, { force: true })
    else await fs.rename(path, `${path}.damaged`)
    await sync(this.#folder)
    await this.#target.forget(name)
    return keys
  }
}

/**
 * What was written before a crash. Its last line may be cut, and what had not reached the disk may be anything: of neither was
 * anybody told that it is there.
 * @returns the lines up to the first that can't be read; whether that is the end
 */
function linesIn(text: string): { lines: unknown[]; isWhole: boolean } {
  const lines: unknown[] = []
  for (const line of text.split('\n').slice(0, -1)) {
    try {
      lines.push(parseExactly(line))
    } catch {
      return { lines, isWhole: false }
    }
  }
  return { lines, isWhole: true }
}

function nothingWhereMissing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return ''
  throw error
}

export const ASIDE = /^audit-aside\..+\.ndjson$/
/** Lines of a file: few enough to be taken over in some milliseconds. */
const MOST_LINES = 1000
/** Files whose keys are remembered. */
const MOST_KNOWN = 100
/** Milliseconds between two tries. */
const RETRY = 100

class AsideFile {
  readonly name: string
  readonly number: number
  /** Of its lines, once they are taken over. */
  readonly keys: Promise<readonly number[]>
  readonly settle: (keys: readonly number[]) => void
  readonly #folder: string
  readonly #opened: Promise<fs.FileHandle>
  #size = 0
  #isOpen = true
  #unwritten: string[] = []
  #writing: Promise<void> | undefined
  #ended: Promise<void> | undefined

  constructor(folder: string, number: number) {
    this.number = number
    this.name = `audit-aside.${randomUUID()}.ndjson`
    this.#folder = folder
    this.#opened = this.#make()
    this.#opened.catch(() => undefined)
    const { promise, resolve } = Promise.withResolvers<readonly number[]>()
    this.keys = promise
    this.settle = resolve
  }

  get size(): number {
    return this.#size
  }

  /** Whether lines can be appended. */
  get isOpen(): boolean {
    return this.#isOpen && this.#size < MOST_LINES
  }

  async append(line: string): Promise<void> {
    this.#size += 1
    this.#unwritten.push(line)
    const before = this.#writing
    // What arrives while others wait for the disk goes with the next turn.
    this.#writing = (async () => {
      // Nothing may follow a line that was cut.
      await before
      const lines = this.#unwritten
      if (lines.length === 0) return before
      this.#unwritten = []
      try {
        const handle = await this.#opened
        await handle.appendFile(`${lines.join('\n')}\n`)
        await handle.datasync()
      } catch (error) {
        this.#isOpen = false
        throw error
      }
    })()
    await this.#writing
  }

  /** Nothing is appended any more. */
  end(): Promise<void> {
    return (this.#ended ??= this.#end())
  }

  async #end(): Promise<void> {
    this.#isOpen = false
    await this.#writing?.catch(() => undefined)
    const handle = await this.#opened.catch(() => undefined)
    await handle?.close()
  }

  async #make(): Promise<fs.FileHandle> {
    const handle = await fs.open(join(this.#folder, this.name), 'ax', 0o600)
    await sync(this.#folder)
    return handle
  }
}
