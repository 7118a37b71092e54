import { useState } from 'react'
import { securityContextKey, securityContextText } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { Banner } from '#ui/feedback/Banner.tsx'
import type { PatientCheck } from './check-patients.ts'
import { PatientBanner } from './PatientBanner.tsx'

/** Whether both contents are of one patient: said before anything else of them, and nothing where they are. */
export function PatientNotice({ found }: { found: PatientCheck }) {
  const [revealed, setRevealed] = useState(false)
  if (found.kind === 'not-told') {
    return (
      <Banner tone="info" title="Whether both are of one patient could not be told">
        {found.why}
      </Banner>
    )
  }
  const { identity, isWhole } = found
  return (
    <PatientBanner {...{ identity, revealed }} onReveal={setRevealed}>
      {isWhole ? undefined : ' Of large contents only the beginning was looked at.'}
    </PatientBanner>
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
