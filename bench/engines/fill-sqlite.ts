import { workerData } from 'node:worker_threads'
import { indexTexts } from '../fill-words.ts'
import { fillVersions } from '../fill.ts'
import { progress, textOf, textsAmong } from './texts.ts'

/** Fills a data folder with versions and the texts of their contents, or goes on with it. A thread: it never waits. */
const { folder, size } = workerData as { folder: string; size: number }
const told = progress('SQLite')
await fillVersions(folder, size, told('versions', size))
await indexTexts(folder, textOf, told('texts', textsAmong(size)))
