import { inTurn, type Step } from '../data-folder.ts'
import type { ContentNeeds, ContentSide, Home } from '../sides.ts'
import { lookAtContents, openFolderContents } from './contents.ts'
import { FolderWatch } from './folder-watch.ts'
import { Reserve } from './reserve.ts'
import { openFolderUploads } from './uploads.ts'

/**
 * Watches a data folder, and the room on its disk.
 * @param reserve bytes that are kept for a database in it
 */
export async function openHome(
  folder: string,
  { database, reserve }: { database: string | undefined; reserve: number },
  undo: (step: Step) => void,
): Promise<Home> {
  const place = await FolderWatch.open(folder, database)
  undo(() => place.close())
  const room = new Reserve(folder, reserve, place)
  undo(() => room.close())
  return { place, room, close: () => inTurn([() => room.close(), () => place.close()]) }
}

/** Contents and the bytes of uploads as files of the data folder. */
export async function openFolderSide(
  folder: string,
  { leases, records, rows, home }: ContentNeeds & { home: Pick<Home, 'room'> },
): Promise<ContentSide> {
  const places = { leases, records, room: home.room }
  const contents = await openFolderContents(folder, places)
  const uploads = await openFolderUploads(folder, { ...places, rows })
  return { contents, uploads, look: () => lookAtContents(folder), close: () => uploads.close() }
}
