import { ShieldAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { reasonWords } from '#fhir/attribution.ts'
import {
  author,
  contentSha1,
  contentSha256,
  contentSize,
  fileName,
  folderOf,
  otherTags,
  reason,
  securityContextKey,
  securityContextText,
} from '#fhir/binary/binary.ts'
import { showName } from '#fhir/file-name.ts'
import type { Binary, Coding } from '#fhir/types.ts'
import { kindOfLabel, kindLabel } from '#formats/kinds.ts'
import { languageName } from '#lib/languages.ts'
import { paths } from '#site/paths.ts'
import { CopyButton } from '#ui/controls/CopyButton.tsx'
import { Badge } from '#ui/display/Badge.tsx'
import { Bytes } from '#ui/display/Quantity.tsx'
import { Time } from '#ui/display/Quantity.tsx'
import styles from './details.module.css'

export interface DetailsProps {
  org: string
  /** Without its content. */
  binary: Binary
  versionId: string | undefined
  /** An instant. */
  lastUpdated: string | undefined
  /** Below the fields: the versions in short. */
  children?: ReactNode
}

/** The region with the fields of a Binary, in plain words; what a server leaves out is left out here. */
export function Details({ org, binary, versionId, lastUpdated, children }: DetailsProps) {
  const size = contentSize(binary)
  const why = reason(binary)
  return (
    <section className={styles['details']} aria-label="Details">
      <dl className={styles['fields']}>
        <Row label="Name">{showName(fileName(binary) ?? '')}</Row>
        <Row label="Folder">{showName(folderOf(binary) ?? '')}</Row>
        <Row label="Kind">{kindLabel(kindOfLabel(binary.contentType, fileName(binary)))}</Row>
        <Row label="Content type">
          <code>{binary.contentType ?? 'Not set'}</code>
        </Row>
        <Row label="Size">{size !== undefined && <Bytes value={size} />}</Row>
        <Row label="Language">{binary.language && <Language code={binary.language} />}</Row>
        <Row label="Security context">
          <SecurityContext org={org} binary={binary} />
        </Row>
        <Row label="Version">{versionId !== undefined && <code>{versionId}</code>}</Row>
        <Row label="Last updated">{lastUpdated !== undefined && <Time value={lastUpdated} />}</Row>
        <Row label="By">{author(binary)}</Row>
        <Row label="Reason">{why !== undefined && reasonWords(why)}</Row>
        <Row label="Tags">
          <Tags tags={otherTags(binary)} />
        </Row>
        <Row label="Id">
          {binary.id !== undefined && <Copyable text={binary.id} label="Copy id" />}
        </Row>
        <Checksum binary={binary} />
      </dl>
      {children}
    </section>
  )
}

/** One field; none where there is nothing to say. */
function Row({ label, children }: { label: string; children: ReactNode }) {
  if (children === undefined || children === null || children === false || children === '') {
    return null
  }
  return (
    <div>
      <dt>{label}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  )
}

function Language({ code }: { code: string }) {
  const name = languageName(code)
  return name === undefined ? (
    <code>{code}</code>
  ) : (
    <>
      {name} <code>{code}</code>
    </>
  )
}

function SecurityContext({ org, binary }: { org: string; binary: Binary }) {
  const text = securityContextText(binary)
  if (text === undefined) {
    return (
      <Badge tone="warning" icon={ShieldAlert}>
        No security context
      </Badge>
    )
  }
  const reference = binary.securityContext?.reference
  const key = securityContextKey(binary)
  return (
    <>
      {key === undefined || key === '' ? (
        text
      ) : (
        <Link to={paths.context(org, key)} title="All files of this security context">
          {text}
        </Link>
      )}
      {reference !== undefined && reference !== text && (
        <>
          {' '}
          <code>{reference}</code>
        </>
      )}
    </>
  )
}

function Tags({ tags }: { tags: Coding[] }) {
  if (tags.length === 0) return 'None'
  return (
    <ul className={styles['tags']}>
      {tags.map(({ system, code, display }) => (
        <li key={`${system}|${code}`} title={system}>
          <Badge>{display ?? code ?? system ?? 'Unnamed'}</Badge>
        </li>
      ))}
    </ul>
  )
}

function Checksum({ binary }: { binary: Binary }) {
  const sha256 = contentSha256(binary)
  if (sha256 !== undefined) {
    return (
      <Row label="SHA-256">
        <Copyable text={sha256} label="Copy checksum" />
      </Row>
    )
  }
  const sha1 = contentSha1(binary)
  return (
    <Row label="SHA-1 (base64)">
      {sha1 !== undefined && <Copyable text={sha1} label="Copy checksum" />}
    </Row>
  )
}

/** Its beginning and end are enough to compare by eye; the whole is copied, and shows on hover. */
function Copyable({ text, label }: { text: string; label: string }) {
  const short = text.length > 20 ? `${text.slice(0, 10)}…${text.slice(-6)}` : text
  return (
    <span className={styles['copyable']}>
      <code title={text}>{short}</code>
      <CopyButton iconOnly text={text} label={label} />
    </span>
  )
}
