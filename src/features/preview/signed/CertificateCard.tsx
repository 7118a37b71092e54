import { useState } from 'react'
import { showName } from '#fhir/file-name.ts'
import type { CertificateFacts } from '#formats/signed/signed-file.ts'
import { formatDateTime } from '#lib/format.ts'
import { Badge } from '#ui/display/Badge.tsx'
import documentStyles from '../parts/document.module.css'
import styles from './signed.module.css'

/** A certificate by itself: what it says, believed by nobody here. */
export function CertificateCard({ certificate }: { certificate: CertificateFacts }) {
  const [now] = useState(Date.now)
  return (
    <section
      className={documentStyles['card']}
      aria-label={`Certificate of ${showName(certificate.name)}`}
    >
      <h2>
        {showName(certificate.name)}
        {certificate.until < now && <Badge tone="warning">Expired</Badge>}
        {certificate.from > now && <Badge tone="warning">Not valid yet</Badge>}
      </h2>
      <dl className={documentStyles['facts']}>
        <Facts certificate={certificate} />
      </dl>
    </section>
  )
}

/** The certificate of a signer, below the signature. */
export function CertificateDetails({ certificate }: { certificate: CertificateFacts }) {
  return (
    <details className={styles['details']}>
      <summary>The certificate</summary>
      <dl className={documentStyles['facts']}>
        <Facts certificate={certificate} />
      </dl>
    </details>
  )
}

function Facts({ certificate }: { certificate: CertificateFacts }) {
  const { subject, issuer, from, until, serial, key, signedWith, isSelfIssued } = certificate
  return (
    <>
      <Fact name="Issued to" value={showName(subject)} />
      <Fact name="Issued by" value={`${showName(issuer)}${isSelfIssued ? ' (itself)' : ''}`} />
      <Fact name="Valid from" value={formatDateTime(new Date(from))} />
      <Fact name="Valid until" value={formatDateTime(new Date(until))} />
      <Fact name="Key" value={key} />
      <Fact name="Issued with" value={signedWith} />
      <Fact name="Serial number" value={serial} />
      <Fact name="Fingerprint (SHA-256)" value={certificate.fingerprint} />
    </>
  )
}

export function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
