import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import type { ObjectSummary } from '#formats/dicom/objects/describe-object.ts'
import { Button } from '#ui/controls/Button.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import type { DicomClient } from '../dicom-worker.ts'
import { ObjectFacts } from '../ObjectFacts.tsx'
import { TagGrid } from './TagGrid.tsx'
import { useSearch, type TagChoice } from './use-tags.ts'
import styles from './tags.module.css'

/** All attributes of an object, sequences and private ones too: searchable, the patient's data hidden until asked for. */
export function TagList(props: { client: DicomClient; summary: ObjectSummary; name: string }) {
  const { client, summary, name } = props
  const [choice, setChoice] = useState<TagChoice>({ text: '', revealed: false })
  const found = useSearch(client, choice)
  const { text, revealed } = choice
  return (
    <>
      <div className={styles['tools']}>
        <div className={styles['search']}>
          <TextField
            type="search"
            label="Search tags"
            hideLabel
            placeholder="Tag, name or value"
            value={text}
            onChange={(wanted) => setChoice({ ...choice, text: wanted })}
          />
        </div>
        <span role="status" className={styles['count']}>
          {found && countWords(found.count, found.choice.text)}
        </span>
        <Button
          size="s"
          icon={revealed ? EyeOff : Eye}
          aria-pressed={revealed}
          onClick={() => setChoice({ ...choice, revealed: !revealed })}
        >
          {revealed ? 'Hide patient data' : 'Show patient data'}
        </Button>
      </div>
      <details className={styles['about']}>
        <summary>
          {summary.title}, {summary.syntax}
        </summary>
        <ObjectFacts dicom={{ summary }} />
      </details>
      {found && <TagGrid client={client} found={found} name={name} />}
    </>
  )
}

function countWords(count: number, text: string): string {
  if (text.trim() === '') return `${count.toLocaleString()} ${count === 1 ? 'row' : 'rows'}`
  return count === 0 ? 'Nothing found' : `${count.toLocaleString()} found`
}
