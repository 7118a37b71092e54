import { formatBytes } from '#lib/format.ts'
import { openStore } from '#server/store/open-store.ts'
import type { Command } from './command.ts'

export const collectCommand: Command = {
  name: 'collect',
  summary:
    'Removes content that no version needs. Stop the server first, unless its database is PostgreSQL.',
  options: [],
  notes: [
    'Such content is left behind when a server is killed between storing a file and committing its version.',
    'It does no harm, but takes room. From a bucket, servers remove it themselves, at the start and every 15 minutes; from a data folder only this command does.',
    'With SQLite no server may run, wherever the content is. On PostgreSQL any number may.',
    'Uploads that are under way stay until they expire.',
  ],
  run: async (_, { places, out }) => {
    const store = await openStore(places, { make: false })
    try {
      const parts = await store.uploads.expire()
      const contents = await store.contents.collect()
      const files = parts.files + contents.files
      const bytes = parts.bytes + contents.bytes
      const what = files === 1 ? '1 file' : `${files} files`
      out(files === 0 ? 'Nothing to remove.' : `Removed ${what}, ${formatBytes(bytes, 'en')}.`)
    } finally {
      await store.close()
    }
  },
}
