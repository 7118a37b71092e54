import { useEffect, useState, type Ref } from 'react'
import { fileNameOfPath, showName } from '#fhir/file-name.ts'
import type { TreeRow } from '#formats/archive/entry-tree.ts'
import { formatBytes } from '#lib/format.ts'
import { Button } from '#ui/controls/Button.tsx'
import { SecretField } from '#ui/SecretField.tsx'
import { EmbeddedFile } from '../parts/EmbeddedFile.tsx'
import type { PackedFile } from '../parts/file-inside.ts'
import type { EntryAbout } from './archive-worker.ts'
import { Remarks } from './Remarks.tsx'
import { timeWords } from './TreeRows.tsx'
import { unpackFrom } from './unpack.ts'
import type { Archive } from './use-archive.ts'
import documentStyles from '../parts/document.module.css'
import styles from './archive.module.css'

interface EntryPaneProps {
  archive: Archive
  row: TreeRow
  /** Of this archive, as long as it is shown. */
  password: string | undefined
  onPassword: (password: string) => void
  ref: Ref<HTMLElement>
}

/** Characters of a path; no file system takes longer ones. */
const LONGEST = 4000

/** One entry of an archive: all that is known of it, and its content once it is asked for. */
export function EntryPane(props: EntryPaneProps) {
  const { archive, row, ref } = props
  const about = useAbout(archive, row.node)
  if (about === undefined) return null
  const { entry, details } = about
  const title = showName(about.path.slice(0, LONGEST)) || '(no name)'
  const cut = about.path.length - LONGEST
  const remarks = [...(entry?.remarks ?? []), ...(details?.remarks ?? [])]
  return (
    <section ref={ref} className={styles['pane']} aria-label={`About ${title}`}>
      <h2 className={styles['path']}>
        {title}
        {cut > 0 && `… (and ${cut.toLocaleString()} more characters)`}
      </h2>
      <Remarks remarks={remarks} />
      <dl className={documentStyles['facts']}>
        {row.isFolder ? (
          <Fact
            name="Holds"
            value={`${about.files.toLocaleString()} ${about.files === 1 ? 'file' : 'files'}, ${formatBytes(about.size)}`}
          />
        ) : (
          <>
            <Fact name="Size" value={exact(entry?.size)} />
            <Fact name="Packed" value={exact(entry?.packedSize)} />
          </>
        )}
        {entry?.time && (
          <Fact
            name="Changed"
            value={`${timeWords(entry.time)}${entry.time.type === 'clock' ? ' (on the clock of whoever packed it; no time zone is kept)' : ''}`}
          />
        )}
        {details?.facts.map(([name, value]) => (
          <Fact key={name} name={name} value={showName(value)} />
        ))}
      </dl>
      {entry && !row.isFolder && <EntryContent {...props} about={about} />}
    </section>
  )
}

function exact(size: number | undefined): string {
  if (size === undefined) return 'Not known before it is unpacked'
  return size < 1000 ? formatBytes(size) : `${formatBytes(size)} (${size.toLocaleString()} bytes)`
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

/** The content, behind its password where it has one. What is wrong with it is known once it is out. */
function EntryContent(props: EntryPaneProps & { about: EntryAbout }) {
  const { archive, about, password, onPassword } = props
  const [faults, setFaults] = useState<readonly string[]>([])
  const { entry, place } = about
  if (entry === undefined || place === undefined) return null
  if (entry.refusal !== undefined) return <p>{entry.refusal}</p>
  const file: PackedFile = {
    contentType: undefined,
    size: entry.size,
    take: async (signal) => {
      const { blob, remarks } = await unpackFrom(archive.source, place, { password, signal })
      setFaults(remarks)
      return blob
    },
  }
  return (
    <>
      {entry.isEncrypted && <PasswordForm isSet={password !== undefined} onSet={onPassword} />}
      <Remarks remarks={faults} role="status" />
      {(!entry.isEncrypted || password !== undefined) && (
        <EmbeddedFile
          key={password}
          file={file}
          name={fileNameOfPath(about.path.replace(/\/+$/, '')) || 'file'}
        />
      )}
    </>
  )
}

/** The password is kept as long as the archive is shown, and nowhere else. */
function PasswordForm(props: { isSet: boolean; onSet: (password: string) => void }) {
  const [typed, setTyped] = useState('')
  return (
    <form
      className={styles['password']}
      onSubmit={(event) => {
        event.preventDefault()
        props.onSet(typed)
      }}
    >
      <SecretField
        label="Password"
        what="password"
        description="It is used here only, and forgotten with this view."
        value={typed}
        onChange={setTyped}
      />
      <Button type="submit" disabledReason={typed === '' ? 'Type the password first.' : undefined}>
        {props.isSet ? 'Use this password instead' : 'Use this password'}
      </Button>
    </form>
  )
}

function useAbout({ client }: Archive, node: number): EntryAbout | undefined {
  const [known, setKnown] = useState<EntryAbout>()
  useEffect(() => {
    let current = true
    client.call('about', node).then(
      (about) => current && setKnown(about),
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [client, node])
  return known
}
