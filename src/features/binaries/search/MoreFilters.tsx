import { useQuery } from '@tanstack/react-query'
import { parameterOf } from '#api/binaries/search/more-criteria.ts'
import { MORE_NAMES, type MoreName } from '#api/binaries/search/search-types.ts'
import { type Capabilities } from '#api/binaries/types.ts'
import { useApi } from '#api/context.tsx'
import { Checkbox } from '#ui/controls/Checkbox.tsx'
import { SuggestField } from '#ui/controls/SelectField.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import { DayRange } from '../filters/DayRange.tsx'
import { criterionLabels } from './criteria-words.ts'
import { LONGEST_CRITERION, writeDates } from './search-codec.ts'
import styles from './more-filters.module.css'

export interface MoreFiltersProps {
  org: string
  /** As typed, not yet normal. */
  values: Partial<Record<MoreName, string>>
  onChange: (name: MoreName, text: string) => void
}

/** What can be looked for beyond ids and languages, and how far this server goes along. */
export function MoreFilters({ org, values, onChange }: MoreFiltersProps) {
  const api = useApi()
  const { data: capabilities } = useQuery(api.capabilities(org))
  const field = (name: 'find' | 'name' | 'security-context' | '_content') => ({
    label: criterionLabels[name],
    value: values[name] ?? '',
    maxLength: LONGEST_CRITERION,
    autoComplete: 'off',
    onChange: (text: string) => onChange(name, text),
  })
  const words = contentWords(capabilities)
  return (
    <div className={styles['more']} role="group" aria-label="More filters">
      <TextField {...field('find')} placeholder="Words of name, patient or id" />
      <TextField {...field('name')} placeholder="Words, or parts of them" />
      <TextField
        {...field('security-context')}
        placeholder="Patient/3310, number or name"
        title="The file’s security context: a reference, an identifier or a name"
      />
      {words === true ? (
        <TextField {...field('_content')} placeholder="Words, or parts of them" />
      ) : (
        <p className={styles['why']}>
          <strong>{criterionLabels._content}</strong>
          {words}
        </p>
      )}
      <SuggestField
        label={criterionLabels['content-type']}
        placeholder="Any"
        suggestions={TYPES}
        value={values['content-type'] ?? ''}
        onChange={(text) => onChange('content-type', text)}
      />
      <Days value={values._lastUpdated ?? ''} onChange={(text) => onChange('_lastUpdated', text)} />
      <div className={styles['without']}>
        <Checkbox
          label="No security context"
          checked={values['security-context:missing'] !== undefined}
          onChange={(on) => onChange('security-context:missing', on ? 'true' : '')}
        />
      </div>
      <p className={styles['note']}>{reachWords(capabilities)}</p>
    </div>
  )
}

/** When a file was changed, as the address has it: `2026-05-01..2026-05-31`. */
function Days({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const [from = '', to = ''] = value.split('..')
  const set = (first: string, last: string) => {
    onChange(first === '' && last === '' ? '' : writeDates({ from: first, to: last }))
  }
  return <DayRange {...{ from, to }} labels={['Changed from', 'Changed until']} onChange={set} />
}

/** Whether words in the content can be looked for, or why not. */
function contentWords(capabilities: Capabilities | undefined): true | string {
  if (capabilities === undefined || capabilities.searchParams.includes('_content')) return true
  return capabilities.known
    ? 'This server does not search the content of files.'
    : 'This server does not say that it can search the content of files.'
}

/** Who searches, and what that means for languages. */
function reachWords(capabilities: Capabilities | undefined): string {
  if (capabilities === undefined) return ''
  const { searchParams } = capabilities
  const here = MORE_NAMES.filter(
    (name) => name !== '_content' && !searchParams.includes(parameterOf(name)),
  )
  const exact = 'The server finds languages exactly: “de” does not find “de-CH”.'
  if (here.length === 0) return exact
  const names = here.map((name) => criterionLabels[name].toLowerCase()).join(', ')
  return `This server does not search by ${names}: the console looks among the files that are loaded. ${exact}`
}

const TYPES = [
  'application/pdf',
  'image/*',
  'text/plain',
  'text/csv',
  'text/html',
  'application/xml',
  'application/json',
  'application/dicom',
].map((value) => ({ value, label: value }))
