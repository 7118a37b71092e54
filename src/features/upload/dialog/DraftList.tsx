import { useState } from 'react'
import type { Binary } from '#fhir/types.ts'
import { Button } from '#ui/controls/Button.tsx'
import { type SharedFields } from './draft.ts'
import { DraftRow } from './DraftRow.tsx'
import { nameOf, problemsOf } from './spec.ts'
import type { Drafts } from './use-drafts.ts'
import styles from './upload-dialog.module.css'

/** Rows that are on the page at once: each holds fields, and a folder may hold thousands of files. */
const STEP = 50

/** The files that are going to be uploaded. */
export function DraftList(props: {
  drafts: Drafts
  shared: SharedFields
  checked: boolean
  /** The Binary that gets a new version. */
  base: Binary | undefined
}) {
  const { drafts, shared, checked, base } = props
  const [limit, setLimit] = useState(STEP)
  const { list } = drafts
  // What is wrong further down has to be seen as well.
  const shown = list.filter(
    (draft, index) => index < limit || (checked && Object.keys(problemsOf(draft)).length > 0),
  )
  const hidden = list.length - shown.length
  return (
    <>
      {list.length > 1 && (
        <p className={styles['heads']} aria-hidden="true">
          <span>Name</span>
          <span>Content type</span>
        </p>
      )}
      <ul className={styles['list']} aria-label="Files to upload">
        {shown.map((draft) => (
          <DraftRow
            key={draft.key}
            draft={draft}
            name={nameOf(draft, base)}
            isAlone={list.length === 1}
            shared={shared}
            checked={checked}
            onChange={(change) => drafts.change(draft.key, change)}
            onRemove={() => drafts.remove(draft.key)}
          />
        ))}
      </ul>
      {hidden > 0 && (
        <p className={styles['more']}>
          {hidden} more {hidden === 1 ? 'file' : 'files'}, with the types detected from their
          content.
          <Button size="s" variant="quiet" onClick={() => setLimit(limit + 4 * STEP)}>
            Show more
          </Button>
        </p>
      )}
    </>
  )
}
