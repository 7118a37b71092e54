import { ENCODINGS, type Encoding } from '#formats/text/encodings.ts'
import type { FoundEncoding } from '#formats/text/find-encoding.ts'
import { SelectField } from '#ui/controls/SelectField.tsx'
import styles from './text.module.css'

/** The encoding that a text was read in, with how that is known, and the choice of another. */
export function EncodingField(props: {
  found: FoundEncoding
  /** Chosen by hand. */
  value: Encoding | undefined
  onChange: (encoding: Encoding) => void
}) {
  const { found, value, onChange } = props
  return (
    <div className={styles['encoding']}>
      <SelectField
        label="Encoding"
        hideLabel
        options={ENCODINGS.map(({ value, label }) => ({
          value,
          label: value === found.encoding ? `${label} (${knownFrom(found)})` : label,
        }))}
        value={value ?? found.encoding}
        onChange={onChange}
      />
    </div>
  )
}

/** How the encoding is known, behind its name. */
const KNOWN_FROM: Record<FoundEncoding['from'], string> = {
  mark: 'found',
  declared: 'declared inside',
  label: 'by its label',
  bytes: 'found',
  guess: 'guessed',
}

function knownFrom({ from, isDamaged }: FoundEncoding): string {
  return isDamaged === true ? `${KNOWN_FROM[from]}, some bytes broken` : KNOWN_FROM[from]
}
