import { TriangleAlert } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import { cx } from '../cx.ts'
import { Icon } from '../display/Icon.tsx'
import styles from './fields.module.css'

/** What every field takes. */
export interface FieldProps {
  /** Its accessible name; `description` helps and is spoken after it. */
  label: string
  description?: ReactNode
  /** What is wrong and what to do. Its presence marks the field invalid. */
  error?: ReactNode
  /** Keeps the label for screen readers only, where the layout makes it clear to the eye. */
  hideLabel?: boolean | undefined
}

/** What a field's control must carry, so that label, description and error belong to it. */
export interface ControlProps {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

/** Label, control, description and error, wired together. For the fields of this folder and for new kinds of field. */
export function Field(props: FieldProps & { children: (control: ControlProps) => ReactNode }) {
  const id = useId()
  const described = props.description !== undefined && props.description !== ''
  const wrong = props.error !== undefined && props.error !== null && props.error !== ''
  const describedBy = cx(wrong && `${id}-error`, described && `${id}-description`)
  return (
    <div className={cx(styles['field'], props.hideLabel === true && styles['compact'])}>
      <label className={styles['label']} htmlFor={id}>
        {props.label}
      </label>
      {props.children({
        id,
        'aria-describedby': describedBy === '' ? undefined : describedBy,
        'aria-invalid': wrong || undefined,
      })}
      {wrong && (
        <p className={styles['error']} id={`${id}-error`}>
          <Icon icon={TriangleAlert} size={14} />
          <span>{props.error}</span>
        </p>
      )}
      {described && (
        <p className={styles['description']} id={`${id}-description`}>
          {props.description}
        </p>
      )}
    </div>
  )
}
