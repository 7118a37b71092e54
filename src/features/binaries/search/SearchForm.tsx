import { Search } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { parseIds } from '#fhir/ids.ts'
import { languageOptions } from '#lib/languages.ts'
import { Button } from '#ui/controls/Button.tsx'
import { SelectField, SuggestField } from '#ui/controls/SelectField.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import { normalLanguage } from './search-codec.ts'
import { isSearching, type SearchMethod, type SearchView } from './search-view.ts'
import styles from '../list/toolbar.module.css'

type Criteria = Pick<SearchView, 'ids' | 'language' | 'method'>

export interface SearchFormProps {
  view: SearchView
  /** Codes of the rows at hand, as suggestions. */
  languages: Iterable<string>
  onSearch: (criteria: Criteria) => void
}

/** What the server is asked for. The fields follow the address, when Back leads to another search. */
export function SearchForm({ view, languages, onSearch }: SearchFormProps) {
  const form = useCriteria(view, onSearch)
  const { ids, language, method, problem } = form
  return (
    <form role="search" aria-label="Binaries" className={styles['form']} onSubmit={form.search}>
      <div className={styles['ids']}>
        <TextField
          label="Ids"
          placeholder="One or many, pasted in any form"
          mono
          spellCheck={false}
          autoComplete="off"
          value={ids}
          error={problem}
          onChange={(text) => form.set({ ids: text })}
        />
      </div>
      <div className={styles['language']}>
        <SuggestField
          label="Language"
          placeholder="Any"
          suggestions={languageOptions(languages)}
          value={language}
          onChange={(text) => form.set({ language: text })}
        />
      </div>
      <div className={styles['method']} title={METHOD_HELP}>
        <SelectField<SearchMethod>
          label="Ask by"
          options={METHODS}
          value={method}
          onChange={(choice) => form.set({ method: choice })}
        />
      </div>
      <div className={styles['buttons']}>
        <Button type="submit" icon={Search}>
          Search
        </Button>
        {(isSearching(view) || ids !== '' || language !== '') && (
          <Button variant="quiet" onClick={form.clear}>
            Clear
          </Button>
        )}
      </div>
    </form>
  )
}

interface Fields {
  /** The view's criteria that the fields were filled from. */
  from: string
  ids: string
  language: string
  method: SearchMethod
  problem: string | undefined
}

function useCriteria(view: SearchView, onSearch: SearchFormProps['onSearch']) {
  const [fields, setFields] = useState(() => fieldsOf(view))
  const asked = fieldsOf(view)
  if (fields.from !== asked.from) setFields(asked)
  const { ids, language, method } = fields
  return {
    ...fields,
    set: (change: Partial<Fields>) => setFields({ ...fields, ...change }),
    search: (event: FormEvent) => {
      event.preventDefault()
      const parsed = parseIds(ids)
      const problem = idProblem(parsed, method)
      setFields({ ...fields, problem })
      if (problem !== undefined) return
      onSearch({ ids: parsed.ids, language: normalLanguage(language), method })
    },
    clear: () => {
      setFields({ ...fields, ids: '', language: '', problem: undefined })
      onSearch({ ids: [], language: '', method })
    },
  }
}

function fieldsOf({ ids, language, method }: SearchView): Fields {
  const from = JSON.stringify([ids, language, method])
  return { from, ids: ids.join(' '), language, method, problem: undefined }
}

const METHOD_HELP =
  'POST keeps the ids out of the address logs of servers and proxies on the way. ' +
  'GET is for servers that know no other search.'

const METHODS: { value: SearchMethod; label: string }[] = [
  { value: 'POST', label: 'POST, private' },
  { value: 'GET', label: 'GET, logged' },
]

function idProblem(
  { ids, rejected }: ReturnType<typeof parseIds>,
  method: SearchMethod,
): string | undefined {
  if (rejected.length > 0) {
    const named = rejected.slice(0, 3).map((text) => `“${text.slice(0, 40)}”`)
    const rest = rejected.length > 3 ? ` and ${rejected.length - 3} more` : ''
    const verb = rejected.length === 1 ? 'is not an id' : 'are not ids'
    return `${named.join(', ')}${rest} ${verb}. Ids have up to 64 letters, digits, “-” and “.”.`
  }
  if (method === 'GET' && ids.join(',').length > LONGEST_GET) {
    return `${ids.length} ids are too many for one address. Ask by POST.`
  }
  return undefined
}

/** Characters that any server takes in a request line, with room for the rest. */
const LONGEST_GET = 6000
