import type { ReactNode } from 'react'
import { SelectField } from '#ui/controls/SelectField.tsx'
import styles from './comparison.module.css'

export interface SideHeadProps {
  /** "Before", "Left" */
  label: string
  /** A version id. */
  value: string
  options: readonly { value: string; label: string }[]
  onChange: (versionId: string) => void
  /** Which file it is, where the two are not of one. */
  file?: ReactNode
}

/** Above one half of a comparison: which version of what it is; when it was made and by whom its label in the comparison says. */
export function SideHead({ label, value, options, onChange, file }: SideHeadProps) {
  return (
    <div className={styles['side']}>
      <span aria-hidden="true">{label}</span>
      {file}
      <SelectField
        hideLabel
        label={file === undefined ? label : `Version on the ${label.toLowerCase()}`}
        {...{ value, options, onChange }}
      />
    </div>
  )
}

/** The versions to choose from, with the one that is shown, which the history may not reach. */
export function optionsOf(
  shown: readonly string[],
  versions: readonly { versionId: string; title: string }[],
  titleOf: (versionId: string) => string,
): { value: string; label: string }[] {
  const known = new Map(shown.map((versionId) => [versionId, titleOf(versionId)]))
  for (const { versionId, title } of versions) known.set(versionId, title)
  return [...known].map(([value, label]) => ({ value, label }))
}
