import type { Compared } from '../differ.ts'

/** Kinds of written documents, whose text is not what their bytes are. */
export function isDocument({ kind }: Pick<Compared, 'kind'>): boolean {
  return kind === 'docx' || kind === 'rtf' || kind === 'odt'
}
