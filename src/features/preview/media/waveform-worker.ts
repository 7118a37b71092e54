import { peaksOf, type Peaks } from '#formats/media/waveform.ts'
import { answerTasks } from '#lib/worker-task.ts'

export interface WaveformTask {
  request: { channels: Float32Array<ArrayBuffer>[]; parts: number }
  progress: never
  chunk: never
  result: Peaks
}

answerTasks<WaveformTask>(async ({ channels, parts }) => peaksOf(channels, parts))
