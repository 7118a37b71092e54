import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { Field } from './controls/Field.tsx'
import { IconButton } from './controls/IconButton.tsx'
import type { TextFieldProps } from './controls/TextField.tsx'
import { cx } from './cx.ts'
import styles from './controls/fields.module.css'

export type SecretFieldProps = Omit<TextFieldProps, 'type' | 'autoComplete' | 'spellCheck'> & {
  /** What is hidden, for the button that shows it: "token". */
  what: string
}

/** A password or token: a password field to the browser and to screen readers, with a button that shows what is typed. */
export function SecretField({ what, ...props }: SecretFieldProps) {
  const { label, description, error, hideLabel, value, onChange, mono, ...native } = props
  const [shown, setShown] = useState(false)
  return (
    <Field label={label} description={description} error={error} hideLabel={hideLabel}>
      {(control) => (
        <span className={styles['withAction']}>
          <input
            {...native}
            type={shown ? 'text' : 'password'}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            data-autofocus={native.autoFocus === true || undefined}
            {...control}
            className={cx(styles['control'], mono && styles['mono'])}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          <IconButton
            variant="secondary"
            label={shown ? `Hide ${what}` : `Show ${what}`}
            icon={shown ? EyeOff : Eye}
            onClick={() => setShown(!shown)}
          />
        </span>
      )}
    </Field>
  )
}
