import { useId, type ReactNode } from 'react'
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
