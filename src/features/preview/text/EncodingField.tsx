import { ENCODINGS, type Encoding } from '#formats/text/encodings.ts'
import type { FoundEncoding } from '#formats/text/find-encoding.ts'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
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

/** Says that the label names an encoding that can't be read here, until somebody has chosen one. */
export function UnreadLabel(props: { found: FoundEncoding; chosen: Encoding | undefined }) {
  const { found, chosen } = props
  if (found.unreadLabel === undefined || chosen !== undefined) return null
  return (
    <Banner
      tone="warning"
      title={`The label says ${found.unreadLabel}, an encoding that can’t be read here`}
    >
      Letters with accents and signs may be wrong: the encoding was guessed.
    </Banner>
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
