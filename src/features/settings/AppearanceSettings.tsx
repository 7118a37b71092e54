import { useSyncExternalStore } from 'react'
import { appearance, setAppearance } from '#ui/appearance.ts'
import { SelectField } from '#ui/controls/SelectField.tsx'
import styles from './settings.module.css'

/** Theme and density; the choice holds on this machine. */
export function AppearanceSettings() {
  const { theme, density } = useSyncExternalStore(appearance.subscribe, appearance.get)
  return (
    <div className={styles['fields']}>
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
    </div>
  )
}
