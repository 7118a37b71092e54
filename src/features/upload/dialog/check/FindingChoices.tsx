import { TriangleAlert } from 'lucide-react'
import { useId } from 'react'
import { Icon } from '#ui/display/Icon.tsx'
import { files } from '../../queue/totals.ts'
import { common } from '../batch/edits.ts'
import type { Choice } from '../draft.ts'
import type { Drafts } from '../use-drafts.ts'
import type { Finding, Findings } from './findings.ts'
import { choicesFor, keysWith } from './plan.ts'
import styles from '../upload-dialog.module.css'

/** One question for all files with the same finding. */
export function FindingChoices({ drafts, findings }: { drafts: Drafts; findings: Findings }) {
  const shown = GROUPS.filter(({ kind }) => keysWith(findings, [kind]).length > 0)
  if (shown.length === 0) return null
  return (
    <div className={styles['questions']}>
      {shown.map(({ kind, words }) => (
        <GroupChoice key={kind} kind={kind} words={words} drafts={drafts} findings={findings} />
      ))}
    </div>
  )
}

interface Group {
  kind: Finding['kind']
  /** After "3 files"; what they are. */
  words: { one: string; many: string }
}

const GROUPS: readonly Group[] = [
  {
    kind: 'same-content',
    words: {
      one: 'is here already, with the same content',
      many: 'are here already, with the same content',
    },
  },
  {
    kind: 'twice',
    words: {
      one: 'has the same content as another of these',
      many: 'have the same content as others of these',
    },
  },
  {
    kind: 'same-name',
    words: {
      one: 'has the name of a file that is here already',
      many: 'have the names of files that are here already',
    },
  },
  { kind: 'empty', words: { one: 'is empty', many: 'are empty' } },
  {
    kind: 'too-large',
    words: { one: 'is larger than the server accepts', many: 'are larger than the server accepts' },
  },
]

function GroupChoice(props: Group & { drafts: Drafts; findings: Findings }) {
  const { kind, words, drafts, findings } = props
  const name = useId()
  const keys = new Set(keysWith(findings, [kind]))
  const concerned = drafts.list.filter(({ key }) => keys.has(key))
  const choice = common(concerned.map(({ edit }) => edit.choice ?? 'separate'))
  const offered = new Set([...keys].flatMap((key) => choicesFor(findings.get(key))))
  return (
    <fieldset className={styles['question']}>
      <legend>
        <Icon icon={TriangleAlert} size={14} />
        <span>
          {files(keys.size)} {keys.size === 1 ? words.one : words.many}
        </span>
      </legend>
      {ORDER.filter((one) => offered.has(one) && (one !== 'version' || kind === 'same-name')).map(
        (one) => (
          <label key={one}>
            <input
              type="radio"
              name={name}
              checked={choice === one}
              onChange={() => drafts.change(keys, { choice: one })}
            />
            <span>{choiceWords(one, kind)}</span>
          </label>
        ),
      )}
    </fieldset>
  )
}

const ORDER: readonly Choice[] = ['separate', 'version', 'skip']

/** What a choice is called for files with that finding. */
export function choiceWords(choice: Choice, kind: Finding['kind']): string {
  if (choice === 'skip') return 'Skip'
  if (choice === 'version') return 'New version'
  return kind === 'same-name' ? 'Separate file' : 'Upload anyway'
}
