import { CircleHelp, ShieldCheck, ShieldX } from 'lucide-react'
import { showName } from '#fhir/file-name.ts'
import type { CertificateFacts, Signer, TimeStamp, Verdict } from '#formats/signed/signed-file.ts'
import { formatDate, formatDateTime } from '#lib/format.ts'
import { Badge, type BadgeTone } from '#ui/display/Badge.tsx'
import type { IconType } from '#ui/display/Icon.tsx'
import { CertificateDetails, Fact } from './CertificateCard.tsx'
import documentStyles from '../parts/document.module.css'
import styles from './signed.module.css'

/** One signature: who made it, when, and whether it fits. */
export function SignerCard({ signer }: { signer: Signer }) {
  const { certificate, stamp, verdict, counterSignatures } = signer
  const name = showName(certificate?.name ?? 'Somebody whose certificate is not in the file')
  const { tone, icon, title, text } = wordsOf(verdict)
  return (
    <section className={documentStyles['card']} aria-label={`Signature of ${name}`}>
      <h2>
        {name}
        <Badge tone={tone} icon={icon}>
          {title}
        </Badge>
      </h2>
      <p className={styles['verdict']}>{text}</p>
      {signer.remarks.length > 0 && (
        <ul className={styles['remarks']}>
          {signer.remarks.map((remark) => (
            <li key={remark}>{remark}</li>
          ))}
        </ul>
      )}
      <dl className={documentStyles['facts']}>
        <Fact
          name="Says it was signed"
          value={signer.time === undefined ? 'Not said' : timeWords(signer.time)}
        />
        {stamp && <Fact name="Time stamp" value={stampWords(stamp)} />}
        <Fact name="Signed with" value={`${signer.algorithm}, ${signer.digest}`} />
        {counterSignatures > 0 && (
          <Fact name="Signed again by" value={`${counterSignatures} more, not checked here`} />
        )}
        {certificate && (
          <>
            <Fact name="Certificate issued by" value={showName(certificate.issuer)} />
            <Fact name="Certificate valid" value={validWords(certificate)} />
          </>
        )}
        {!certificate && <Fact name="Certificate" value={signer.identifier} />}
      </dl>
      {certificate && <CertificateDetails certificate={certificate} />}
    </section>
  )
}

function wordsOf(verdict: Verdict): {
  tone: BadgeTone
  icon: IconType
  title: string
  text: string
} {
  switch (verdict.type) {
    case 'valid':
      return {
        tone: 'success',
        icon: ShieldCheck,
        title: 'Fits the content',
        text: 'The content is as it was when it was signed with this certificate’s key.',
      }
    case 'changed':
      return {
        tone: 'danger',
        icon: ShieldX,
        title: 'Content was changed',
        text: 'The content is not what was signed: it was changed since, or is another one.',
      }
    case 'wrong':
      return {
        tone: 'danger',
        icon: ShieldX,
        title: 'Signature is wrong',
        text: `The signature is wrong: ${verdict.why}.`,
      }
    case 'unchecked':
      return {
        tone: 'warning',
        icon: CircleHelp,
        title: 'Not checked',
        text: `The signature could not be checked: ${verdict.why}.`,
      }
  }
}

function stampWords({ time, authority, verdict }: TimeStamp): string {
  const at = `${timeWords(time)}, by ${showName(authority)}`
  return verdict.type === 'valid'
    ? `${at} (fits the signature)`
    : `${at} (${wordsOf(verdict).text})`
}

function validWords({ from, until }: CertificateFacts): string {
  return `${formatDate(new Date(from))} to ${formatDate(new Date(until))}`
}

function timeWords(time: number): string {
  return formatDateTime(new Date(time))
}
