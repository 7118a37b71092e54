import { useId } from 'react'
import type { VersionTarget } from '../context.tsx'
import styles from './upload-dialog.module.css'

/** On a Binary's page: is the file its new version, or a Binary of its own? */
export function TargetChoice(props: {
  target: VersionTarget
  isVersion: boolean
  /** Only one file can be the next version. */
  tooMany: boolean
  onChange: (isVersion: boolean) => void
}) {
  const { target, isVersion, tooMany, onChange } = props
  const name = useId()
  return (
    <fieldset className={styles['choice']}>
      <legend>Upload as</legend>
      <label>
        <input
          type="radio"
          name={name}
          checked={isVersion}
          disabled={tooMany}
          onChange={() => onChange(true)}
        />
        <span>
          New version of <bdi>{target.name}</bdi>
        </span>
      </label>
      <label>
        <input type="radio" name={name} checked={!isVersion} onChange={() => onChange(false)} />
        <span>{tooMany ? 'New files' : 'New file'}</span>
      </label>
      {tooMany && (
        <p className={styles['note']}>A new version takes one file only: remove the others.</p>
      )}
    </fieldset>
  )
}
