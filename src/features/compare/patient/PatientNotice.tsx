import { useState } from 'react'
import { securityContextKey, securityContextText } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { Banner } from '#ui/feedback/Banner.tsx'
import type { Identity } from './identity.ts'
import { PatientBanner } from './PatientBanner.tsx'

/** Whether both contents are of one patient: said before anything else of them, and nothing where they are. */
export function PatientNotice({ found }: { found: Identity | 'too-large' }) {
  const [revealed, setRevealed] = useState(false)
  if (found !== 'too-large') {
    return <PatientBanner identity={found} {...{ revealed }} onReveal={setRevealed} />
  }
  return (
    <Banner tone="info" title="Whether both are of one patient was not checked">
      The contents are too large for it.
    </Banner>
  )
}

interface Filed {
  id: string
  binary: Binary
}

/** The sentence of `ContextNotice`, where there is one. */
export function contextWords(left: Filed, right: Filed): string | undefined {
  if (left.id === right.id) return undefined
  const [one, other] = [securityContextKey(left.binary), securityContextKey(right.binary)]
  if (one === undefined || other === undefined || one === other) return undefined
  return `${FILED_APART}.`
}

const FILED_APART = 'The two files are filed under different patients or contexts'

/** Two files that are filed under different patients or contexts, whatever their contents say. */
export function ContextNotice({ left, right }: { left: Filed; right: Filed }) {
  if (contextWords(left, right) === undefined) return null
  return (
    <Banner tone="warning" role="alert" title={FILED_APART}>
      Left: <bdi>{securityContextText(left.binary)}</bdi>. Right:{' '}
      <bdi>{securityContextText(right.binary)}</bdi>.
    </Banner>
  )
}
