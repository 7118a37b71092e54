import { useQuery } from '@tanstack/react-query'
import { Check, CircleHelp, X } from 'lucide-react'
import { useId, type ReactNode, useSyncExternalStore } from 'react'
import { useApi } from '#api/context.tsx'
import { explainError } from '#api/transport/explain-error.ts'
import { appearance, setAppearance } from '#ui/appearance.ts'
import { Button } from '#ui/controls/Button.tsx'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { Icon } from '#ui/display/Icon.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { ErrorBanner } from '#ui/feedback/ErrorBanner.tsx'
import { abilitiesOf } from './abilities.ts'
import styles from './settings.module.css'

/** The parts of the settings, side by side where there is room. */
export function SettingsSections({ children }: { children: ReactNode }) {
  return <div className={styles['sections']}>{children}</div>
}

/** One named part of the settings. */
export function SettingsSection({ title, children }: { title: string; children: ReactNode }) {
  const heading = useId()
  return (
    <section className={styles['section']} aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      {children}
    </section>
  )
}

/** Facts by their names. */
export function Facts({ facts }: { facts: [name: string, value: ReactNode][] }) {
  return (
    <dl className={styles['facts']}>
      {facts.map(([name, value]) => (
        <div key={name} className={styles['fact']}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Fields side by side, as wide as they need to be. */
export function SettingsFields({ children }: { children: ReactNode }) {
  return <div className={styles['fields']}>{children}</div>
}

/** Theme and density; the choice holds on this machine. */
export function AppearanceSettings() {
  const { theme, density } = useSyncExternalStore(appearance.subscribe, appearance.get)
  return (
    <SettingsFields>
      <SelectField
        label="Theme"
        value={theme}
        options={[
          { value: 'system', label: 'Same as system' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
        onChange={(next) => setAppearance({ theme: next })}
      />
      <SelectField
        label="Density"
        value={density}
        options={[
          { value: 'comfortable', label: 'Comfortable' },
          { value: 'compact', label: 'Compact' },
        ]}
        onChange={(next) => setAppearance({ density: next })}
      />
    </SettingsFields>
  )
}

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
