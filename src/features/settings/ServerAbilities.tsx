import { useQuery } from '@tanstack/react-query'
import { Check, CircleHelp, X } from 'lucide-react'
import { useApi } from '#api/context.tsx'
import { explainError } from '#api/transport/explain-error.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Icon } from '#ui/display/Icon.tsx'
import { Skeleton } from '#ui/display/Skeleton.tsx'
import { ErrorBanner } from '#ui/feedback/ErrorBanner.tsx'
import { abilitiesOf } from './abilities.ts'
import styles from './settings.module.css'

/** What this server can do, from its CapabilityStatement, in plain words. */
export function ServerAbilities({ org }: { org: string }) {
  const { data, error, refetch } = useQuery(useApi().capabilities(org))
  if (error !== null) {
    const retry = <Button onClick={() => void refetch()}>Try again</Button>
    return <ErrorBanner {...explainError(error)} actions={retry} />
  }
  if (data === undefined) return <Skeleton lines={6} label="Asking the server" />
  return (
    <>
      {data.software !== undefined && (
        <p>
          {data.software}
          {data.fhirVersion !== undefined && `, FHIR ${data.fhirVersion}`}
        </p>
      )}
      {!data.known && <p>This server does not say what it supports, so everything is tried.</p>}
      <ul className={styles['abilities']}>
        {abilitiesOf(data).map(({ words, able }) => (
          <li key={words}>
            <Icon icon={SIGNS[able].icon} size={16} />
            <span>{words}</span>
            <span className={styles['able']}>{SIGNS[able].word}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

const SIGNS = {
  yes: { icon: Check, word: 'yes' },
  no: { icon: X, word: 'no' },
  unknown: { icon: CircleHelp, word: 'not stated' },
}
