/** The journal's place in the browser, by promises. */

const NAME = 'binnacle.uploads'
/** Milliseconds; another tab may hold it, and the queue works without. */
const PATIENCE = 5_000

export type StoreName = 'items' | 'tabs'

/** @throws DOMException or TypeError where the browser has no IndexedDB, or does not give it */
export function openDatabase(name = NAME): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DOMException('Not opened', 'TimeoutError')), PATIENCE)
    const request = indexedDB.open(name, 1)
    request.addEventListener('upgradeneeded', () => {
      request.result.createObjectStore('items', { keyPath: ['owner', 'key'] })
      request.result.createObjectStore('tabs', { keyPath: 'tab' })
    })
    request.addEventListener('success', () => {
      clearTimeout(timer)
      const database = request.result
      // A later release may want another version.
      database.addEventListener('versionchange', () => database.close())
      resolve(database)
    })
    request.addEventListener('error', () => {
      clearTimeout(timer)
      reject(request.error ?? new DOMException('Not opened', 'UnknownError'))
    })
  })
}

/** Opens it once, and again after the browser has closed it. */
export function keptOpen(open = openDatabase): () => Promise<IDBDatabase> {
  let opened: Promise<IDBDatabase> | undefined
  const forget = () => {
    opened = undefined
  }
  return () => {
    opened ??= open().then((database) => {
      database.addEventListener('close', forget)
      return database
    })
    opened.catch(forget)
    return opened
  }
}

/**
 * One transaction; resolves once it is complete.
 * @param work asks for everything at once, or in answer to what it asked for
 */
export function transact<Result>(
  database: IDBDatabase,
  store: StoreName,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => { result: Result },
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode, { durability: 'relaxed' })
    const answer = work(transaction.objectStore(store))
    transaction.addEventListener('complete', () => resolve(answer.result))
    transaction.addEventListener('abort', () =>
      reject(transaction.error ?? new DOMException('Not written', 'AbortError')),
    )
  })
}

/** All of one owner. */
export function rangeOf(owner: string): IDBKeyRange {
  return IDBKeyRange.bound([owner], [owner, []])
}

/** Goes through the records, and stops at the end. */
export function forEachRecord(
  store: IDBObjectStore,
  range: IDBKeyRange | undefined,
  visit: (cursor: IDBCursorWithValue) => void,
): void {
  const request = store.openCursor(range)
  request.addEventListener('success', () => {
    const cursor = request.result
    if (cursor === null) return
    visit(cursor)
    cursor.continue()
  })
}
