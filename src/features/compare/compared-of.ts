import { createContext, use } from 'react'
import { reasonWords } from '#fhir/attribution.ts'
import { author, displayName, reason } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { versionWords } from './words/version-words.ts'

/** Which content one side is of. */
export interface SideLabel {
  /** The file's name, or what stands in for it. */
  file: string
  /** "Version 2"; of two files "letter.txt, version 2". */
  title: string
  /** An instant. */
  at: string | undefined
  author: string | undefined
  /** In words. */
  reason: string | undefined
}

/** What is compared: two versions of one file, where one is the older, or two files, of which none is. */
export interface ComparedOf {
  of: 'versions' | 'files'
  left: SideLabel
  right: SideLabel
  /** What has to be known of the two before any difference, in sentences: that they are of different patients. No values. */
  warnings: readonly string[]
}

/** What the two sides are called: of versions by their order, of files by where they stand, as neither is the older one. */
export type SideWords = readonly [left: 'Before' | 'Left', right: 'After' | 'Right']

const Compared = createContext<ComparedOf | undefined>(undefined)

/** Around every comparison, for whatever in it says or writes what is compared. */
export const ComparedProvider = Compared.Provider

/** `undefined` outside of a comparison of stored versions. */
export function useComparedOf(): ComparedOf | undefined {
  return use(Compared)
}

export function sideWords(of: ComparedOf | undefined): SideWords {
  return of?.of === 'files' ? ['Left', 'Right'] : ['Before', 'After']
}

export function useSideWords(): SideWords {
  return sideWords(useComparedOf())
}

/** Heads of two columns in what leaves the page: "Before" and "After", or "Left: letter.txt, version 2" and so on. */
export function sideHeads(of: ComparedOf | undefined): [left: string, right: string] {
  const [left, right] = sideWords(of)
  return of?.of === 'files'
    ? [`${left}: ${of.left.title}`, `${right}: ${of.right.title}`]
    : [left, right]
}

export function labelOf({ title, binary }: { title: string; binary: Binary }): SideLabel {
  const why = reason(binary)
  return {
    file: displayName(binary),
    title,
    at: binary.meta?.lastUpdated,
    author: author(binary),
    reason: why === undefined ? undefined : reasonWords(why),
  }
}

/** "Version 2, 3 May 2026, 10:00, by Ann, reason: Correction" */
export function labelWords(label: SideLabel): string {
  const words = versionWords(label)
  return label.reason === undefined ? words : `${words}, reason: ${label.reason}`
}
