import { segmentName } from '#formats/hl7v2/segment-table.ts'
import { lineAt } from '../text/lines.ts'
import type { LaidOut } from './laid-out.ts'
import { isClosing } from './outline.ts'

/** Steps of a path that are told; deeper ones say little. */
const MOST_STEPS = 40

/**
 * Where a line stands in the terms of its kind: "entry[2].resource.status", "Bundle / entry / resource", "OBX: Observation
 * result"; `undefined` for a text that knows nothing but lines.
 */
export function placeOfLine(of: LaidOut, line: number): string | undefined {
  switch (of.layout) {
    case 'stored':
      return undefined
    case 'hl7v2': {
      const id = /^[A-Z][A-Z0-9]{2}/u.exec(lineAt(of.lines, line))?.[0]
      return id === undefined ? undefined : `${id}: ${segmentName(id)}`
    }
    case 'json':
      return jsonPath(of, line)
    case 'xml':
      return xmlPath(of, line)
  }
}

function jsonPath(of: LaidOut, line: number): string | undefined {
  const steps = stepsTo(of, line).map((at, index) => {
    const key = /^\s*"((?:[^"\\]|\\.)*)":/u.exec(lineAt(of.lines, at))?.[1]
    if (key === undefined) return `[${of.outline?.place[at] ?? 0}]`
    return index === 0 ? key : `.${key}`
  })
  return steps.length === 0 ? undefined : steps.join('')
}

function xmlPath(of: LaidOut, line: number): string | undefined {
  const names = stepsTo(of, line).flatMap(
    (at) => /^\s*<([^\s<>/!?]+)/u.exec(lineAt(of.lines, at))?.[1] ?? [],
  )
  return names.length === 0 ? undefined : names.join(' / ')
}

/** The lines that hold it, the outermost first, and it itself; of JSON without the outermost, which has no name. */
function stepsTo({ lines, layout, outline }: LaidOut, line: number): number[] {
  const found: number[] = []
  let at = line
  while (at >= 0 && found.length < MOST_STEPS) {
    const isOutermost = (outline?.holder[at] ?? -1) < 0
    if (!isClosing(lineAt(lines, at)) && !(isOutermost && layout === 'json')) found.push(at)
    at = outline?.holder[at] ?? -1
  }
  return found.toReversed()
}
