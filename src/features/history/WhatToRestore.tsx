import type { RestoredPart } from '#api/binaries/restoring/merged-restore.ts'
import { contentSha1, contentSha256, contentSize } from '#fhir/binary/binary.ts'
import { contentRelation, fieldChanges } from '#fhir/binary/field-changes.ts'
import type { Binary } from '#fhir/types.ts'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { deltaWords } from './event-words.ts'
import styles from './history.module.css'

const WHATS: { value: RestoredPart; label: string }[] = [
  { value: 'all', label: 'Content and fields' },
  { value: 'content', label: 'Content alone, with its content type' },
  { value: 'fields', label: 'Fields alone, without the content type' },
]

export const RESTORED: Record<RestoredPart, (title: string) => string> = {
  all: (title) => `${title} was restored as a new version`,
  content: (title) => `The content of ${title.toLowerCase()} was restored as a new version`,
  fields: (title) => `The fields of ${title.toLowerCase()} were restored as a new version`,
}

/** What of the version is to be restored, where there is something to choose, and what that would change. */
export function WhatToRestore(props: {
  version: Binary
  /** What is current now; absent where it is deleted. */
  current: Binary | undefined
  what: RestoredPart
  onWhat: (what: RestoredPart) => void
}) {
  const { version, current, what, onWhat } = props
  return (
    <>
      <WhatChanges {...{ version, current, what }} />
      {current !== undefined && differInBoth(current, version) && (
        <SelectField label="What to restore" value={what} options={WHATS} onChange={onWhat} />
      )}
    </>
  )
}

/** Else there is nothing to choose. */
function differInBoth(current: Binary, version: Binary): boolean {
  const fields = fieldChanges(current, version).filter(({ path }) => path !== CONTENT_TYPE)
  return fields.length > 0 && replacesContent(current, version)
}

/** Whether the bytes may be others afterwards. */
export function replacesContent(current: Binary, version: Binary): boolean {
  return contentRelation(sums(current), sums(version)) !== 'same'
}

const CONTENT_TYPE = 'Binary.contentType'

function WhatChanges({
  version,
  current,
  what,
}: {
  version: Binary
  current: Binary | undefined
  what: RestoredPart
}) {
  if (current === undefined)
    return <p>The file is deleted now; restoring makes it available again.</p>
  const isOf = (path: string) => (path === CONTENT_TYPE ? 'content' : 'fields')
  const changes = fieldChanges(current, version).filter(
    ({ path }) => what === 'all' || what === isOf(path),
  )
  return (
    <dl className={styles['changes']}>
      <dt>Content</dt>
      <dd>{what === 'fields' ? 'stays as it is now' : contentWords(current, version)}</dd>
      {changes.map(({ label, before, after }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <del>{before ?? 'not set'}</del> becomes <ins>{after ?? 'not set'}</ins>
          </dd>
        </div>
      ))}
      {changes.length === 0 && (
        <div>
          <dt>Fields</dt>
          <dd>{what === 'content' ? 'stay as they are now' : 'stay the same'}</dd>
        </div>
      )}
    </dl>
  )
}

function contentWords(current: Binary, version: Binary): string {
  const [now, then] = [sums(current), sums(version)]
  const delta =
    now.size === undefined || then.size === undefined ? undefined : deltaWords(then.size - now.size)
  const sizes = delta === undefined ? '' : `, ${delta}`
  switch (contentRelation(now, then)) {
    case 'same':
      return 'stays the same'
    case 'different':
      return `will be replaced${sizes}`
    case 'unknown':
      return `may be replaced (this server gives no checksums)${sizes}`
  }
}

function sums(binary: Binary) {
  return { sha256: contentSha256(binary), sha1: contentSha1(binary), size: contentSize(binary) }
}
