import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState, type KeyboardEvent } from 'react'
import type { KnownBinaries } from '#api/binaries/known.ts'
import { useApi } from '#api/context.tsx'
import { explainError } from '#api/transport/explain-error.ts'
import { displayName, fileName, folderOf, securityContextText } from '#fhir/binary/binary.ts'
import { parseIds } from '#fhir/ids.ts'
import type { Binary } from '#fhir/types.ts'
import { kindLabel, kindOfLabel } from '#formats/kinds.ts'
import { Button } from '#ui/controls/Button.tsx'
import { cx } from '#ui/cx.ts'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { Time } from '#ui/display/Quantity.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { choicesOf } from './choices.ts'
import styles from './choose-file.module.css'

export interface ChooseFileProps {
  org: string
  /** The file that another one is looked for. */
  like: Binary
  onChoose: (binary: Binary) => void
  onClose: () => void
}

/**
 * Asks for another file of the organization by its name. The field keeps the focus and points at the chosen option
 * (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). A file that the list does not reach is found by its id.
 */
export function ChooseFile({ org, like, onChoose, onClose }: ChooseFileProps) {
  const api = useApi()
  const cache = useQueryClient()
  const [opened] = useState(() => api.binaries.opened(cache, org))
  const known = useQuery({ ...api.binaries.known(org), throwOnError: false })
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const list = useId()
  const all = [...opened, ...(known.data?.binaries ?? [])]
  const { shown, more } = choicesOf(all, { typed, like })
  const byId = idOf(typed, like)
  const options =
    byId === undefined || shown.some(({ id }) => id === byId.id) ? shown : [...shown, byId]
  const index = Math.min(at, options.length - 1)
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: index + 1, ArrowUp: index - 1 }
    const to = steps[event.key]
    const chosen = options[index]
    if (to !== undefined) setAt((to + options.length) % Math.max(options.length, 1))
    else if (event.key === 'Enter' && chosen !== undefined) onChoose(chosen)
    else return
    event.preventDefault()
  }
  return (
    <Dialog open title={`Compare ${displayName(like)} with`} onClose={onClose}>
      <input
        className={styles['input']}
        type="text"
        role="combobox"
        aria-label="Other file"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={index < 0 ? undefined : `${list}-${index}`}
        aria-autocomplete="list"
        data-autofocus
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        placeholder="Name, folder, patient or id"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <Options {...{ list, options, index, byId, onChoose }} />
      <Notes {...{ typed, more }} found={options.length} known={known} />
    </Dialog>
  )
}

function Options(props: {
  list: string
  options: readonly Binary[]
  index: number
  byId: Binary | undefined
  onChoose: (binary: Binary) => void
}) {
  const { list, options, index, byId, onChoose } = props
  return (
    <div id={list} role="listbox" aria-label="Files" className={styles['list']} tabIndex={-1}>
      {options.map((binary, place) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the keys are the field's, which keeps the focus
        <div
          key={binary.id}
          id={`${list}-${place}`}
          role="option"
          aria-selected={place === index}
          ref={place === index ? scrollIntoView : undefined}
          className={cx(styles['option'], place === index && styles['chosen'])}
          onClick={() => onChoose(binary)}
        >
          <Option binary={binary} isById={binary === byId} />
        </div>
      ))}
    </div>
  )
}

function Option({ binary, isById }: { binary: Binary; isById: boolean }) {
  if (isById) return <span className={styles['name']}>Open by id: {binary.id}</span>
  const kind = kindLabel(kindOfLabel(binary.contentType, fileName(binary)))
  const [folder, context] = [folderOf(binary), securityContextText(binary)]
  return (
    <>
      <span className={styles['name']}>
        <bdi>{displayName(binary)}</bdi>
        {folder !== undefined && <span className={styles['more']}> in {folder}</span>}
      </span>
      <span className={styles['more']}>
        {kind}
        {context !== undefined && (
          <>
            {' · '}
            <bdi>{context}</bdi>
          </>
        )}
        {binary.meta?.lastUpdated !== undefined && (
          <>
            {' · '}
            <Time value={binary.meta.lastUpdated} />
          </>
        )}
      </span>
    </>
  )
}

interface Known {
  data: KnownBinaries | undefined
  error: Error | null
  isPending: boolean
  refetch: () => Promise<unknown>
}

/** What is not in the list, and why. */
function Notes(props: { typed: string; found: number; more: number; known: Known }) {
  const { typed, found, more, known } = props
  if (known.error !== null) {
    const { title, advice } = explainError(known.error)
    const retry = <Button onClick={() => void known.refetch()}>Try again</Button>
    return (
      <Banner tone="danger" role="alert" title={title} actions={retry}>
        {advice} A file can be found by its id all the same.
      </Banner>
    )
  }
  if (known.isPending) return <ProgressBar label="Loading the list of files" />
  const words = [
    ...(found === 0
      ? [typed === '' ? 'There is no other file here.' : 'No file matches. Its id finds any.']
      : []),
    ...(more > 0 ? [`${more.toLocaleString()} more match: type more of the name.`] : []),
    ...(known.data?.complete === false
      ? ['Only a part of the files was looked at; any other is found by its id.']
      : []),
  ]
  return (
    <p role="status" className={styles['notes']}>
      {words.join(' ')}
    </p>
  )
}

/** A file of which nothing but its id is known. */
function idOf(typed: string, like: Binary): Binary | undefined {
  const { ids, rejected } = parseIds(typed)
  const [id] = ids
  if (id === undefined || ids.length > 1 || rejected.length > 0 || id === like.id) return undefined
  return { resourceType: 'Binary', id }
}

function scrollIntoView(option: HTMLElement | null): void {
  option?.scrollIntoView({ block: 'nearest' })
}
