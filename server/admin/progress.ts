/** How far something is, told now and then: on a terminal in one line that changes, else by a line every ten seconds. */
export interface Progress {
  /** @param say is called only when it is time for a line */
  show(say: () => string): void
  /** What was shown is not true any more, or somebody else wants to write. */
  end(): void
}

interface Terminal {
  isTTY?: boolean | undefined
  write(text: string): unknown
}

/** @param now milliseconds */
export function progressOn(terminal: Terminal, now: () => number = Date.now): Progress {
  const rest = terminal.isTTY ? 200 : 10_000
  let last = now()
  let shown = false
  return {
    show: (say) => {
      if (now() - last < rest) return
      last = now()
      terminal.write(terminal.isTTY ? `\r${say()}\u001B[K` : `${say()}\n`)
      shown = true
    },
    end: () => {
      if (shown && terminal.isTTY) terminal.write('\r\u001B[K')
      shown = false
    },
  }
}

/** For who wants to see nothing. */
export const SILENT: Progress = { show: () => undefined, end: () => undefined }
