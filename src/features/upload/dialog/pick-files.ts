import type { FileWithPath } from './chosen.ts'

/** Not in every browser, nor on plain http: https://developer.mozilla.org/docs/Web/API/Window/showOpenFilePicker */
type Picker = (options: { multiple: boolean }) => Promise<FileSystemFileHandle[]>

/**
 * The browser's dialog for files, which gives handles: with them an upload goes on after a reload without asking again.
 * @returns nothing where the user cancelled; `unavailable` where there is only an `<input>` to ask with
 */
export async function pickFiles(
  multiple: boolean,
): Promise<readonly FileWithPath[] | 'unavailable'> {
  const { showOpenFilePicker } = window as { showOpenFilePicker?: Picker }
  if (showOpenFilePicker === undefined) return 'unavailable'
  try {
    const handles = await showOpenFilePicker({ multiple })
    const read = await Promise.allSettled(handles.map((handle) => handle.getFile()))
    return read.flatMap((result, index) =>
      result.status === 'rejected' ? [] : Object.assign(result.value, { handle: handles[index] }),
    )
  } catch (error) {
    return isCancelled(error) ? [] : 'unavailable'
  }
}

/** Milliseconds in which the page may stand still. */
const STEP = 10

/**
 * Asks the browser for the sizes of files, with rests between: it stands still while it looks at the disk for each,
 * and remembers what it has seen.
 * @param rest lets the page do something else
 */
export async function readSizes(
  files: readonly Blob[],
  rest = () => new Promise<void>((resolve) => setTimeout(resolve)),
): Promise<void> {
  let begun = performance.now()
  for (const file of files) {
    if (file.size >= 0 && performance.now() - begun < STEP) continue
    await rest()
    begun = performance.now()
  }
}

/** A policy, a frame or a driven browser refuses the dialog; the driven one calls that a cancel too. */
function isCancelled(error: unknown): boolean {
  return (
    error instanceof DOMException &&
    error.name === 'AbortError' &&
    !error.message.includes('Intercepted')
  )
}
