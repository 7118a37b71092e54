import { fileNameOfPath } from '#fhir/file-name.ts'
import type { Binary } from '#fhir/types.ts'
import { kindLabel, kindOfLabel, nameDisagrees } from '#formats/kinds.ts'
import { typeOf, type Draft } from '../draft.ts'
import { nameOf } from '../spec.ts'

/**
 * What is odd about a file itself, in sentences; what it shares with others is among its findings.
 * @param base the Binary that gets a new version
 */
export function notesOf(draft: Draft, base: Binary | undefined): string[] {
  const { file, edit, detected } = draft
  const notes: string[] = []
  if (detected.state === 'unreadable') {
    return ['This file can’t be read. It waits in the list of uploads until you choose it again.']
  }
  if (fileNameOfPath(file.name) !== file.name) {
    notes.push('Characters that are invisible or can’t be stored were removed from its name.')
  }
  if (detected.state !== 'known') return notes
  const type = typeOf(draft)
  if (edit.contentType !== undefined && detected.isProven && type !== detected.contentType) {
    notes.push(`The content looks like ${detected.contentType}.`)
  }
  const name = nameOf(draft, base)
  const extension = /\.[a-z0-9]{1,8}$/i.exec(name)?.[0]
  if (extension !== undefined && file.size > 0 && nameDisagrees(name, type)) {
    const kind = kindLabel(kindOfLabel(type))
    notes.push(`The name ends in ${extension}, but the content type means: ${kind}.`)
  }
  return notes
}
