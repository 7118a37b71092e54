import { useQuery } from '@tanstack/react-query'
import { createElement, Suspense, useEffect, useState, type ReactNode } from 'react'
import { useApi } from '#api/context.tsx'
import { explainError } from '#api/transport/explain-error.ts'
import { contentSha1, contentSha256, contentSize, fileName } from '#fhir/binary/binary.ts'
import { contentRelation } from '#fhir/binary/field-changes.ts'
import type { Binary } from '#fhir/types.ts'
import { blobSource } from '#formats/content-source.ts'
import { detectSource } from '#formats/detect.ts'
import { kindOfLabel, type Kind } from '#formats/kinds.ts'
import { sameBlobs } from '#lib/blobs/same-blobs.ts'
import { formatBytes } from '#lib/format.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { ErrorState } from '#ui/feedback/states.tsx'
import { ComparedProvider, labelOf, useComparedOf, type ComparedOf } from './compared-of.ts'
import { differFor, type DifferProps, type Side } from './differ.ts'
import { checkPatients, type PatientCheck } from './patient/check-patients.ts'
import { identityWords } from './patient/identity.ts'
import { contextWords, ContextNotice, PatientNotice } from './patient/PatientNotice.tsx'
import { PatientsBefore } from './patient/PatientsBefore.tsx'
import { Labelled } from './shell/SideLabels.tsx'
import styles from './compare.module.css'

/** A version that takes part, with its fields; its content is loaded only when it must be. */
export interface ComparedVersion {
  /** Of the Binary: the two may be versions of different ones. */
  id: string
  versionId: string
  /** "Version 2"; of two files "letter.txt, version 2". */
  title: string
  binary: Binary
  /** Its content, where that is here and not on the server. */
  blob?: Blob | undefined
}

export interface ContentDifferencesProps {
  org: string
  from: ComparedVersion
  to: ComparedVersion
  renderPreview: DifferProps['renderPreview']
}

/** Region "Content differences": what changed in the content, in the reader's terms. Checksums spare the loading where they agree. */
export function ContentDifferences(props: ContentDifferencesProps) {
  const context = contextWords(props.from, props.to)
  return (
    <section aria-label="Content differences" className={styles['region']}>
      <h2 className={styles['said']}>
        <VisuallyHidden>Content</VisuallyHidden>
      </h2>
      <ContextNotice left={props.from} right={props.to} />
      <ComparedProvider
        value={{
          of: props.from.id === props.to.id ? 'versions' : 'files',
          left: labelOf(props.from),
          right: labelOf(props.to),
          warnings: context === undefined ? [] : [context],
        }}
      >
        <Labelled>
          <Differences
            {...props}
            key={JSON.stringify([props.org, nameOf(props.from), nameOf(props.to)])}
          />
        </Labelled>
      </ComparedProvider>
    </section>
  )
}

function Differences(props: ContentDifferencesProps) {
  const { from, to } = props
  const [wanted, setWanted] = useState(false)
  const areStored = from.blob === undefined && to.blob === undefined
  if (areStored && contentRelation(sums(from.binary), sums(to.binary)) === 'same')
    return <Identical {...props} />
  const bytes = sizeOf(from) + sizeOf(to)
  if (bytes > ASK_OVER && !wanted) {
    return (
      <>
        <PatientsBefore {...props} />
        <Banner
          tone="info"
          title={`The two are ${formatBytes(bytes)} together`}
          actions={<Button onClick={() => setWanted(true)}>Load and compare them</Button>}
        >
          Loading them may take a while on a slow connection.
        </Banner>
      </>
    )
  }
  return <Loaded {...props} />
}

function sizeOf({ blob, binary }: ComparedVersion): number {
  return blob?.size ?? contentSize(binary) ?? 0
}

/** What names a content: never the version alone, which the other file may have too. */
function nameOf({ id, versionId, blob }: ComparedVersion): unknown[] {
  return [id, versionId, numberOf(blob)]
}

/** A content of this tab has no name of its own: each gets a number. */
function numberOf(blob: Blob | undefined): number {
  if (blob === undefined) return 0
  const number = numbers.get(blob) ?? (given += 1)
  numbers.set(blob, number)
  return number
}

const numbers = new WeakMap<Blob, number>()
let given = 0

/** Bytes of both together; below it nobody is asked. */
const ASK_OVER = 50_000_000

function Loaded({ org, from, to, renderPreview }: ContentDifferencesProps) {
  const api = useApi()
  useEffect(() => differFor(labelled(from), labelled(to)).loadAhead(), [from, to])
  const left = useQuery({
    ...api.binaries.content(org, from.id, from.versionId),
    enabled: from.blob === undefined,
  })
  const right = useQuery({
    ...api.binaries.content(org, to.id, to.versionId),
    enabled: to.blob === undefined,
  })
  const [leftBlob, rightBlob] = [from.blob ?? left.data?.blob, to.blob ?? right.data?.blob]
  const looked = useQuery({
    queryKey: [
      ...api.binaries.version(org, from.id, from.versionId).queryKey,
      'compared',
      nameOf(from),
      nameOf(to),
    ],
    queryFn: async ({ signal }) =>
      leftBlob === undefined || rightBlob === undefined
        ? undefined
        : lookAt(await detected(from, leftBlob), await detected(to, rightBlob), signal),
    enabled: leftBlob !== undefined && rightBlob !== undefined,
    staleTime: Infinity,
  })
  const error = left.error ?? right.error ?? looked.error
  if (error !== null) {
    const { title, advice, details } = explainError(error)
    // What has not failed is here, or of this tab: it must not be asked for.
    const failed = [left, right, looked].filter(({ isError }) => isError)
    const retry = () => void Promise.all(failed.map((one) => one.refetch()))
    const actions = <Button onClick={retry}>Try again</Button>
    return <ErrorState title={title} advice={advice} details={details} actions={actions} />
  }
  if (leftBlob === undefined || rightBlob === undefined || looked.data === undefined) {
    return <ProgressBar label="Loading both" />
  }
  if (looked.data.identical) return <Identical {...{ org, from, to, renderPreview }} />
  const { patient } = looked.data
  const sides = [
    side(from, leftBlob, looked.data.left),
    side(to, rightBlob, looked.data.right),
  ] as const
  const { View } = differFor(sides[0].kind, sides[1].kind)
  return (
    <Warned patient={patient}>
      {patient && <PatientNotice found={patient} />}
      <Suspense fallback={<Skeleton lines={8} label="Loading the comparison" />}>
        {createElement(View, { left: sides[0], right: sides[1], renderPreview })}
      </Suspense>
    </Warned>
  )
}

/** What it is by its label: most are what they say. */
function labelled({ binary }: ComparedVersion): Kind {
  return kindOfLabel(binary.contentType, fileName(binary))
}

/** What leaves the page, as text, file or on paper, says whose the two are, too. */
function Warned(props: { patient: PatientCheck | undefined; children: ReactNode }) {
  const { patient, children } = props
  const of = useComparedOf()
  const words = patient && warningOf(patient)
  if (of === undefined || words === undefined) return children
  const value: ComparedOf = { ...of, warnings: [...of.warnings, words] }
  return <ComparedProvider value={value}>{children}</ComparedProvider>
}

function warningOf(check: PatientCheck): string | undefined {
  return check.kind === 'told'
    ? identityWords(check.identity)
    : `Whether both are of one patient could not be told. ${check.why}`
}

function Identical({ from, to }: ContentDifferencesProps) {
  const sum = [to, from].flatMap((one) => (one.blob ? [] : (contentSha256(one.binary) ?? [])))[0]
  return (
    <Banner tone="success" title="Identical bytes">
      {from.title} and {to.title} have the same content.
      {sum !== undefined && (
        <>
          {' '}
          SHA-256 <code>{sum}</code>
        </>
      )}
    </Banner>
  )
}

/**
 * What is known of both before they are compared: what they are, whether they are the same, and of whom. Neither content is in it,
 * since it stays in the cache for longer than they do.
 */
async function lookAt(left: Detected, right: Detected, signal: AbortSignal) {
  const identical = await sameBlobs(left.blob, right.blob, signal)
  // Of two DICOM objects the comparison itself says it, with all that identifies a patient there.
  const isAsked = !identical && !(left.kind === 'dicom' && right.kind === 'dicom')
  const asked = (one: Detected) => ({ ...one, source: blobSource(one.blob) })
  const patient = isAsked ? await checkPatients(asked(left), asked(right), signal) : undefined
  const found = ({ kind, contentType }: Detected): Found => ({ kind, contentType })
  return { identical, patient, left: found(left), right: found(right) }
}

type Detected = Pick<Side, 'blob' | 'kind' | 'contentType'>
type Found = Omit<Detected, 'blob'>

async function detected({ binary }: ComparedVersion, blob: Blob): Promise<Detected> {
  const label = { contentType: binary.contentType, name: fileName(binary) }
  const { contentType, kind } = await detectSource(blobSource(blob, label))
  return { blob, contentType, kind }
}

function side({ id, versionId, title }: ComparedVersion, blob: Blob, found: Found): Side {
  return { id, versionId, title, blob, ...found }
}

function sums(binary: Binary) {
  return { sha256: contentSha256(binary), sha1: contentSha1(binary), size: contentSize(binary) }
}
