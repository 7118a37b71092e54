/** Hashes and encodes files for upload off the main thread; by its name it may compile WebAssembly. */
import { answerTasks } from '#lib/worker-task.ts'
import { prepareUpload, type PrepareTask } from './prepare-upload.ts'

answerTasks<PrepareTask>((preparation, { progress }) => prepareUpload(preparation, progress))
