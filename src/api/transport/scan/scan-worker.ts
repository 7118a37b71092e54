/** Scans bodies off the main thread: their pieces come in one by one. */
import { answerTasks } from '#lib/worker-task.ts'
import { scanBody, type ScanTask } from './scan-body.ts'

answerTasks<ScanTask>(({ wantsContent }, { chunks }) => scanBody(chunks, wantsContent))
