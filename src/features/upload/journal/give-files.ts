import {
  factsOf,
  isFinished,
  type Failure,
  type FileFacts,
  type UploadItem,
} from '../queue/item.ts'
import type { CommandEvent } from '../queue/queue.ts'
import { compareFile, decide, matchFiles, type Match, type Missing } from './match-files.ts'

export interface GiveDeps {
  items: () => readonly UploadItem[]
  command: (key: string, command: CommandEvent) => void
  /** Lower-case hex. @throws where the file can't be read */
  checksum: (file: File, signal: AbortSignal) => Promise<string>
}

export interface ChosenFile {
  /** With its path, `path` or `webkitRelativePath`, where it comes from a folder. */
  file: File
  handle?: FileSystemFileHandle | undefined
}

/** What came of files that were given again. */
export interface GivenFiles {
  found: number
  /** They are there, and are others now. */
  changed: number
  /** Uploads that still miss their file. */
  missing: number
}

interface Given {
  file: File
  facts: FileFacts
  handle: FileSystemFileHandle | undefined
}

/** Then the page has its turn. */
const AT_A_TIME = 250

/** Gives the uploads their files back, those that fit; what fits nothing is left alone. */
export async function giveFiles(
  files: readonly ChosenFile[],
  deps: GiveDeps,
  signal: AbortSignal,
): Promise<GivenFiles> {
  const given = files.map(({ file, handle }): Given => ({ file, facts: factsOf(file), handle }))
  const missing = missingOf(deps.items())
  const matches = matchFiles(missing, given)
  const result: GivenFiles = { found: 0, changed: 0, missing: 0 }
  for (const [at, wanted] of missing.entries()) {
    signal.throwIfAborted()
    if (at % AT_A_TIME === AT_A_TIME - 1) await new Promise((resolve) => setTimeout(resolve))
    const match = matches.get(wanted.key)
    if (match) await settle(wanted, match, deps, result, signal)
  }
  result.missing = missingOf(deps.items()).length
  return result
}

/**
 * Opens what the browser still lets be opened.
 * @param ask asks the user for what it no longer lets; only within a click
 */
export async function openHandles(
  items: readonly UploadItem[],
  deps: GiveDeps,
  ask: boolean,
  signal: AbortSignal,
): Promise<GivenFiles> {
  const result: GivenFiles = { found: 0, changed: 0, missing: 0 }
  for (const item of items) {
    signal.throwIfAborted()
    if (item.handle === undefined || item.file !== undefined) continue
    const file = await openHandle(item.handle, ask)
    if (file === undefined) continue
    const given = { file, facts: factsOf(file), handle: item.handle }
    await settle(item, compareFile(item, given), deps, result, signal)
  }
  result.missing = missingOf(deps.items()).length
  return result
}

/** Where the types of TypeScript do not have them yet (https://wicg.github.io/file-system-access/). */
interface Permitted {
  queryPermission?: (mode: { mode: 'read' }) => Promise<PermissionState>
  requestPermission?: (mode: { mode: 'read' }) => Promise<PermissionState>
}

async function openHandle(
  handle: FileSystemFileHandle & Permitted,
  ask: boolean,
): Promise<File | undefined> {
  try {
    const mode = { mode: 'read' } as const
    let state = (await handle.queryPermission?.(mode)) ?? 'granted'
    if (state === 'prompt' && ask) state = (await handle.requestPermission?.(mode)) ?? state
    return state === 'granted' ? await handle.getFile() : undefined
  } catch {
    // It is gone, or the browser does not want to: then it can still be chosen.
    return undefined
  }
}

async function settle(
  wanted: Missing,
  match: Match<Given>,
  deps: GiveDeps,
  result: GivenFiles,
  signal: AbortSignal,
): Promise<void> {
  const { key } = wanted
  switch (match.kind) {
    case 'same': {
      const { file, handle } = match.given
      deps.command(key, { type: 'found', file, handle })
      result.found += 1
      return
    }
    case 'doubtful': {
      const hashes: (string | undefined)[] = []
      for (const { file } of match.candidates) {
        hashes.push(await deps.checksum(file, signal).catch(() => undefined))
        signal.throwIfAborted()
      }
      return settle(wanted, decide(wanted, match.candidates, hashes), deps, result, signal)
    }
    case 'changed':
      deps.command(key, { type: 'file-changed', failure: changedFile(wanted, match.given) })
      result.changed += 1
      return
    case 'absent':
  }
}

function missingOf(items: readonly UploadItem[]): UploadItem[] {
  return items.filter((item) => item.file === undefined && !isFinished(item))
}

function changedFile({ facts }: Missing, given: Given): Failure {
  const bytes = `${facts.size} bytes then, ${given.facts.size} bytes now`
  const times = [facts, given.facts].map(({ lastModified }) => new Date(lastModified).toISOString())
  return {
    title: 'The file has changed since you chose it.',
    advice: 'It was not sent. Choose it again to upload it as it is now, or remove it.',
    details: `Changed file: ${bytes}; modified ${times.join(' then, ')} now`,
    remedy: 'choose',
    again: { kind: 'file' },
    uncertain: false,
  }
}
