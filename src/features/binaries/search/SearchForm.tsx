import { Search } from 'lucide-react'
import { Suspense, useState, type FormEvent } from 'react'
import { hasMore, type MoreName } from '#api/binaries/search/search-types.ts'
import { parseIds } from '#fhir/ids.ts'
import { languageOptions } from '#lib/languages.ts'
import { Button } from '#ui/controls/Button.tsx'
import { SuggestField } from '#ui/controls/SelectField.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import { cx } from '#ui/cx.ts'
import { lazyPart } from '#ui/lazy-part.ts'
import { normalList, normalMoreCriteria } from './search-codec.ts'
import { isSearching, type SearchMethod, type SearchView } from './search-view.ts'
import styles from '../list/toolbar.module.css'

/** With its first use. */
const moreFilters = lazyPart(async () => (await import('./MoreFilters.tsx')).MoreFilters)

type Criteria = Pick<SearchView, 'ids' | 'language' | 'more'>

export interface SearchFormProps {
  org: string
  view: SearchView
  /** On a narrow screen it makes room for the rows. */
  folded: boolean
  /** Codes of the rows at hand, as suggestions. */
  languages: Iterable<string>
  onSearch: (criteria: Criteria) => void
  onSavedViews: () => void
}

/** What is looked for. The fields follow the address, when Back leads to another search. */
export function SearchForm(props: SearchFormProps) {
  const { org, view, folded, languages, onSearch, onSavedViews } = props
  const form = useCriteria(view, onSearch)
  const { ids, language, more, problem } = form
  const [open, setOpen] = useState(false)
  const filled = isSearching(view) || ids !== '' || language !== '' || hasMore(more)
  const onClear = filled ? form.clear : undefined
  return (
    <form
      role="search"
      aria-label="Binaries"
      className={cx(styles['form'], folded && styles['folded'])}
      onSubmit={form.search}
    >
      <div className={styles['ids']}>
        <TextField
          label="Ids"
          placeholder="One or more ids, in any form"
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
      <FormButtons open={open} onOpen={setOpen} onSavedViews={onSavedViews} onClear={onClear} />
      <Suspense>
        {open && (
          <moreFilters.Part
            org={org}
            values={more}
            onChange={(name, text) => form.set({ more: { ...more, [name]: text } })}
          />
        )}
      </Suspense>
    </form>
  )
}

function FormButtons(props: {
  open: boolean
  onOpen: (open: boolean) => void
  onSavedViews: () => void
  /** Where there is something to clear. */
  onClear: (() => void) | undefined
}) {
  const { open, onOpen, onSavedViews, onClear } = props
  return (
    <div className={styles['buttons']}>
      <Button type="submit" icon={Search}>
        Search
      </Button>
      <Button variant="quiet" aria-expanded={open} onClick={() => onOpen(!open)}>
        More filters
      </Button>
      <Button variant="quiet" onClick={onSavedViews}>
        Saved views
      </Button>
      {onClear && (
        <Button variant="quiet" onClick={onClear}>
          Clear
        </Button>
      )}
    </div>
  )
}

interface Fields {
  /** The view's criteria that the fields were filled from. */
  from: string
  ids: string
  language: string
  more: Partial<Record<MoreName, string>>
  problem: string | undefined
}

function useCriteria(view: SearchView, onSearch: SearchFormProps['onSearch']) {
  const [fields, setFields] = useState(() => fieldsOf(view))
  const asked = fieldsOf(view)
  if (fields.from !== asked.from) setFields(asked)
  const { ids, language, more } = fields
  return {
    ...fields,
    set: (change: Partial<Fields>) => setFields({ ...fields, ...change }),
    search: (event: FormEvent) => {
      event.preventDefault()
      const parsed = parseIds(ids)
      const problem = idProblem(parsed, view.method)
      setFields({ ...fields, problem })
      if (problem !== undefined) return
      onSearch({
        ids: parsed.ids,
        language: normalList(language),
        more: normalMoreCriteria(more),
      })
    },
    clear: () => {
      setFields({ ...fields, ids: '', language: '', more: {}, problem: undefined })
      onSearch({ ids: [], language: '', more: {} })
    },
  }
}

function fieldsOf({ ids, language, more }: SearchView): Fields {
  const from = JSON.stringify([ids, language, more])
  return { from, ids: ids.join(' '), language, more, problem: undefined }
}

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
    return `${ids.length} ids are too many for a GET search. Turn on “Send searches as POST” in Settings.`
  }
  return undefined
}

/** Characters that any server takes in a request line, with room for the rest. */
const LONGEST_GET = 6000
