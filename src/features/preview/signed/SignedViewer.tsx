import { useEffect, useState } from 'react'
import type { SignedData, SignedFile, SignedPart } from '#formats/signed/signed-file.ts'
import { createWorkerPool } from '#lib/worker-pool.ts'
import { Banner } from '#ui/feedback/Banner.tsx'
import { EmbeddedFile } from '../parts/EmbeddedFile.tsx'
import type { PackedFile } from '../parts/file-inside.ts'
import { Reading, STOPPED, useProblem } from '../parts/SourceView.tsx'
import type { Problem, ViewerProps } from '../viewer.ts'
import { CertificateCard } from './CertificateCard.tsx'
import type { SignedTask } from './signed-worker.ts'
import { SignerCard } from './SignerCard.tsx'
import documentStyles from '../parts/document.module.css'
import styles from './signed.module.css'

/** Bytes; the whole file is read at once. */
const LARGEST = 200_000_000

const MOST_REMARKS = 5

const readers = createWorkerPool<SignedTask>({
  create: () => new Worker(new URL('./signed-worker.ts', import.meta.url), { type: 'module' }),
  running: 2,
  kept: 1,
})

/** A signed file: who signed, whether the signature fits, and what was signed; or the certificates that a file holds. */
export function SignedViewer({ blob, name, onProblem }: ViewerProps) {
  const { file, problem, stop } = useSigned(blob)
  useProblem(problem, onProblem)
  if (problem) return null
  if (!file) return <Reading label="Checking the signatures" onStop={stop} />
  const isSecret = file.parts.some((part) => part.type === 'other' && part.isSecret)
  return (
    <div className={documentStyles['scroller']}>
      <div className={styles['parts']}>
        {file.remarks.slice(0, MOST_REMARKS).map((remark, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- several parts may have the same fault
          <Banner key={at} tone="warning" title={remark} />
        ))}
        {file.remarks.length > MOST_REMARKS && (
          <p>{file.remarks.length - MOST_REMARKS} more parts have faults.</p>
        )}
        {isSecret && (
          <Banner tone="danger" title="This file holds a private key">
            Who has it can sign in its owner’s name. It should not be stored where others read.
          </Banner>
        )}
        {file.parts.map((part, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- parts never move
          <Part key={at} part={part} name={name} />
        ))}
      </div>
    </div>
  )
}

function Part({ part, name }: { part: SignedPart; name: string }) {
  switch (part.type) {
    case 'signed':
      return <Signed data={part} name={name} />
    case 'encrypted':
      return (
        <Banner tone="info" title={`${part.words}: it can’t be opened here`}>
          {part.recipients.length === 0 ? (
            <p>Only who has the key can open it, with a program of their own.</p>
          ) : (
            <>
              <p>It can be opened with the key that belongs to:</p>
              <ul className={documentStyles['remarks']}>
                {part.recipients.map((recipient) => (
                  <li key={recipient}>{recipient}</li>
                ))}
              </ul>
            </>
          )}
        </Banner>
      )
    case 'certificate':
      return <CertificateCard certificate={part.certificate} />
    case 'other':
      return <p className={styles['other']}>{part.words}.</p>
  }
}

function Signed({ data, name }: { data: SignedData; name: string }) {
  const { content, signers, certificates, remarks } = data
  const used = new Set(signers.map(({ certificate }) => certificate?.fingerprint))
  const others = certificates.filter(({ fingerprint }) => {
    const isNew = !used.has(fingerprint)
    used.add(fingerprint)
    return isNew
  })
  const inside = insideName(name)
  return (
    <>
      {remarks.map((remark) => (
        <Banner key={remark} tone="warning" title={remark} />
      ))}
      {signers.length > 0 && (
        <Banner tone="info" title="The signer’s certificate is not checked against any authority">
          Whether a signature fits the content is checked. Whether the certificate really belongs to
          whom it names, and whether it was withdrawn, is not.
        </Banner>
      )}
      {data.isDamaged && (
        <Banner tone="danger" title="This file is damaged or cut off: its signatures can’t be read">
          What is inside is shown as far as it is there. It may end too early, and may have been
          changed.
        </Banner>
      )}
      {signers.length === 0 && content !== undefined && !data.isDamaged && (
        <Banner tone="warning" title="Nobody has signed this file: it holds no signature" />
      )}
      {signers.map((signer, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- one may sign twice, and signers never move
        <SignerCard key={at} signer={signer} />
      ))}
      {content === undefined ? (
        signers.length > 0 && (
          <section className={documentStyles['card']} aria-label="Signed content">
            <h2>The signed file is not inside</h2>
            <p>
              This is a signature that stands apart. What it signs is another file, mostly of the
              same name without the last ending.
            </p>
          </section>
        )
      ) : (
        <section className={documentStyles['card']} aria-label="Signed content">
          <h2>{signers.length > 0 ? 'What was signed' : 'What is inside'}</h2>
          <EmbeddedFile file={fileOf(content)} name={inside} />
        </section>
      )}
      {others.length > 0 && (
        <section className={styles['group']} aria-label="Other certificates">
          <h2>{signers.length > 0 ? 'Other certificates in the file' : 'Certificates'}</h2>
          {others.map((certificate) => (
            <CertificateCard key={certificate.fingerprint} certificate={certificate} />
          ))}
        </section>
      )}
    </>
  )
}

function fileOf(content: Uint8Array<ArrayBuffer>): PackedFile {
  return {
    contentType: undefined,
    size: content.length,
    take: async () => new Blob([content]),
  }
}

/** `report.pdf.p7m` signs `report.pdf`. */
function insideName(name: string): string {
  const inside = name.replace(/\.(p7m|p7s|p7c|pem|b64)$/i, '')
  return inside === '' ? 'content' : inside
}

function useSigned(blob: Blob) {
  const [read, setRead] = useState<{ blob: Blob; result: SignedFile | Problem }>()
  const [stopped, setStopped] = useState<Blob>()
  const isTooLarge = blob.size > LARGEST
  useEffect(() => {
    if (isTooLarge || stopped === blob) return undefined
    const controller = new AbortController()
    const keep = (result: SignedFile | Problem) => {
      if (!controller.signal.aborted) setRead({ blob, result })
    }
    readers
      .run(blob, { signal: controller.signal })
      .then(keep, (error: Error) =>
        keep({ title: 'This signed file can’t be read', advice: error.message }),
      )
    return () => controller.abort()
  }, [blob, isTooLarge, stopped])
  const stop = () => setStopped(blob)
  if (isTooLarge) return { problem: TOO_LARGE, stop }
  if (stopped === blob) return { problem: STOPPED, stop }
  if (read?.blob !== blob) return { stop }
  return 'parts' in read.result ? { file: read.result, stop } : { problem: read.result, stop }
}

const TOO_LARGE: Problem = {
  title: 'This signed file is too large to check here',
  advice: 'Its bytes can be looked at piece by piece, and the download gives the original.',
}
