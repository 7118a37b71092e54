import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { KnownBinaries } from '#api/binaries/known.ts'
import { useApi } from '#api/context.tsx'
import { explainError } from '#api/transport/explain-error.ts'
import { displayName, fileName, folderOf, securityContextText } from '#fhir/binary/binary.ts'
import { parseIds } from '#fhir/ids.ts'
import type { Binary } from '#fhir/types.ts'
import { kindLabel, kindOfLabel } from '#formats/kinds.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { Time } from '#ui/display/Quantity.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { PickOne } from '#ui/PickOne.tsx'
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
 * Asks for another file of the organization by its name. A file that the list does not reach is found by its id.
 */
export function ChooseFile({ org, like, onChoose, onClose }: ChooseFileProps) {
  const api = useApi()
  const cache = useQueryClient()
  const [opened] = useState(() => api.binaries.opened(cache, org))
  const known = useQuery({ ...api.binaries.known(org), throwOnError: false })
  const [typed, setTyped] = useState('')
  const all = [...opened, ...(known.data?.binaries ?? [])]
  const { shown, more } = choicesOf(all, { typed, like })
  const byId = idOf(typed, like)
  const options =
    byId === undefined || shown.some(({ id }) => id === byId.id) ? shown : [...shown, byId]
  return (
    <Dialog open title={`Compare ${displayName(like)} with`} onClose={onClose}>
      <PickOne
        label="Other file"
        listLabel="Files"
        placeholder="Name, folder, patient or id"
        typed={typed}
        onTyped={setTyped}
        options={options}
        keyOf={({ id }) => id ?? ''}
        onPick={onChoose}
      >
        {(binary) => <Option binary={binary} isById={binary === byId} />}
      </PickOne>
      <Notes {...{ typed, more }} found={options.length} known={known} />
    </Dialog>
  )
}

function Option({ binary, isById }: { binary: Binary; isById: boolean }) {
  if (isById) return <span className={styles['name']}>The file with the id {binary.id}</span>
  const kind = kindLabel(kindOfLabel(binary.contentType, fileName(binary)))
  const [folder, context] = [folderOf(binary), securityContextText(binary)]
  return (
    <span className={styles['option']}>
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
    </span>
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
