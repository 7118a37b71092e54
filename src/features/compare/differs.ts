import { lazy, type ComponentType } from 'react'
import type { Kind } from '#formats/kinds.ts'
import type { DifferProps } from './differ.ts'

const text = lazy(async () => ({ default: (await import('./text/TextDiffer.tsx')).TextDiffer }))
const sideBySide = lazy(async () => ({
  default: (await import('./side-by-side/SideBySide.tsx')).SideBySide,
}))

/** Kind of content → how two of that kind are compared. A new kind is one folder and one line; what is not here is shown side by side. */
const DIFFERS: Partial<Record<Kind, ComponentType<DifferProps>>> = {
  text,
  json: text,
  xml: text,
  csv: text,
  ccda: text,
  hl7v2: text,
  html: text,
  rtf: text,
  mail: text,
  ecg: text,
}

/** Two kinds that have the same differ are compared by it (a text that became JSON is still text). */
export function differFor(left: Kind, right: Kind): ComponentType<DifferProps> {
  const differ = DIFFERS[left]
  return differ !== undefined && differ === DIFFERS[right] ? differ : sideBySide
}
