import { writeSync } from 'node:fs'
import { benchText } from '../letters.ts'
import { duration } from '../table.ts'

/** Contents whose words are in the index: each Binary of `fillVersions` has one. */
export function textsAmong(size: number): number {
  return Math.floor(size / 5) * 3
}

/** The text of a version of `fillVersions`: the current versions, but for the busy one, are counted without a gap. */
export function textOf(index: number): string {
  return benchText(Math.floor(index / 5) * 3 + Math.max(0, (index % 5) - 2), 300)
}

/** Says how far a filling is, with a line for each twentieth. */
export function progress(name: string): (what: string, of: number) => (filled: number) => void {
  const started = performance.now()
  return (what, of) => {
    let next = 0
    return (filled) => {
      if (filled < next) return
      next = filled + of / 20
      const figures = [filled, of].map((figure) => figure.toLocaleString('en')).join(' of ')
      const line = `${name}: ${figures} ${what} after ${duration(performance.now() - started)}`
      // A thread that never waits would say it in the end.
      writeSync(1, `${line}\n`)
    }
  }
}
