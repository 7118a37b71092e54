/** One content type of a kind. */
export interface Format {
  /** Its essence, in lower case. */
  type: string
  /** What people call it, as it stands within a sentence. */
  label: string
  /** Endings of file names, the usual one first. */
  endings: readonly string[]
  /** Other names of the same type. */
  aliases: readonly string[]
  /** Whether the forms suggest it. */
  isCommon: boolean
}

/**
 * How the bytes of a kind are known: by a signature with the structure behind it; by a structure that only this kind of
 * text has; not at all, since any text may be of this kind; or not at all.
 */
export type Proof = 'signature' | 'structure' | 'any-text' | 'none'

export interface Row {
  label: string
  proof: Proof
  formats: readonly Format[]
  /** The kind that each content of this one also is, looked at with less knowledge: a Word document is a ZIP archive. */
  within?: string
}

export function row(label: string, proof: Proof, formats: readonly Format[], within?: string): Row {
  return { label, proof, formats, ...(within !== undefined && { within }) }
}

export function format(
  type: string,
  label: string,
  endings: string,
  aliases = '',
  isCommon = false,
): Format {
  return { type, label, endings: words(endings), aliases: words(aliases), isCommon }
}

function words(text: string): string[] {
  return text.split(' ').filter((word) => word !== '')
}
