import { useEffect, useState } from 'react'
import type { Kind } from '#formats/kinds.ts'
import type { MailMessage } from '#formats/mail/mail-message.ts'
import { connectWorker, type WorkerClient } from '#lib/worker-session.ts'
import { STOPPED } from '../parts/SourceView.tsx'
import type { Problem } from '../viewer.ts'
import type { MailMethods, OpenedMail } from './mail-worker.ts'

/** One message of an open file, and how its attachments are taken out. */
export interface ShownMail {
  index: number
  message: MailMessage
  take: (key: string, signal: AbortSignal) => Promise<Blob>
}

interface Opened {
  blob: Blob
  client: WorkerClient<MailMethods>
  file: OpenedMail
  shown: ShownMail
}

/** Bytes; more is not read as messages. */
const LARGEST = 500_000_000

/** Messages in a worker of their own, which lives as long as they are shown. */
export function useMail(blob: Blob, kind: Kind) {
  const [opened, setOpened] = useState<Opened | { blob: Blob; problem: Problem }>()
  const [wanted, setWanted] = useState<number>()
  const [stopped, setStopped] = useState<Blob>()
  const tooLarge = blob.size > LARGEST
  useEffect(() => {
    if (tooLarge || stopped === blob) return undefined
    const worker = new Worker(new URL('./mail-worker.ts', import.meta.url), { type: 'module' })
    const client = connectWorker<MailMethods>(worker)
    let current = true
    client.call('open', { blob, kind }).then(
      (file) =>
        current && setOpened({ blob, client, file, shown: shownOf(client, 0, file.message) }),
      (error: Error) => current && setOpened({ blob, problem: unreadable(error) }),
    )
    return () => {
      current = false
      client.stop()
    }
  }, [blob, kind, tooLarge, stopped])
  const known = opened?.blob === blob ? opened : undefined
  const mail = known && 'file' in known ? known : undefined
  async function select(index: number) {
    if (mail === undefined) return
    setWanted(index)
    try {
      const message = await mail.client.call('read', index)
      setOpened({ ...mail, shown: shownOf(mail.client, index, message) })
    } catch (error) {
      if (error instanceof Error) setOpened({ blob, problem: unreadable(error) })
    }
    setWanted(undefined)
  }
  const problem = known && 'problem' in known ? known.problem : undefined
  return {
    mail,
    select,
    /** The message that is being read in place of the shown one. */
    wanted,
    problem: tooLarge ? TOO_LARGE : stopped === blob ? STOPPED : problem,
    stop: () => setStopped(blob),
  }
}

function shownOf(
  client: WorkerClient<MailMethods>,
  index: number,
  message: MailMessage,
): ShownMail {
  return {
    index,
    message,
    async take(key, signal) {
      const file = await client.call('take', { index, key })
      signal.throwIfAborted()
      return file
    },
  }
}

const TOO_LARGE: Problem = {
  title: 'This file is too large to show as mail',
  advice: 'Its bytes can be looked at piece by piece, and the download gives the original.',
}

function unreadable({ message }: Error): Problem {
  return {
    title: 'This message could not be read',
    advice: `${message} Its bytes can still be looked at, and the download gives the original.`,
  }
}
