import { join } from 'node:path'
import { openUploads } from '../content/open-uploads.ts'
import { inTurn, type Step } from '../data-folder.ts'
import type { ContentNeeds, ContentSide, Home } from '../sides.ts'
import type { Looked } from '../store.ts'
import { openFolderContents } from './folder-contents.ts'
import { FolderWatch, type WatchedDatabase } from './folder-watch.ts'
import { Reserve } from './reserve.ts'
import { openUploadFiles } from './upload-files.ts'

/**
 * Watches a data folder, and the room on its disk.
 * @param reserve bytes that are kept for a database in it
 */
export async function openHome(
  folder: string,
  { database, reserve }: { database: WatchedDatabase | undefined; reserve: number },
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
  {
    leases,
    records,
    rows,
    home,
  }: Omit<ContentNeeds, 'loose'> & { home: Pick<Home, 'room' | 'place'> },
): Promise<ContentSide> {
  const { room, place } = home
  const {
    contents,
    places,
    folder: files,
  } = await openFolderContents(folder, {
    leases,
    records,
    room,
  })
  const bytes = await openUploadFiles(folder, { contents: files, room })
  await place.watch([...files.parts, join(folder, 'contents', 'uploads')])
  const uploads = await openUploads({ contents: places, bytes, rows })
  const look = async (): Promise<Looked> =>
    (await files.isUsable()) ? { kind: 'ok' } : { kind: 'failed', reason: UNUSABLE }
  return { contents, uploads, look, close: () => uploads.close() }
}

const UNUSABLE = 'The folder of contents is missing, or may not be read and written.'
