import { useId, type ReactNode } from 'react'
import { VisuallyHidden } from '../display/VisuallyHidden.tsx'
import styles from './fields.module.css'

export interface CheckboxProps {
  label: string
  /** Which of several boxes with the same label it is: spoken after the label, unseen. */
  about?: string | undefined
  checked: boolean
  onChange: (checked: boolean) => void
  /** Some of what it stands for are ticked, and some are not. */
  indeterminate?: boolean | undefined
  description?: ReactNode
  disabled?: boolean | undefined
}

/** A box to tick, with its words as its name. */
export function Checkbox(props: CheckboxProps) {
  const id = useId()
  return (
    <label className={styles['check']}>
      <input
        type="checkbox"
        aria-labelledby={`${id}-label`}
        aria-describedby={props.description === undefined ? undefined : `${id}-description`}
        checked={props.checked}
        disabled={props.disabled}
        ref={(input) => {
          if (input) input.indeterminate = props.indeterminate ?? false
        }}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <span>
        <span id={`${id}-label`}>
          {props.label}
          {props.about !== undefined && <VisuallyHidden> {props.about}</VisuallyHidden>}
        </span>
        {props.description !== undefined && (
          <span className={styles['description']} id={`${id}-description`}>
            <br />
            {props.description}
          </span>
        )}
      </span>
    </label>
  )
}
