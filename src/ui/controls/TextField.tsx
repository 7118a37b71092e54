import type { ComponentPropsWithRef, Ref } from 'react'
import { cx } from '../cx.ts'
import { Field, type FieldProps } from './Field.tsx'
import styles from './fields.module.css'

type Native = Omit<
  ComponentPropsWithRef<'input'>,
  'value' | 'onChange' | 'className' | 'id' | 'ref' | 'type'
>

export interface TextFieldProps extends FieldProps, Native {
  value: string
  onChange: (value: string) => void
  type?: 'text' | 'search' | 'date' | 'datetime-local' | 'number' | undefined
  /** For ids, checksums, codes. */
  mono?: boolean | undefined
  ref?: Ref<HTMLInputElement> | undefined
}

/** One line of text. */
export function TextField(props: TextFieldProps) {
  const { label, description, error, hideLabel, value, onChange, mono, ...native } = props
  return (
    <Field label={label} description={description} error={error} hideLabel={hideLabel}>
      {(control) => (
        <input
          type="text"
          {...native}
          data-autofocus={native.autoFocus === true || undefined}
          {...control}
          className={cx(styles['control'], mono && styles['mono'])}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

export interface TextAreaProps extends FieldProps {
  value: string
  onChange: (value: string) => void
  rows?: number | undefined
  mono?: boolean | undefined
  placeholder?: string | undefined
  readOnly?: boolean | undefined
  spellCheck?: boolean | undefined
  onKeyDown?: React.KeyboardEventHandler<HTMLTextAreaElement> | undefined
  ref?: Ref<HTMLTextAreaElement> | undefined
}

/** Several lines of text. */
export function TextArea(props: TextAreaProps) {
  const { label, description, error, hideLabel, value, onChange, mono, ...native } = props
  return (
    <Field label={label} description={description} error={error} hideLabel={hideLabel}>
      {(control) => (
        <textarea
          rows={3}
          {...native}
          {...control}
          className={cx(styles['control'], mono && styles['mono'])}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}
