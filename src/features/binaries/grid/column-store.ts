import { createStore, type Store } from '#ui/store.ts'
import { formatColumns, parseColumns, type ColumnSettings } from './column-settings.ts'

/** The reader's columns, the same in all organizations; another tab's change shows here too. */
export const columnStore: Store<ColumnSettings> = persisted('binnacle.columns')

function persisted(key: string): Store<ColumnSettings> {
  const store = createStore(parseColumns(read(key)))
  addEventListener('storage', (event) => {
    if (event.key === key) store.set(parseColumns(event.newValue))
  })
  return {
    ...store,
    set: (settings) => {
      store.set(settings)
      write(key, formatColumns(settings))
    },
  }
}

/** Storage may be switched off or full: then the columns last as long as the tab. */
function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, text: string) {
  try {
    localStorage.setItem(key, text)
  } catch {
    // Nothing to tell: the columns are as chosen.
  }
}
