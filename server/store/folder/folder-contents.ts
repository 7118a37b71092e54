import type { ContentHome, ContentPlaces } from '../content/content-home.ts'
import { openContents } from '../content/open-contents.ts'
import type { ContentStore } from '../contents.ts'
import type { Room } from '../store.ts'
import { openContentFolder } from './content-files.ts'
import type { ContentFolder } from './content-files.ts'
import { readFiles } from './read-files.ts'
import { TemporaryFile } from './temporary-file.ts'

/** Contents as files named by their SHA-256. */
export async function openFolderContents(
  path: string,
  { room, ...known }: Omit<ContentPlaces, 'home'> & { room: Pick<Room, 'check'> },
): Promise<{ contents: ContentStore; places: ContentPlaces; folder: ContentFolder }> {
  const folder = await openContentFolder(path, known.leases.holder)
  const home = homeIn(folder, () => known.leases.holders())
  await home.tidy()
  const places = { home, ...known }
  return { contents: openContents(places, room), places, folder }
}

function homeIn(folder: ContentFolder, holders: () => Promise<ReadonlySet<string>>): ContentHome {
  return {
    ...readFiles(folder),
    receive: () => {
      const file = new TemporaryFile(folder.temporary())
      return {
        write: (chunk) => file.write(chunk),
        digest: () => file.digest(),
        settle: async (content) => folder.settle(await file.finish(), content),
        remove: () => file.remove(),
      }
    },
    remove: (content, stands) => folder.remove(content, stands),
    ended: async () => undefined,
    tidy: () => folder.removeLeftovers(holders),
    isWrittenDown: false,
    left: () => folder.list(),
  }
}
