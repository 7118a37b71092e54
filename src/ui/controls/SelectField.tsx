import { useId } from 'react'
import { Field, type FieldProps } from './Field.tsx'
import styles from './fields.module.css'

interface Option<Value extends string> {
  value: Value
  label: string
}

export interface SelectFieldProps<Value extends string> extends FieldProps {
  options: readonly Option<Value>[]
  value: Value
  onChange: (value: Value) => void
  disabled?: boolean | undefined
}

/** One of a few: the browser's own list, role `combobox`. */
export function SelectField<Value extends string>(props: SelectFieldProps<Value>) {
  const { label, description, error, hideLabel, options, value, onChange, ...native } = props
  return (
    <Field label={label} description={description} error={error} hideLabel={hideLabel}>
      {(control) => (
        <select
          {...native}
          {...control}
          className={styles['control']}
          value={value}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.target.value)
            if (chosen) onChange(chosen.value)
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

export interface SuggestFieldProps extends FieldProps {
  suggestions: readonly Option<string>[]
  value: string
  onChange: (value: string) => void
  placeholder?: string | undefined
  mono?: boolean | undefined
}

/** Free text with suggestions: the browser's own `datalist`, role `combobox`. */
export function SuggestField(props: SuggestFieldProps) {
  const { label, description, error, hideLabel, suggestions, value, onChange } = props
  const listId = useId()
  return (
    <Field label={label} description={description} error={error} hideLabel={hideLabel}>
      {(control) => (
        <>
          <input
            {...control}
            type="text"
            className={styles['control']}
            list={listId}
            value={value}
            placeholder={props.placeholder}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => onChange(event.target.value)}
          />
          <datalist id={listId}>
            {suggestions.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </datalist>
        </>
      )}
    </Field>
  )
}
