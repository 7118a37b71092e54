import { Download } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { toast } from '#ui/feedback/toasts.ts'
import { saveAs } from '#ui/save-as.ts'
import type { Comparison } from '../changes.ts'
import { useComparedOf, type ComparedOf } from '../compared-of.ts'
import { changesFile } from './changes-file.ts'
import { differenceName } from './difference-name.ts'

/** The difference as a file. Making it can be stopped, and ends when it is shown no longer. */
export function SaveFile(props: {
  /** "Save as .csv" */
  label: string
  extension: string
  titles: readonly [left: string, right: string]
  make: (signal: AbortSignal, of: ComparedOf | undefined) => Promise<Blob>
}) {
  const { label, extension, titles, make } = props
  const of = useComparedOf()
  const [busy, setBusy] = useState(false)
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])
  const save = async () => {
    const controller = new AbortController()
    running.current = controller
    setBusy(true)
    try {
      const file = await make(controller.signal, of)
      controller.signal.throwIfAborted()
      saveAs(file, differenceName(titles, of, extension))
    } catch {
      if (!controller.signal.aborted) {
        toast({
          tone: 'danger',
          title: 'The difference could not be written',
          body: 'Download both contents to compare them elsewhere.',
        })
      }
    }
    running.current = undefined
    setBusy(false)
  }
  return busy ? (
    <Button size="s" onClick={() => running.current?.abort()}>
      Stop saving
    </Button>
  ) : (
    <Button size="s" icon={Download} onClick={() => void save()}>
      {label}
    </Button>
  )
}

/** The changes that a view lists, as a table. */
export function SaveListed(props: {
  comparison: Comparison
  titles: readonly [left: string, right: string]
}) {
  const { comparison, titles } = props
  return (
    <SaveFile
      label="Save as .csv"
      extension="csv"
      titles={titles}
      make={(_, of) => changesFile(comparison, of, yieldTurn)}
    />
  )
}

/** Lets the page draw and answer between two pieces of work. */
export async function yieldTurn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve))
}
